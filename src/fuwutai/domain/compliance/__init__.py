"""Who did, saw and exported what, and what of it is unusual.

Reads the journal and the access log of the kernel; owns neither.
"""
