"""The manuals as rows: versions, clauses, and the rules that other apps obey.

Owns which figure is in force for which case at which moment, how a manual changes (draft, review, approval, moment of
effect, roll back), what was decided where two figures disagree, and who has read what. Does not own what a figure does:
each app registers its kinds of rule and reads them by `queries.rules_in_force`.
"""
