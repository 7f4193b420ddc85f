"""The manuals as rows: clauses and the rules that other apps obey.

Owns which figure is in force for which case at which moment. Does not own what a figure does:
each app registers its kinds of rule and reads them by `queries.rules_in_force`.
"""
