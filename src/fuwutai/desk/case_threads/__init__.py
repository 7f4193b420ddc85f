"""Cases that are one matter, two matters, or have to do with one another: merging, splitting, links, duplicates."""
