"""``python -m bpr`` is the command ``bpr``."""

import sys

from bpr.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
