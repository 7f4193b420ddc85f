"""The kinds of rule that clocks obey: how long a promise is, and who hears when it is in danger."""

from typing import Annotated, Literal

import msgspec
from django.utils.translation import gettext_lazy as _
from msgspec import Meta

from fuwutai.domain.sla.choices import CLOCKS
from fuwutai.domain.standards.registry import CASE_FACTS, known_calendar, register_kind
from fuwutai.kernel.errors import Invalid

FIVE_YEARS = 5 * 365 * 24 * 3600


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A length of working time in a calendar (empty = the centre's): seconds, minutes or working days, one of them.

    So many working days end with the close of the last one; the day on which the clock starts is never counted.
    `warn_percents`: at which shares to warn. `pause_for`: for whom the clock waits.
    """

    seconds: Annotated[int, Meta(ge=0, le=FIVE_YEARS)] = 0
    minutes: Annotated[int, Meta(ge=0, le=FIVE_YEARS // 60)] = 0
    working_days: Annotated[int, Meta(ge=0, le=1_000)] = 0
    calendar: str = ""
    warn_percents: tuple[Annotated[int, Meta(ge=1, le=99)], ...] = (75,)
    pause_for: tuple[Literal["customer", "third_party"], ...] = ("customer", "third_party")


class Escalation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At so many percent of a target a clock climbs a level: who is told, and which team gets the case (empty = stays).

    `urgent`: people are told at once, also outside of working hours.
    """

    level: Annotated[int, Meta(ge=1, le=9)]
    percent: Annotated[int, Meta(ge=1, le=1_000)]
    tell: tuple[Literal["assignee", "team", "supervisors"], ...] = ("assignee",)
    give_to: str = ""
    urgent: bool = False


def _one_length(value: Target) -> None:
    if sum(length > 0 for length in (value.seconds, value.minutes, value.working_days)) != 1:
        raise Invalid(
            _("A target is a number of seconds, of minutes or of working days: exactly one of the three."),
            code="target_length",
        )
    known_calendar(value)


def _length(value: Target) -> float:
    """Return a target in seconds to compare it with others. Formula: a working day counts as eight hours."""
    return value.seconds or value.minutes * 60 or value.working_days * 8 * 3600


for code, title in CLOCKS.items():
    register_kind(
        f"sla.{code}", title=title, value_type=Target, scope_keys=CASE_FACTS, check=_one_length,
        family="clock", strictness=_length,
    )  # fmt: skip
register_kind(
    "sla.escalation", title=_("Escalation of a deadline"), value_type=Escalation, scope_keys=("clock", *CASE_FACTS),
    subject=lambda value: value.level,
)  # fmt: skip
