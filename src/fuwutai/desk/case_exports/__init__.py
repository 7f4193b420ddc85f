"""The cases of a list, taken out as a file."""
