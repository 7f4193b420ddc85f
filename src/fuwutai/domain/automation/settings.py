"""Which rules are obeyed: remembered for a second where it is only asked whether any listens, else read anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from fuwutai.domain.automation.choices import AFTER_EVENT, AT_FRACTION, AUTOMATION, ON_EVENT
from fuwutai.domain.automation.models import AutomationRule
from fuwutai.domain.automation.rules import Trigger
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.memo import Memo

PLATFORM = Actor.system(AUTOMATION)
"""Who looks; what a rule does is done by `acting`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRule:
    """A rule as it is obeyed now."""

    id: int
    position: int
    version: int
    trigger: Trigger
    conditions: str
    steps: tuple[dict[str, str], ...]
    stops: bool


def acting(rule_id: int) -> Actor:
    """Return who takes the steps of a rule: the platform, with the rule's id, so that every trace leads to it."""
    return Actor(kind="system", id=rule_id, name=AUTOMATION, reach="all")


def live_rules() -> list[LiveRule]:
    """Return the rules that are on, in their order. Cost: 1 statement."""
    rows: Any = AutomationRule.objects.filter(is_on=True, retired_at=None).select_related("current")
    return [
        LiveRule(
            id=row.pk, position=row.position, version=row.current.number, trigger=Trigger.of(row.current.trigger),
            conditions=row.current.conditions, steps=tuple(row.current.steps), stops=row.current.stops,
        )
        for row in rows.order_by("position", "pk")
        if row.current
    ]  # fmt: skip


def listens(code: str) -> bool:
    """Return whether a rule waits for an event. Cost: 1 statement a second at most in a process."""
    return code in _listening.get()


def has_clock_rules() -> bool:
    """Return whether a rule waits for a part of a promise. Cost: as `listens`."""
    return AT_FRACTION in _listening.get()


def rule_names() -> Mapping[int, str]:
    """Return what every rule is called, retired ones too. Cost: 1 statement a second at most in a process."""
    return _names.get()


def forget_rules_of_automation() -> None:
    """Read the rules anew at the next question, and once more when what is being written is committed."""
    _forget()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(_forget)


def _forget() -> None:
    _listening.forget()
    _names.forget()


def _read_listening() -> frozenset[str]:
    found = set[str]()
    for rule in live_rules():
        if rule.trigger.on in (ON_EVENT, AFTER_EVENT):
            found.add(rule.trigger.event)
        else:
            found.add(rule.trigger.on)
    return frozenset(found)


_listening: Memo[frozenset[str]] = Memo(_read_listening)
_names: Memo[dict[int, str]] = Memo(lambda: dict(AutomationRule.objects.values_list("pk", "name")))
