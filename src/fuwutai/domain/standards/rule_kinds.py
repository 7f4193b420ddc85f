"""The kinds of rule that no other app registers: which figures are obeyed, and figures whose app is yet to come."""

from typing import Annotated, Any, Literal

import msgspec
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from msgspec import Meta

from fuwutai.domain.standards.registry import CASE_FACTS, register_kind
from fuwutai.kernel.errors import Invalid

PACK_IN_USE, EXCLUSION, DECISION = "standards.pack_in_use", "standards.exclusion", "standards.decision"
METRIC_TARGET, SCHEDULE = "standards.metric_target", "standards.schedule"
RETENTION, DEADLINE = "standards.retention", "standards.deadline"
READ_CONFIRMATION, REVISION_RECORD = "standards.read_confirmation", "standards.revision_record"

PERIOD_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "half_year": 182, "year": 365}
PERIODS = {
    "day": pgettext_lazy("schedule", "day"),
    "week": pgettext_lazy("schedule", "week"),
    "month": pgettext_lazy("schedule", "month"),
    "quarter": pgettext_lazy("schedule", "quarter"),
    "half_year": pgettext_lazy("schedule", "half-year"),
    "year": pgettext_lazy("schedule", "year"),
}


class PackInUse(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The pack whose figures a service line obeys, beside those of the general pack."""

    pack: str


class Exclusion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That a manual does not hold for what the scope names; its figures are not obeyed there (S4-8.1-2)."""

    note: str = ""


class Decided(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was decided between two rule rows, or about a known contradiction (`topic`), where `keeps` is a clause."""

    choice: Literal["keep_one", "keep_other", "strictest", "by_scope"]
    one: int = 0
    other: int = 0
    topic: str = ""
    keeps: str = ""


class MetricTarget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a figure of many cases must reach: at least or at most so much."""

    unit: Literal["percent", "points", "seconds", "minutes", "hours", "days", "count"]
    at_least: float | None = None
    at_most: float | None = None


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That something is done at least so many times in each period."""

    every: Literal["day", "week", "month", "quarter", "half_year", "year"]
    times: Annotated[int, Meta(ge=1, le=100)] = 1


class Retention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many years records are kept at least."""

    years: Annotated[int, Meta(ge=1, le=100)]


class Deadline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A limit of something that is no clock of a case yet: one length, after (or before) its occasion.

    `earliest_days`: not before so many days after it.
    """

    minutes: Annotated[int, Meta(ge=0)] = 0
    days: Annotated[int, Meta(ge=0)] = 0
    working_days: Annotated[int, Meta(ge=0)] = 0
    earliest_days: Annotated[int, Meta(ge=0)] = 0
    side: Literal["after", "before"] = "after"


class ReadConfirmation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """After how many working days who has not read an announcement is reminded, and how often at most."""

    remind_working_days: Annotated[int, Meta(ge=1, le=100)] = 2
    at_most: Annotated[int, Meta(ge=0, le=20)] = 3


class RevisionRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something a version must state before its review, beside its reason: `choices.TOPICS`, or a part of its basis."""

    states: Literal["topics", "data", "users", "technology", "rules"]


def _one_bound(value: MetricTarget) -> None:
    if (value.at_least is None) == (value.at_most is None):
        raise Invalid(_("A target is a least or a most: exactly one of the two."), code="target_bound")


def _one_length(value: Deadline) -> None:
    if sum(length > 0 for length in (value.minutes, value.days, value.working_days)) != 1:
        raise Invalid(
            _("A limit is a number of minutes, of days or of working days: exactly one of the three."),
            code="deadline_length",
        )


def _pair_or_topic(value: Decided) -> None:
    if bool(value.topic) == bool(value.one and value.other and value.one < value.other):
        raise Invalid(
            _("A decision is about two figures or about one known contradiction."), code="decision_subject"
        )


def _target_strictness(value: MetricTarget) -> float:
    return -value.at_least if value.at_least is not None else value.at_most or 0.0


def _deadline_days(value: Deadline) -> float:
    return value.minutes / 1440 + value.days + value.working_days * 1.4


def _about(value: Any) -> tuple[int, int, str]:
    return value.one, value.other, value.topic


register_kind(PACK_IN_USE, title=_("Manual in use"), value_type=PackInUse, scope_keys=("line",))
register_kind(EXCLUSION, title=_("Outside the manual"), value_type=Exclusion, scope_keys=CASE_FACTS)
register_kind(
    DECISION, title=_("Decision between two figures"), value_type=Decided, scope_keys=(),
    check=_pair_or_topic, subject=_about,
)  # fmt: skip
register_kind(
    METRIC_TARGET, title=_("Target of a figure"), value_type=MetricTarget, scope_keys=("metric", *CASE_FACTS),
    check=_one_bound, family="metric", subject=lambda value: (value.unit, value.at_least is None),
    strictness=_target_strictness,
)  # fmt: skip
register_kind(
    SCHEDULE, title=_("Schedule"), value_type=Schedule, scope_keys=("activity",), family="schedule",
    strictness=lambda value: PERIOD_DAYS[value.every] / value.times,
)  # fmt: skip
register_kind(
    RETENTION, title=_("Keeping of records"), value_type=Retention, scope_keys=("record",), family="retention",
    strictness=lambda value: -value.years,
)  # fmt: skip
register_kind(
    DEADLINE, title=_("Time limit"), value_type=Deadline, scope_keys=("task", *CASE_FACTS),
    check=_one_length, family="deadline", subject=lambda value: value.side, strictness=_deadline_days,
)  # fmt: skip
register_kind(
    READ_CONFIRMATION, title=_("Reminder to read"), value_type=ReadConfirmation, scope_keys=(),
)  # fmt: skip
register_kind(
    REVISION_RECORD, title=_("What a version must state"), value_type=RevisionRecord, scope_keys=(),
    subject=lambda value: value.states,
)  # fmt: skip
