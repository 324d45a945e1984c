"""The console command ``bpr``: folders of diagrams in, one JSON line a file out. No Django, no database."""
