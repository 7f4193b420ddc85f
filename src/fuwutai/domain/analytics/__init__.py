"""Figures of the centre's work: what each means, how it is counted, and the rollups that hold the counts.

Owns what is derived, nothing else: every row can be thrown away and counted again from the journal. It decides nothing
and changes no case.
"""
