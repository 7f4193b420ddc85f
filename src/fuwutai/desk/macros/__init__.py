"""Macros: keeping them, and using one with a case after a look at what it would do."""
