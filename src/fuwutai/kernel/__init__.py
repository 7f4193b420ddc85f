"""Mechanisms without a business noun: command, event, journal, outbox, clock, errors, keys, push, health.

Owns the append-only journal and access log, the outbox and what makes them trustworthy.
Does not own any noun of a service centre; it never imports from `domain`.
"""
