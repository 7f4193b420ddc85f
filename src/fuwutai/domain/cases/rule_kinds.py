"""The kinds of rule that cases obey."""

from typing import Annotated

import msgspec
from django.utils.translation import gettext_lazy as _
from msgspec import Meta

from fuwutai.domain.standards.registry import CASE_FACTS, known_calendar, register_kind

DaysAhead = Annotated[int, Meta(ge=0, le=3_650)]


class WorkingDays(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A length of time in working days of a calendar (empty = the centre's)."""

    working_days: DaysAhead
    calendar: str = ""


class Reminders(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Remind a silent customer after so many working days, at most so many times."""

    working_days: DaysAhead
    at_most: Annotated[int, Meta(ge=1, le=99)] = 1
    calendar: str = ""


class Days(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A length of time in calendar days."""

    days: DaysAhead


class TeamCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The team that gets the case."""

    team: str


register_kind(
    "cases.remind_customer_after",
    title=_("Remind a silent customer"),
    value_type=Reminders,
    scope_keys=CASE_FACTS,
    check=known_calendar,
)
register_kind(
    "cases.close_resolved_after",
    title=_("Close a resolved case after silence"),
    value_type=WorkingDays,
    scope_keys=CASE_FACTS,
    check=known_calendar,
)
register_kind(
    "cases.reopen_within", title=_("Reopen instead of opening a follow-up"), value_type=Days, scope_keys=CASE_FACTS
)
register_kind("cases.team_for", title=_("Team that gets new cases"), value_type=TeamCode, scope_keys=CASE_FACTS)
