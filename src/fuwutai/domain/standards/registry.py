"""Kinds of rule: each app says at start-up which values its rules may hold."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.calendars.queries import calendar_exists
from fuwutai.kernel.errors import Invalid, Text

Family = Literal["clock", "metric", "schedule", "retention", "deadline", ""]
"""What a kind of rule measures, and so how its clause can be shown to be kept; "" = it sets something and measures
nothing."""


def _alike(_value: Any) -> float:
    return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleKind:
    """A kind of rule: its code, a title for people, and the type its values convert to.

    Two rules of a kind can only disagree where `subject` is the same for both. Of two that disagree and fit the same
    facts with the same limits, the one with the smaller `strictness` applies until people decide.
    """

    code: str
    title: Text
    value_type: type[Any]
    scope_keys: tuple[str, ...]
    check: Callable[[Any], None]
    family: Family
    subject: Callable[[Any], Hashable]
    strictness: Callable[[Any], float]


CASE_FACTS = (
    "priority", "urgency", "impact", "tier", "complexity", "type", "nature", "category", "region",
    "service_class", "line", "channel",
)  # fmt: skip
"""The facts of a case that a rule may be limited by. Of two rules with as many limits the one wins that is limited by
the fact named first here."""

_kinds: dict[str, RuleKind] = {}


def register_kind(
    code: str,
    *,
    title: Text,
    value_type: type[Any],
    scope_keys: tuple[str, ...],
    check: Callable[[Any], None] = lambda _value: None,
    family: Family = "",
    subject: Callable[[Any], Hashable] = lambda _value: None,
    strictness: Callable[[Any], float] = _alike,
) -> RuleKind:
    """Register a kind of rule and return it; `check` raises Invalid for a value that nothing could obey."""
    _kinds[code] = RuleKind(
        code=code, title=title, value_type=value_type, scope_keys=scope_keys, check=check,
        family=family, subject=subject, strictness=strictness,
    )  # fmt: skip
    return _kinds[code]


def known_calendar(value: Any) -> None:
    """Check that the calendar a value names is there. Raises: Invalid."""
    if value.calendar and not calendar_exists(value.calendar):
        raise Invalid(
            _("There is no calendar “%(code)s”. Create it before a rule counts by it.") % {"code": value.calendar},
            code="unknown_calendar",
        )


def kinds() -> list[RuleKind]:
    """Return every registered kind, in the order in which the apps registered them."""
    return list(_kinds.values())


def is_registered(code: str) -> bool:
    """Return whether any part of the system obeys rules of this kind."""
    return code in _kinds


def kind(code: str) -> RuleKind:
    """Return a registered kind. Raises: Invalid."""
    if code not in _kinds:
        raise Invalid(f"No part of the system obeys rules of kind “{code}”.", code="unknown_rule_kind")
    return _kinds[code]


def convert(code: str, value: Any) -> Any:
    """Return a rule's value as its kind's type. Raises: Invalid that says what does not fit."""
    try:
        return msgspec.convert(value, kind(code).value_type)
    except msgspec.ValidationError as problem:
        raise Invalid(f"{code}: {problem}", code="rule_value") from problem
