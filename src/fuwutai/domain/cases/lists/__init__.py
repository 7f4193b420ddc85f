"""Lists of cases that people write themselves: the query language, its keys, saved views and their counts."""
