"""How many promises were kept, by whatever they are grouped, and the cases behind each figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateField, F, Q, QuerySet, Value, Window
from django.db.models.functions import RowNumber, TruncWeek
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.calendars.queries import calendar_beside
from fuwutai.domain.cases.queries import first_replies, has_words_by_day_only
from fuwutai.domain.evidence.choices import DAY_ONLY, GROUPS, NONE, REOPENED, RESOLVED, STOPPED, TEAM, WEEK
from fuwutai.domain.evidence.labels import label_of
from fuwutai.domain.evidence.periods import week_key
from fuwutai.domain.evidence.policies import may_read_figures
from fuwutai.domain.evidence.rules import PERCENTILES, median, nearest_rank, percent
from fuwutai.domain.evidence.selection import CONDITIONS, FATES, FIELDS, begun, fate_of, start_of
from fuwutai.domain.sla.queries import Reading, reading_of
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Refused
from fuwutai.kernel.paging import page

ALL: Mapping[str, str] = {}
"""Narrowed by nothing."""
NOTHING: Mapping[int, int] = {}
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of promises. A called-off one was neither kept nor missed, and counts for nothing else."""

    kept: int = 0
    missed: int = 0
    open: int = 0
    cancelled: int = 0

    @property
    def promises(self) -> int:
        """Return how many began."""
        return self.kept + self.missed + self.open + self.cancelled

    @property
    def percent(self) -> float | None:
        """Return the attainment: kept ÷ (kept + missed), one decimal, half up; None as long as none is decided."""
        return percent(self.kept, self.kept + self.missed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Tally):
    """The figures of one group.

    `used_seconds`: percentile → working time used, nearest rank, over the promises that stopped. `day_only`: how many
    are about a case with words of which only the day is known. The opposing pair: of the same cases, how many were
    resolved, and how many of them were taken up again.
    """

    key: str
    label: str
    used_seconds: Mapping[int, int] = field(default_factory=dict)
    day_only: int = 0
    cases_resolved: int = 0
    cases_reopened: int = 0

    @property
    def reopened_percent(self) -> float | None:
        """Return the reopen rate: cases reopened ÷ cases resolved, one decimal, half up; None when none is resolved."""
        return percent(self.cases_reopened, self.cases_resolved)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One promise with its case."""

    reading: Reading
    case: Any
    day_only: bool

    @property
    def outcome(self) -> str:
        """Return kept, missed, open or cancelled."""
        return fate_of(self.reading.state, missed=self.reading.breached_at is not None)


@dataclass(frozen=True, slots=True)
class Promises:
    """Some promises, the latest first, and the cursor of what follows."""

    rows: Sequence[Promise]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WallClock:
    """How long first replies took by the wall clock, nights and holidays included; to the dot counts as within."""

    replied: int
    within_24h: int
    within_48h: int
    median_days: float | None


def attainment(
    actor: Actor,
    *,
    definition: str,
    group_by: str = NONE,
    since: date | None = None,
    until: date | None = None,
    narrowing: Mapping[str, str] = ALL,
) -> list[Row]:
    """Return the figures of the promises of one clock that began in [since, until), days of the centre's time zone.

    One row for each group that has a promise, weeks in order, else the largest first; ungrouped, always one row.
    Raises: Refused, Invalid. Cost: 2 statements.
    """
    clocks = begun(actor, definition=definition, since=since, until=until, narrowing=narrowing)
    grouped = clocks.annotate(key=_key(group_by))
    used = _used_seconds(grouped)
    names = {"name": F("case__team__name")} if group_by == TEAM else {}
    counted = grouped.order_by().values("key", **names).annotate(**_figures())
    rows = [_row(definition, group_by, found, used) for found in counted]
    if group_by == WEEK:
        return sorted(rows, key=lambda row: row.key)
    if group_by == NONE:
        return rows or [Row(key="", label=label_of(definition, NONE, ""))]
    return sorted(rows, key=lambda row: (-row.promises, row.key))


def promises(
    actor: Actor,
    *,
    definition: str,
    since: date | None = None,
    until: date | None = None,
    narrowing: Mapping[str, str] = ALL,
    only: str = "",
    cursor: str | None = None,
    size: int = 50,
) -> Promises:
    """Return one page of the promises behind a figure, the latest first; `only` is a key of SETS, "" = all that began.

    Raises: Refused, Invalid. Cost: 1 statement, 1 more for each edition of a calendar that is not compiled yet.
    """
    clocks = begun(actor, definition=definition, since=since, until=until, narrowing=narrowing)
    if only:
        clocks = clocks.filter(_condition(only))
    beside = {"calendar_name": calendar_beside("calendar_code")["calendar_name"]}
    shown = clocks.select_related("case").annotate(day_only=has_words_by_day_only("case_id"), **beside)
    found = page(shown, ("-started_at", "-id"), cursor, size)
    rows = [
        Promise(reading=reading_of(one, one.calendar_name or ""), case=one.case, day_only=one.day_only)
        for one in found.rows
    ]
    return Promises(rows, found.next)


def wall_clock(actor: Actor, *, since: date | None = None, until: date | None = None) -> WallClock:
    """Return how long the first replies took to all cases opened in [since, until), days of the centre's time zone.

    Formula: from the opening of the case to the first reply of an agent; the median is over the cases replied to, in
    days with two decimals, half up, the mean of the middle two where their number is even.
    Raises: Refused. Cost: 1 statement.
    """
    if not may_read_figures(actor):
        raise Refused
    found = first_replies(actor, start_of(since) if since else None, start_of(until) if until else None)
    took = [replied - opened for opened, replied in found if replied is not None]
    return WallClock(
        replied=len(took),
        within_24h=sum(one <= timedelta(hours=24) for one in took),
        within_48h=sum(one <= timedelta(hours=48) for one in took),
        median_days=median([one // SECOND for one in took], unit=timedelta(days=1) // SECOND),
    )


def _key(group_by: str) -> Any:
    if group_by not in GROUPS:
        raise Invalid(_("Figures cannot be grouped by this. Choose from the list."), code="unknown_group")
    if group_by == WEEK:
        return TruncWeek("started_at", tzinfo=centre_zone(), output_field=DateField())
    return F(FIELDS[group_by]) if group_by in FIELDS else Value("")


def _condition(only: str) -> Q:
    if only not in CONDITIONS:
        raise Invalid(_("This link no longer leads to cases. Go back to the figures."), code="unknown_set")
    return CONDITIONS[only]


def _figures() -> dict[str, Count]:
    return {
        **{name: Count("id", filter=CONDITIONS[name]) for name in (*FATES, DAY_ONLY)},
        "cases_resolved": Count("case_id", distinct=True, filter=CONDITIONS[RESOLVED]),
        "cases_reopened": Count("case_id", distinct=True, filter=CONDITIONS[REOPENED]),
    }


def _used_seconds(grouped: QuerySet[Any]) -> dict[Any, dict[int, int]]:
    """Return percentile → used working time, by group, of promises that stopped. Cost: 1 statement, few rows."""
    place = Window(RowNumber(), partition_by=F("key"), order_by=("consumed_seconds", "id"))
    size = Window(Count("id"), partition_by=F("key"))
    ranked = grouped.filter(CONDITIONS[STOPPED]).annotate(place=place, size=size)
    wanted = Q()
    for percentile in PERCENTILES:
        wanted |= Q(place=(F("size") * percentile + 99) / 100)  # as rules.nearest_rank
    found: dict[Any, dict[int, int]] = {}
    for key, place_, size_, seconds in ranked.filter(wanted).values_list("key", "place", "size", "consumed_seconds"):
        for percentile in PERCENTILES:
            if place_ == nearest_rank(size_, percentile):
                found.setdefault(key, {})[percentile] = seconds
    return found


def _row(definition: str, group_by: str, found: dict[str, Any], used: Mapping[Any, Mapping[int, int]]) -> Row:
    value, name = found.pop("key"), found.pop("name", "")
    key = week_key(value) if group_by == WEEK else str(value)
    label = label_of(definition, group_by, key, name)
    return Row(key=key, label=label, used_seconds=used.get(value, NOTHING), **found)
