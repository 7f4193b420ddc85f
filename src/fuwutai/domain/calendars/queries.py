"""Every read of calendars: the compiled working time, its history, the rows behind it, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import ExtractYear
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.calendars.choices import DayKind
from fuwutai.domain.calendars.models import Calendar, CalendarEdition, DayRule
from fuwutai.domain.calendars.rules import (
    FIRST_YEAR,
    LAST_YEAR,
    CalendarError,
    Interval,
    schedule_from_json,
    working_day_hours,
)
from fuwutai.domain.calendars.working_time import WorkingTime
from fuwutai.kernel.errors import NotFound, Text
from fuwutai.kernel.memo import Memo

YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
_WARN_FROM_MONTH = 10
# Notices for one year also move the days around New Year of the next, so those prove nothing.
_NEW_YEAR_DAYS = 7
_KEPT_COMPILED = 128

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
class Edition:
    """What a calendar said from the moment of one edit until the next; the first one also before its moment."""

    version: int
    at: datetime


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
    """Return the compiled working time of a calendar: as it is now, or as it was after the edit of that version.

    An edit in any process shows at the next call without a version. A version that was never committed counts as now.

    Raises: NotFound.
    Cost: 1 statement, 2 after an edit; with a version none, 1 when it is not compiled yet.
    """
    if version is not None:
        try:
            return working_time_of(version)
        except NotFound:
            pass  # remembered from an edit that was taken back
    return working_time_of(calendar_by_code(code).version)


def working_time_of(version: int) -> WorkingTime:
    """Return the compiled working time of an edition. Raises: NotFound. Cost: 1 statement, none once compiled."""
    if compiled := _compiled.get(version):
        return compiled
    schedule = CalendarEdition.objects.filter(version=version).values_list("schedule", flat=True).first()
    if schedule is None:
        raise NotFound
    compiled = WorkingTime(schedule_from_json(schedule))
    while len(_compiled) >= _KEPT_COMPILED:
        _compiled.pop(next(iter(_compiled)), None)
    _compiled[version] = compiled
    return compiled


def editions(code: str) -> tuple[Edition, ...]:
    """Return the editions of a calendar as they were written, the oldest first.

    Raises: NotFound.
    Cost: 1 statement a second at most in a process.
    """
    found = _editions.get().get(code)
    if found is None:  # perhaps made by another process a moment ago
        forget_editions()
        found = _editions.get().get(code)
    if found is None:
        raise _unknown()
    return found


def edition_at(code: str, moment: datetime) -> int:
    """Return the version that was in force at a moment: the last one written with `at` not after it, else the first.

    So an edit made as of the past counts from then on, in place of those made in between.

    Raises: NotFound.
    Cost: as `editions`.
    """
    found = editions(code)
    return next((one.version for one in reversed(found) if one.at <= moment), found[0].version)


def editions_between(code: str, version: int, until: datetime) -> list[Edition]:
    """Return the editions written after this one that came into force up to a moment, `at` never decreasing.

    A version nobody knows is older than all.

    Raises: NotFound for the calendar.
    Cost: as `editions`.
    """
    found = editions(code)
    if all(one.version != version for one in found):  # perhaps written by another process a moment ago
        forget_editions()
        found = editions(code)
    place = next((number for number, one in enumerate(found, 1) if one.version == version), 0)
    later: list[Edition] = []
    for one in found[place:]:
        if one.at <= until:
            while later and later[-1].at > one.at:
                later.pop()
            later.append(one)
    return later


def forget_editions() -> None:
    """Read the editions anew; called after an edit, and once more after its commit."""
    _editions.forget()


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
    calendars = Calendar.objects.select_for_update(no_key=True) if for_update else Calendar.objects
    calendar = calendars.filter(code=code).first()
    if calendar is None:
        raise _unknown()
    return calendar


def _unknown() -> NotFound:
    return NotFound(_("There is no calendar with this code. Choose one from the list of calendars."))


def calendar_code_of(calendar_id: int) -> str:
    """Return the code of the calendar an event is about. Raises: NotFound. Cost: 1 statement."""
    code = Calendar.objects.filter(pk=calendar_id).values_list("code", flat=True).first()
    if code is None:
        raise _unknown()
    return code


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


def _read_editions() -> dict[str, tuple[Edition, ...]]:
    found: dict[str, list[Edition]] = {}
    # By id: a calendar is locked while it is edited, so its ids rise even where moments do not.
    for code, version, at in CalendarEdition.objects.order_by("pk").values_list("calendar__code", "version", "at"):
        found.setdefault(code, []).append(Edition(version, at))
    return {code: tuple(listed) for code, listed in found.items()}


_editions = Memo(_read_editions)
