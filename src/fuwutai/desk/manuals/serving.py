"""What the system does for a clause: its rules in words."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from fuwutai.desk.standards.saying import about, whom
from fuwutai.desk.standards.words import ESCALATION, Names, promise
from fuwutai.domain.evidence.reach import Reach
from fuwutai.domain.standards import registry
from fuwutai.domain.standards.queries import Rule
from fuwutai.domain.standards.rule_kinds import DECISION, PACK_IN_USE

ICONS = {"clock": "clock", "metric": "chart", "schedule": "calendar", "retention": "archive", "deadline": "hourglass"}
ABOUT_RULES = (DECISION, PACK_IN_USE)
"""Rules about other rules and manuals: no clause is served by them."""


def served_by(rules: Iterable[Rule], names: Names, now: datetime, reach: Reach | None = None) -> list[dict[str, Any]]:
    """Return the rules of a clause as rows, in the order in which they were given.

    `reach`: how far the manuals reached at the moment in question; with it, rows that no service line obeys are marked.
    """
    return [_row(rule, names, now, reach) for rule in rules if rule.kind not in ABOUT_RULES]


def _row(rule: Rule, names: Names, now: datetime, reach: Reach | None) -> dict[str, Any]:
    family = registry.kind(rule.kind).family
    has_page = family == "clock" or rule.kind == ESCALATION
    return {
        "rule": rule,
        "about": about(rule.kind, rule.scope),
        "said": promise(rule.kind, rule.value, names),
        "whom": whom(rule.scope),
        "icon": ICONS.get(family, "gear"),
        "url": reverse("desk:promise", args=[rule.id]) if has_page else "",
        "coming": rule.valid_from > now and (rule.valid_to is None or rule.valid_from < rule.valid_to),
        "in_force": rule.is_in_force(now),
        "shelved": reach is not None and not reach.is_in_use(rule),
    }
