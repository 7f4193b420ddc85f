"""Where the manuals disagree, and what was decided."""
