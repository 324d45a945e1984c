"""What became of the promises of a project."""
