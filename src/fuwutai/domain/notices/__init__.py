"""Who is told what inside the desk, and when: the notices behind the bell.

Does not own why: `sla` says that a promise is in danger, and its rule row says whom to tell. A notice is a hint to a
person, not history: what happened stands in the journal.
"""
