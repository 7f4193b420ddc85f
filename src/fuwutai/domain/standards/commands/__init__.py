"""Every write of rules."""

from fuwutai.domain.standards.commands.rules import adopt_rule, end_rule, revise_rule

__all__ = ["adopt_rule", "end_rule", "revise_rule"]
