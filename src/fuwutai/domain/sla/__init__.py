"""Promises in time: clock definitions and the clocks of each case.

Owns targets, pauses, warnings and breaches. Listens to the journal by event code, so `cases` knows nothing of it.
"""
