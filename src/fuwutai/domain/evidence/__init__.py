"""Proof that promises are kept: figures over clocks, each with its cases, and what other terms would have meant.

Read-only: owns no table. Clocks live in `sla`, clauses and rule rows in `standards`.
"""
