"""The REST API: the same commands and queries as the desk, behind typed schemas, for programs with a token.

One folder a noun (`routes.py`, `schemas.py`), one root, one mapper of errors. Session cookies open nothing here.
"""
