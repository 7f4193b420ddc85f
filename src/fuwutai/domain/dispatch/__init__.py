"""Owns who gets a case: routing rules, the queue of those who wait, capacity, and whether work is shared out fairly.

Does not own cases: it assigns them by the commands of `cases`.
"""
