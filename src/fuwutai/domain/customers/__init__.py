"""The people we serve: who they are and how they are reached, encrypted at rest and masked by role.

Does not own what they wrote (that is a message of `cases`).
"""
