"""Owns what the centre knows how to say: standard phrases, their folders, and how they are used.

Does not own what is said with them: that stands in the case.
"""
