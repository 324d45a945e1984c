"""From readings to coordinates and files; queries nothing."""
