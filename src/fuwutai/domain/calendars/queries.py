"""Every read of calendars: the compiled working time, the rows behind it, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import ExtractYear
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.calendars.choices import DayKind
from fuwutai.domain.calendars.models import Calendar, DayRule
from fuwutai.domain.calendars.rules import (
    FIRST_YEAR,
    LAST_YEAR,
    CalendarError,
    Interval,
    Schedule,
    working_day_hours,
)
from fuwutai.domain.calendars.working_time import WorkingTime
from fuwutai.kernel.errors import NotFound, Text

YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
_WARN_FROM_MONTH = 10
# Notices for one year also move the days around New Year of the next, so those prove nothing.
_NEW_YEAR_DAYS = 7
_KEPT_COMPILED = 64

_compiled: dict[int, WorkingTime] = {}


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A date that differs from the weekly hours; `intervals` are minutes, for special hours only."""

    date: date
    kind: str
    name: str
    source: str
    intervals: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class CalendarSummary:
    """What a list of calendars shows."""

    code: str
    name: str
    time_zone: str
    version: int


@dataclass(frozen=True, slots=True)
class CalendarOverview:
    """What who keeps a calendar sees of it: `hours` by weekday (0 = Monday), in minutes; closed ones absent."""

    code: str
    name: str
    time_zone: str
    hours: dict[int, list[tuple[int, int]]]
    missing_years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """What a visitor wants to know. `today`: the openings of the local day as seconds after midnight.

    `closes_at` is the end of the present opening, or None when closed or when none is near;
    `opens_at` is the next opening, None when there is none.
    """

    is_open: bool
    today: tuple[Interval, ...]
    closes_at: datetime | None
    opens_at: datetime | None


def working_time(code: str, version: int | None = None) -> WorkingTime:
    """Return the compiled working time of a calendar; an edit in any process shows at the next call.

    Raises: NotFound.
    Cost: 1 query; none when the current `version` is given and already compiled; 4 after an edit.
    """
    if version is not None and (compiled := _compiled.get(version)):
        return compiled
    calendar = calendar_by_code(code)
    if compiled := _compiled.get(calendar.version):
        return compiled
    # The version was read first: an edit in between only makes the next call compile again.
    compiled = WorkingTime(_schedule(calendar))
    while len(_compiled) >= _KEPT_COMPILED:
        _compiled.pop(next(iter(_compiled)), None)
    _compiled[calendar.version] = compiled
    return compiled


def opening_hours(code: str, now: datetime) -> OpeningHours:
    """Return whether a service is open, until when, and when it opens again.

    Raises: NotFound.
    Cost: 1 query.
    """
    time = working_time(code)
    is_open = time.in_working_hours(now)
    today = time.schedule.intervals_on(now.astimezone(time.schedule.zone).date())
    try:
        closes_at = time.next_close(now) if is_open else None
    except CalendarError:  # open without end
        closes_at = None
    if closes_at and closes_at - now > timedelta(days=1):
        closes_at = None
    try:
        opens_at = time.next_period_start(now)
    except CalendarError:  # never opens again
        opens_at = None
    return OpeningHours(is_open, today, closes_at, opens_at)


def calendar_beside(code_field: str) -> dict[str, Subquery]:
    """Return annotations `calendar_name` and `calendar_version` for rows whose field is a calendar code.

    With the version at hand `working_time` costs nothing for a calendar that is compiled already.
    """
    named = Calendar.objects.filter(code=OuterRef(code_field))
    return {f"calendar_{fact}": Subquery(named.values(fact)[:1]) for fact in ("name", "version")}


def calendar_by_code(code: str, *, for_update: bool = False) -> Calendar:
    """Return a calendar, locked when it is to be changed. Raises: NotFound."""
    calendars = Calendar.objects.select_for_update() if for_update else Calendar.objects
    calendar = calendars.filter(code=code).first()
    if calendar is None:
        raise _unknown()
    return calendar


def _unknown() -> NotFound:
    return NotFound(_("There is no calendar with this code. Choose one from the list of calendars."))


def calendars() -> list[CalendarSummary]:
    """Return all calendars by name."""
    return [
        CalendarSummary(found.code, found.name, found.time_zone, found.version)
        for found in Calendar.objects.order_by("name", "code")
    ]


def calendar_overviews(today: date) -> list[CalendarOverview]:
    """Return all calendars by name with their hours and the years they miss. Cost: 3 statements."""
    return _overviews(Calendar.objects.order_by("name", "code"), today)


def calendar_overview(code: str, today: date) -> CalendarOverview:
    """Return one calendar with its hours and the years it misses. Raises: NotFound. Cost: 3 statements."""
    found = _overviews(Calendar.objects.filter(code=code), today)
    if not found:
        raise _unknown()
    return found[0]


def calendar_exists(code: str) -> bool:
    """Tell whether a calendar has this code."""
    return Calendar.objects.filter(code=code).exists()


def calendar_hours(code: str) -> dict[int, list[tuple[int, int]]]:
    """Return the weekly hours by weekday (0 = Monday), closed ones absent.

    Units: minutes after midnight.
    Raises: NotFound.
    """
    hours: dict[int, list[tuple[int, int]]] = {}
    for weekday, opens, closes in calendar_by_code(code).weekly_hours.values_list(
        "weekday", "opens_minute", "closes_minute"
    ):
        hours.setdefault(weekday, []).append((opens, closes))
    return hours


def calendar_days(code: str, year: int) -> list[CalendarDay]:
    """Return the dates of a year that differ from the weekly hours. Raises: NotFound."""
    return [
        CalendarDay(rule.date, rule.kind, rule.name, rule.source, tuple((a, b) for a, b in rule.intervals))
        for rule in calendar_by_code(code).day_rules.filter(date__year=year)
    ]


def openings_of_day(hours: dict[int, list[tuple[int, int]]], day: CalendarDay) -> list[tuple[int, int]]:
    """Return when a date that differs opens, given the weekly hours.

    Units: minutes after midnight.
    """
    if day.kind == DayKind.HOLIDAY:
        return []
    return list(day.intervals if day.kind == DayKind.SPECIAL_HOURS else working_day_hours(hours, day.date))


def missing_years(code: str, today: date) -> tuple[int, ...]:
    """Return the years whose holidays should be known and are not: this one, from 1 October also the next.

    A calendar that never had a holiday (a hotline open day and night) misses none. Raises: NotFound.
    """
    rules = calendar_by_code(code).day_rules.filter(kind__in=(DayKind.HOLIDAY, DayKind.WORKING_DAY))
    known = {
        day.year for day in rules.values_list("date", flat=True) if (day.month, day.day) > (1, _NEW_YEAR_DAYS)
    }
    return _missing(known, today)


def calendars_with_missing_years(today: date) -> dict[str, tuple[int, ...]]:
    """Return the names of calendars that miss years, as `missing_years` counts them. Cost: 1 statement."""
    known = _known_years("calendar__name")
    missing = {name: _missing(years, today) for name, years in sorted(known.items())}
    return {name: years for name, years in missing.items() if years}


def _known_years(by: str) -> dict[Any, set[int]]:
    """Return the years whose holidays are known, by a field of the calendar."""
    moved = DayRule.objects.filter(kind__in=(DayKind.HOLIDAY, DayKind.WORKING_DAY)).exclude(
        date__month=1, date__day__lte=_NEW_YEAR_DAYS
    )
    known: dict[Any, set[int]] = {}
    for key, year in moved.order_by().values_list(by, ExtractYear("date")).distinct():
        known.setdefault(key, set()).add(year)
    return known


def _overviews(chosen: QuerySet[Calendar], today: date) -> list[CalendarOverview]:
    known = _known_years("calendar")
    found = []
    for calendar in chosen.prefetch_related("weekly_hours"):
        hours: dict[int, list[tuple[int, int]]] = {}
        for row in calendar.weekly_hours.all():
            hours.setdefault(row.weekday, []).append((row.opens_minute, row.closes_minute))
        missing = _missing(known.get(calendar.pk, set()), today)
        found.append(CalendarOverview(calendar.code, calendar.name, calendar.time_zone, hours, missing))
    return found


def _missing(known: set[int], today: date) -> tuple[int, ...]:
    wanted = [today.year, today.year + 1] if today.month >= _WARN_FROM_MONTH else [today.year]
    return tuple(year for year in wanted if year not in known) if known else ()


def missing_years_warning(years: Sequence[int]) -> Text:
    """Return the sentence that tells a manager what to do about missing years; empty when none is missing."""
    if not years:
        return ""
    return format_lazy(
        _("The holidays of {years} are not in this calendar yet, so deadlines count those days as "
          "ordinary ones. Import the official calendar file or enter the days."),
        years=", ".join(str(year) for year in years),
    )  # fmt: skip


def _schedule(calendar: Calendar) -> Schedule:
    hours: dict[int, list[Interval]] = {}
    for row in calendar.weekly_hours.all():
        hours.setdefault(row.weekday, []).append((row.opens_minute * 60, row.closes_minute * 60))
    holidays: list[date] = []
    date_hours: dict[date, Sequence[Interval]] = {}
    for rule in calendar.day_rules.all():
        if rule.kind == DayKind.HOLIDAY:
            holidays.append(rule.date)
        elif rule.kind == DayKind.SPECIAL_HOURS:
            date_hours[rule.date] = [(opens * 60, closes * 60) for opens, closes in rule.intervals]
        else:
            date_hours[rule.date] = working_day_hours(hours, rule.date)
    return Schedule.of(calendar.time_zone, hours, holidays=holidays, date_hours=date_hours)
