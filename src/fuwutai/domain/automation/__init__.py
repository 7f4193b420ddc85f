"""Owns rules of automation: an event, a moment or a clock, conditions, and the steps that follow; and what they did.

Does not own what the steps do: those are commands of cases.
"""
