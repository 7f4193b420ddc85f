"""Long lists of cases, taken out as files that the worker makes page by page and that wait for whoever asked.

It owns runs and their pages. What stands in a row belongs to `cases` and `sla`, the words of a file to the surface.
"""
