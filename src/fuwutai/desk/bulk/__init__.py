"""The same done to many cases at once: chosen in a list, looked at beforehand, reported, taken back."""
