"""Cases of other systems: files, what their columns mean here, the runs that take them in, and the rows refused.

Owns no case and no customer: it hands both, a batch at a time, to the bulk commands of `cases` and `customers`.
"""
