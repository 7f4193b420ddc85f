"""Working-time arithmetic over a schedule.

Every opening is kept as an instant with prefix sums, so each answer is a bisection. Years are compiled when
they are first needed. Local times become instants then: an ambiguous one is the first of the two, one that a
clock change skips is the moment of the change.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from datetime import date, datetime

from fuwutai.domain.calendars.instants import (
    DAY,
    SECOND,
    instant,
    localised,
    micros,
    midnight,
    ordinal_of,
    out_of_range,
)
from fuwutai.domain.calendars.openings import Openings, joined_years, openings_of_years
from fuwutai.domain.calendars.rules import FIRST_YEAR, LAST_YEAR, SECONDS_PER_DAY, CalendarError, Schedule

# Openings this close to the edge of what is compiled may still grow when the neighbouring year joins them.
_MARGIN = 3 * DAY


class WorkingTime:
    """Adds and measures working time on one schedule. Safe to share between threads.

    Instants are aware datetimes and results are in UTC; parts of a second are kept.

    Raises: CalendarError, from every method: naive_time (an instant without a zone), out_of_range (outside
    1900 to 2399), never_open (no opening in that direction), never_closes (open without end).
    """

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self._lock = threading.Lock()
        self._compiled: Openings | None = None
        self._first_year, self._last_year = _years_with_openings(schedule)
        self._open_without_end_from = _year_without_closings(schedule)

    # --- instants

    def add_working_seconds(self, start: datetime, seconds: int) -> datetime:
        """Return the earliest instant with so many seconds worked since start; negative is mirrored.

        No seconds at all give `next_open_or_same`.
        """
        if seconds == 0:
            return self.next_open_or_same(start)
        moment = micros(start)
        compiled = self._around(moment)
        target = compiled.worked_before(moment) + seconds * SECOND
        if seconds > 0:
            while compiled.worked_high < target:
                compiled = self._later(compiled, start)
            index = bisect_left(compiled.worked, target) - 1
        else:
            while compiled.worked_low > target:
                compiled = self._earlier(compiled, start)
            index = bisect_right(compiled.worked, target) - 1
        return instant(compiled.starts[index] + target - compiled.worked[index])

    def working_seconds_between(self, start: datetime, end: datetime) -> int:
        """Return the whole seconds worked from start to end; negative when end is before start.

        Formula: rounded towards zero; 0 where nothing is worked.
        """
        from_moment, to_moment = micros(start), micros(end)
        if to_moment < from_moment:
            return -self.working_seconds_between(end, start)
        self._around(from_moment)
        compiled = self._around(to_moment)
        return (compiled.worked_before(to_moment) - compiled.worked_before(from_moment)) // SECOND

    def in_working_hours(self, at: datetime) -> bool:
        """Tell whether the service is open; at the moment of closing it is not."""
        moment = micros(at)
        return self._around(moment).containing(moment) >= 0

    def next_open_or_same(self, at: datetime) -> datetime:
        """Return the instant itself when open, else the next opening."""
        moment = micros(at)
        if self._around(moment).containing(moment) >= 0:
            return instant(moment)
        return self.next_period_start(at)

    def next_period_start(self, at: datetime) -> datetime:
        """Return the first opening strictly later than the instant."""
        moment = micros(at)
        compiled = self._around(moment)
        while not compiled.starts or compiled.starts[-1] <= moment:
            compiled = self._later(compiled, at, to_close=True)
        return instant(compiled.starts[bisect_right(compiled.starts, moment)])

    def next_close(self, at: datetime) -> datetime:
        """Return the end of the opening around the instant, else of the next one."""
        return self.periods_after(at, 1)[0][1]

    def previous_open_moment(self, at: datetime) -> datetime:
        """Return the instant itself when it lies in (open, close], else the last close before it."""
        moment = micros(at)
        compiled = self._around(moment)
        while not compiled.starts or compiled.starts[0] >= moment:
            compiled = self._earlier(compiled, at)
        return instant(min(moment, compiled.ends[bisect_left(compiled.starts, moment) - 1]))

    def periods_after(self, start: datetime, count: int) -> list[tuple[datetime, datetime]]:
        """Return the next openings as (start, end), the first one cut at start."""
        moment = micros(start)
        compiled = self._around(moment)
        first = bisect_right(compiled.ends, moment)
        # The last opening is complete only when it closes before the end of what is compiled.
        while len(compiled.ends) < first + count or (
            count and compiled.ends[first + count - 1] >= compiled.high
        ):
            compiled = self._later(compiled, start, to_close=True)
            first = bisect_right(compiled.ends, moment)
        return [
            (instant(max(moment, compiled.starts[index])), instant(compiled.ends[index]))
            for index in range(first, first + count)
        ]

    # --- days

    def is_working_day(self, day: date) -> bool:
        """Tell whether the service opens at all on a local date."""
        return self.schedule.is_working_day(day)

    def add_working_days(self, day: date, days: int) -> date:
        """Return the date so many working days later, or earlier; the origin is never counted, 0 = origin."""
        ordinal = ordinal_of(day)
        if days == 0:
            return day
        compiled = self._around(midnight(ordinal))
        if days > 0:
            while (index := bisect_right(compiled.days, ordinal) + days - 1) >= len(compiled.days):
                compiled = self._later(compiled, day)
        else:
            while (index := bisect_left(compiled.days, ordinal) + days) < 0:
                compiled = self._earlier(compiled, day)
        return date.fromordinal(compiled.days[index])

    def working_days_between(self, start: date, end: date) -> int:
        """Return the number of working days in (start, end]; negative when end is before start."""
        from_day, to_day = ordinal_of(start), ordinal_of(end)
        if to_day < from_day:
            return -self.working_days_between(end, start)
        self._around(midnight(from_day))
        compiled = self._around(midnight(to_day))
        return bisect_right(compiled.days, to_day) - bisect_right(compiled.days, from_day)

    def add_business_days_to_time(self, at: datetime, days: int) -> datetime:
        """Return the same local clock time so many working days on; when closed then, the next opening.

        With negative days it goes back, and when closed then, to the last close.
        """
        shifted = at
        if days:
            micros(at)  # refuses an instant that cannot be converted
            local = at.astimezone(self.schedule.zone)
            day = self.add_working_days(local.date(), days)
            shifted = instant(localised(datetime.combine(day, local.time()), self.schedule.zone))
        if days < 0 and not self.in_working_hours(shifted):
            return self.previous_open_moment(shifted)
        return self.next_open_or_same(shifted)

    # --- compiling

    def _around(self, moment: int) -> Openings:
        """Return what is compiled, extended so that it surely holds the moment and its neighbourhood."""
        compiled = self._compiled
        if compiled is not None and compiled.low + _MARGIN <= moment <= compiled.high - _MARGIN:
            return compiled
        # A day more than the margin, as the year of an instant differs from the local one around New Year.
        first_year = instant(moment - _MARGIN - DAY).year
        last_year = instant(moment + _MARGIN + DAY).year
        if first_year < FIRST_YEAR or last_year > LAST_YEAR:
            raise out_of_range()
        return self._extended(first_year, last_year)

    def _later(self, compiled: Openings, asked: date, *, to_close: bool = False) -> Openings:
        open_at_end = bool(compiled.ends) and compiled.ends[-1] >= compiled.high
        if to_close and open_at_end and compiled.last_year >= self._open_without_end_from:
            raise CalendarError("never_closes", f"After {asked} the schedule is open without end.")
        if compiled.last_year < self._last_year:
            last_year = min(self._last_year, compiled.last_year + compiled.year_count)
            return self._extended(compiled.first_year, last_year)
        if self._last_year < LAST_YEAR or not compiled.starts:
            raise CalendarError(
                "never_open", f"After {asked} the schedule does not open again; add opening hours."
            )
        raise out_of_range()

    def _earlier(self, compiled: Openings, asked: date) -> Openings:
        if compiled.first_year > self._first_year:
            return self._extended(
                max(self._first_year, compiled.first_year - compiled.year_count), compiled.last_year
            )
        if self._first_year > FIRST_YEAR or not compiled.starts:
            raise CalendarError(
                "never_open", f"Before {asked} the schedule was never open; add opening hours."
            )
        raise out_of_range()

    def _extended(self, first_year: int, last_year: int) -> Openings:
        with self._lock:
            compiled = self._compiled
            if compiled is None:
                compiled = openings_of_years(self.schedule, first_year, last_year)
            if first_year < compiled.first_year:
                earlier = openings_of_years(self.schedule, first_year, compiled.first_year - 1)
                compiled = joined_years(earlier, compiled, keep=compiled)
            if last_year > compiled.last_year:
                later = openings_of_years(self.schedule, compiled.last_year + 1, last_year)
                compiled = joined_years(compiled, later, keep=compiled)
            self._compiled = compiled
            return compiled


def _years_with_openings(schedule: Schedule) -> tuple[int, int]:
    """Return the first and last year worth searching; without weekly hours only special dates can open."""
    if any(schedule.hours.values()):
        return FIRST_YEAR, LAST_YEAR
    years = [
        day.year
        for day in schedule.date_hours
        if FIRST_YEAR <= day.year <= LAST_YEAR and schedule.is_working_day(day)
    ]
    return min(years, default=LAST_YEAR), max(years, default=FIRST_YEAR)


def _year_without_closings(schedule: Schedule) -> int:
    """Return the last year in which a day may close, when the weekly hours never do."""
    if any(schedule.hours.get(weekday) != ((0, SECONDS_PER_DAY),) for weekday in range(7)):
        return LAST_YEAR
    special = {*schedule.holidays, *schedule.date_hours, *schedule.breaks}
    return min(LAST_YEAR, max((day.year for day in special), default=FIRST_YEAR))
