"""The kinds of rule about urging, supervision and the archive."""

from typing import Annotated

import msgspec
from django.utils.translation import gettext_lazy as _
from msgspec import Meta

from fuwutai.domain.cases.rule_kinds.life import Days
from fuwutai.domain.standards.registry import CASE_FACTS, known_calendar, register_kind

Hours = Annotated[int, Meta(ge=1, le=8_760)]

URGE_EVERY, SUPERVISE_WITHIN = "cases.urge_every", "cases.supervise_within"
ARCHIVE_AFTER, KEEP_FOR = "cases.archive_after", "cases.keep_for"


class UrgeEvery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An urge counts once in so many hours by the clock; from which one on a superior is told as well."""

    hours: Hours
    lead_from: Annotated[int, Meta(ge=1, le=99)]


class WorkingHours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A length of time in working hours of a calendar (empty = the centre's)."""

    hours: Hours
    calendar: str = ""


class KeepFor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many years the record of a case is kept after its closing, and the class it is filed under."""

    years: Annotated[int, Meta(ge=3, le=100)]
    file_class: Annotated[str, Meta(min_length=1, max_length=40)]


register_kind(
    URGE_EVERY,
    title=_("How often a customer's urging counts"),
    value_type=UrgeEvery,
    scope_keys=CASE_FACTS,
    strictness=lambda value: float(value.hours),
)
register_kind(
    SUPERVISE_WITHIN,
    title=_("Report to a superior who supervises a case"),
    value_type=WorkingHours,
    scope_keys=CASE_FACTS,
    check=known_calendar,
    strictness=lambda value: float(value.hours),
)
register_kind(
    ARCHIVE_AFTER, title=_("Archive a closed case"), value_type=Days, scope_keys=CASE_FACTS
)
register_kind(
    KEEP_FOR,
    title=_("Keeping of the record of a case"),
    value_type=KeepFor,
    scope_keys=CASE_FACTS,
    strictness=lambda value: -float(value.years),
)
