"""The people of the service centre: staff, teams, roles, sessions and the centre itself.

Does not own what a person may do with a case (that is a policy of `cases`) nor customers.
"""
