"""Owns the files that people send: their bytes, kept once each and encrypted, and their previews.

Does not own who may see one: the app that took a file in hands it out, and only to whom it may.
"""
