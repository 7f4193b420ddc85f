"""Reading the manuals: the shelf, each manual, its clauses and their history, and comparisons."""
