"""The list of tags: renaming, merging and retiring them."""
