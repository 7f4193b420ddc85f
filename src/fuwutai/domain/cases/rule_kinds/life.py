"""The kinds of rule that cases obey."""

from typing import Annotated, Literal

import msgspec
from django.utils.translation import gettext_lazy as _
from msgspec import Meta

from fuwutai.domain.cases.priorities import PRIORITY_FOR
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


class HeldSeconds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many seconds a reply can be taken back before it is sent; 0 = it is sent at once."""

    seconds: Annotated[int, Meta(ge=0, le=120)]


register_kind(
    "cases.undo_send",
    title=_("Seconds in which a reply can be taken back"),
    value_type=HeldSeconds,
    scope_keys=CASE_FACTS,
)
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

class PriorityCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The priority that the case gets."""

    priority: Literal["emergency", "urgent", "routine"]


MORE_PRESSING = {"emergency": 0.0, "urgent": 1.0, "routine": 2.0}
register_kind(
    PRIORITY_FOR,
    title=_("Priority by urgency, impact and customer"),
    value_type=PriorityCode,
    scope_keys=("type", *(name for name in CASE_FACTS if name not in ("type", "priority"))),  # an emergency goes before
    strictness=lambda value: MORE_PRESSING[value.priority],
)
register_kind("cases.team_for", title=_("Team that gets new cases"), value_type=TeamCode, scope_keys=CASE_FACTS)
