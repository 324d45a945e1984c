"""The workflow table as people type it: columns, cells, problems. Used by hearings and by the to-be editor."""
