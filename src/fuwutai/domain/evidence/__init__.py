"""Whether the manual is kept: figures of promises, and clause by clause what proves it.

Owns attestations and trials of drafts. Owns no figure: it counts what others keep, and asks their providers.
"""
