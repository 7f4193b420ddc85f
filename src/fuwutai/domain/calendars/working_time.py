"""Working-time arithmetic over a schedule: every opening as UTC microseconds with prefix sums, so each answer is a bisection.

Years are compiled when first needed. Local opening times become instants once, at compile time: an ambiguous local
time is the first of the two, one that a clock change skips is the moment of the change.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from .rules import FIRST_YEAR, LAST_YEAR, SECONDS_PER_DAY, CalendarError, Schedule

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)
_SECOND = 1_000_000
# Openings this close to the edge of what is compiled may still grow when the neighbouring year joins them.
_DAY = SECONDS_PER_DAY * _SECOND
_MARGIN = 3 * _DAY


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The openings of some whole years. Never changed, only replaced, so readers need no lock."""

    first_year: int
    last_year: int
    low: int  # the instants between which everything is known
    high: int
    starts: list[int]
    ends: list[int]
    worked: list[int]  # working time before each start, counted from a fixed origin; negative left of it
    worked_low: int
    worked_high: int
    days: list[int]  # ordinals of the working days

    def worked_before(self, moment: int) -> int:
        index = bisect_right(self.starts, moment) - 1
        if index < 0:
            return self.worked_low
        return self.worked[index] + min(moment, self.ends[index]) - self.starts[index]

    def containing(self, moment: int) -> int:
        """Return the index of the opening [start, end) around the moment, or -1."""
        index = bisect_right(self.starts, moment) - 1
        return index if index >= 0 and moment < self.ends[index] else -1


class WorkingTime:
    """Adds and measures working time on one schedule. Safe to share between threads.

    Instants are aware datetimes and results are in UTC; parts of a second are kept. Every method raises CalendarError:
    naive_time (an instant without a zone), out_of_range (outside the years 1900–2399), never_open (there is no opening
    in that direction) or never_closes (open without end).
    """

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self._lock = threading.Lock()
        self._compiled: _Compiled | None = None
        self._first_year, self._last_year = _years_with_openings(schedule)

    # --- instants ---------------------------------------------------------------------------------------------

    def add_working_seconds(self, start: datetime, seconds: int) -> datetime:
        """Return the earliest instant with so many seconds worked since start; negative is mirrored, 0 = next opening."""
        if seconds == 0:
            return self.next_open_or_same(start)
        moment = _micros(start)
        compiled = self._around(moment)
        target = compiled.worked_before(moment) + seconds * _SECOND
        if seconds > 0:
            while compiled.worked_high < target:
                compiled = self._later(compiled, start)
            index = bisect_left(compiled.worked, target) - 1
        else:
            while compiled.worked_low > target:
                compiled = self._earlier(compiled, start)
            index = bisect_right(compiled.worked, target) - 1
        return _instant(compiled.starts[index] + target - compiled.worked[index])

    def working_seconds_between(self, start: datetime, end: datetime) -> int:
        """Return the whole seconds worked from start to end; negative when end is before start.

        Formula: rounded towards zero; 0 where nothing is worked.
        """
        from_moment, to_moment = _micros(start), _micros(end)
        if to_moment < from_moment:
            return -self.working_seconds_between(end, start)
        self._around(from_moment)
        compiled = self._around(to_moment)
        return (compiled.worked_before(to_moment) - compiled.worked_before(from_moment)) // _SECOND

    def in_working_hours(self, at: datetime) -> bool:
        """Tell whether the service is open; at the moment of closing it is not."""
        moment = _micros(at)
        return self._around(moment).containing(moment) >= 0

    def next_open_or_same(self, at: datetime) -> datetime:
        """Return the instant itself when open, else the next opening."""
        moment = _micros(at)
        if self._around(moment).containing(moment) >= 0:
            return _instant(moment)
        return self.next_period_start(at)

    def next_period_start(self, at: datetime) -> datetime:
        """Return the first opening strictly later than the instant."""
        moment = _micros(at)
        compiled = self._around(moment)
        while not compiled.starts or compiled.starts[-1] <= moment:
            compiled = self._later(compiled, at, to_close=True)
        return _instant(compiled.starts[bisect_right(compiled.starts, moment)])

    def next_close(self, at: datetime) -> datetime:
        """Return the end of the opening around the instant, else of the next one."""
        return self.periods_after(at, 1)[0][1]

    def previous_open_moment(self, at: datetime) -> datetime:
        """Return the instant itself when it lies in (open, close], else the last close before it."""
        moment = _micros(at)
        compiled = self._around(moment)
        while not compiled.starts or compiled.starts[0] >= moment:
            compiled = self._earlier(compiled, at)
        return _instant(min(moment, compiled.ends[bisect_left(compiled.starts, moment) - 1]))

    def periods_after(self, start: datetime, count: int) -> list[tuple[datetime, datetime]]:
        """Return the next openings as (start, end), the first one cut at start."""
        moment = _micros(start)
        compiled = self._around(moment)
        first = bisect_right(compiled.ends, moment)
        # The last opening is complete only when it closes before the end of what is compiled.
        while len(compiled.ends) < first + count or (count and compiled.ends[first + count - 1] >= compiled.high):
            compiled = self._later(compiled, start, to_close=True)
            first = bisect_right(compiled.ends, moment)
        return [
            (_instant(max(moment, compiled.starts[index])), _instant(compiled.ends[index]))
            for index in range(first, first + count)
        ]

    # --- days -------------------------------------------------------------------------------------------------

    def is_working_day(self, day: date) -> bool:
        """Tell whether the service opens at all on a local date."""
        return self.schedule.is_working_day(day)

    def add_working_days(self, day: date, days: int) -> date:
        """Return the date so many working days later (negative: earlier); the origin is never counted, 0 = origin."""
        ordinal = _ordinal(day)
        if days == 0:
            return day
        compiled = self._around(_midnight(ordinal))
        if days > 0:
            while (index := bisect_right(compiled.days, ordinal) + days - 1) >= len(compiled.days):
                compiled = self._later(compiled, day)
        else:
            while (index := bisect_left(compiled.days, ordinal) + days) < 0:
                compiled = self._earlier(compiled, day)
        return date.fromordinal(compiled.days[index])

    def working_days_between(self, start: date, end: date) -> int:
        """Return the number of working days in (start, end]; negative when end is before start."""
        from_day, to_day = _ordinal(start), _ordinal(end)
        if to_day < from_day:
            return -self.working_days_between(end, start)
        self._around(_midnight(from_day))
        compiled = self._around(_midnight(to_day))
        return bisect_right(compiled.days, to_day) - bisect_right(compiled.days, from_day)

    def add_business_days_to_time(self, at: datetime, days: int) -> datetime:
        """Return the same local clock time so many working days on; when closed then, the next opening.

        With negative days it goes back, and when closed then, to the last close.
        """
        shifted = at
        if days:
            _micros(at)  # refuses an instant that cannot be converted
            local = at.astimezone(self.schedule.zone)
            day = self.add_working_days(local.date(), days)
            shifted = _instant(_localised(datetime.combine(day, local.time()), self.schedule.zone))
        if days < 0 and not self.in_working_hours(shifted):
            return self.previous_open_moment(shifted)
        return self.next_open_or_same(shifted)

    # --- compiling --------------------------------------------------------------------------------------------

    def _around(self, moment: int) -> _Compiled:
        """Return what is compiled, extended so that it surely holds the moment and its neighbourhood."""
        compiled = self._compiled
        if compiled is not None and compiled.low + _MARGIN <= moment <= compiled.high - _MARGIN:
            return compiled
        # A day more than the margin, because the year of an instant differs from the local one around New Year.
        first_year = _instant(moment - _MARGIN - _DAY).year
        last_year = _instant(moment + _MARGIN + _DAY).year
        if first_year < FIRST_YEAR or last_year > LAST_YEAR:
            raise _out_of_range()
        return self._extended(first_year, last_year)

    def _later(self, compiled: _Compiled, asked: date, *, to_close: bool = False) -> _Compiled:
        if compiled.last_year < self._last_year:
            return self._extended(compiled.first_year, min(self._last_year, compiled.last_year + _step(compiled)))
        if self._last_year < LAST_YEAR or not compiled.starts:
            raise CalendarError("never_open", f"After {asked} the schedule does not open again; add opening hours.")
        if to_close and compiled.ends[-1] >= compiled.high:
            raise CalendarError("never_closes", f"After {asked} the schedule is open without end.")
        raise _out_of_range()

    def _earlier(self, compiled: _Compiled, asked: date) -> _Compiled:
        if compiled.first_year > self._first_year:
            return self._extended(max(self._first_year, compiled.first_year - _step(compiled)), compiled.last_year)
        if self._first_year > FIRST_YEAR or not compiled.starts:
            raise CalendarError("never_open", f"Before {asked} the schedule was never open; add opening hours.")
        raise _out_of_range()

    def _extended(self, first_year: int, last_year: int) -> _Compiled:
        with self._lock:
            compiled = self._compiled
            if compiled is None:
                compiled = _compiled_years(self.schedule, first_year, last_year)
            if first_year < compiled.first_year:
                earlier = _compiled_years(self.schedule, first_year, compiled.first_year - 1)
                compiled = _joined_years(earlier, compiled, keep=compiled)
            if last_year > compiled.last_year:
                later = _compiled_years(self.schedule, compiled.last_year + 1, last_year)
                compiled = _joined_years(compiled, later, keep=compiled)
            self._compiled = compiled
            return compiled


def _step(compiled: _Compiled) -> int:
    # Doubling keeps a far search cheap: each year is compiled once and copied few times.
    return compiled.last_year - compiled.first_year + 1


def _years_with_openings(schedule: Schedule) -> tuple[int, int]:
    """Return the first and last year worth searching; without weekly hours only special dates can open."""
    if any(schedule.hours.values()):
        return FIRST_YEAR, LAST_YEAR
    years = [day.year for day in schedule.date_hours if FIRST_YEAR <= day.year <= LAST_YEAR and schedule.is_working_day(day)]
    return min(years, default=LAST_YEAR), max(years, default=FIRST_YEAR)


def _compiled_years(schedule: Schedule, first_year: int, last_year: int) -> _Compiled:
    starts: list[int] = []
    ends: list[int] = []
    days: list[int] = []
    first = date(first_year, 1, 1).toordinal()
    after_last = date(last_year + 1, 1, 1).toordinal()
    zone = schedule.zone
    offset = _offset_at_midnight(first, zone)
    for ordinal in range(first, after_last):
        day = date.fromordinal(ordinal)
        next_offset = _offset_at_midnight(ordinal + 1, zone)
        intervals = schedule.intervals_on(day)
        if intervals:
            days.append(ordinal)
        for opens, closes in intervals:
            if offset == next_offset:  # no clock change on this day
                start = _midnight(ordinal) + opens * _SECOND - offset
                end = _midnight(ordinal) + closes * _SECOND - offset
            else:
                start, end = _at_local_second(ordinal, opens, zone), _at_local_second(ordinal, closes, zone)
            if starts and start <= ends[-1]:
                ends[-1] = max(ends[-1], end)
            elif start < end:  # a clock change can swallow an opening
                starts.append(start)
                ends.append(end)
        offset = next_offset
    worked, total = [], 0
    for start, end in zip(starts, ends, strict=True):
        worked.append(total)
        total += end - start
    low, high = _at_local_second(first, 0, zone), _at_local_second(after_last, 0, zone)
    return _Compiled(first_year, last_year, low, high, starts, ends, worked, 0, total, days)


def _joined_years(left: _Compiled, right: _Compiled, *, keep: _Compiled) -> _Compiled:
    """Return two neighbouring runs of years as one; the prefix sums of `keep` stay as they are."""
    if keep is left:
        worked_low, shift = left.worked_low, left.worked_high - right.worked_low
        worked = left.worked + [before + shift for before in right.worked]
        worked_high = right.worked_high + shift
    else:
        worked_high, shift = right.worked_high, right.worked_low - left.worked_high
        worked = [before + shift for before in left.worked] + right.worked
        worked_low = left.worked_low + shift
    starts, ends = left.starts + right.starts, left.ends + right.ends
    seam = len(left.starts)
    if left.starts and right.starts and left.ends[-1] == right.starts[0]:
        del starts[seam], worked[seam], ends[seam - 1]
    return _Compiled(
        left.first_year, right.last_year, left.low, right.high,
        starts, ends, worked, worked_low, worked_high, left.days + right.days,
    )  # fmt: skip


# --- instants as microseconds since 1970, UTC ------------------------------------------------------------------


def _micros(at: datetime) -> int:
    if at.tzinfo is None:
        raise CalendarError("naive_time", f"Time {at.isoformat()} has no zone; add Z or an offset such as +08:00.")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise _out_of_range()
    return (at - _EPOCH) // _MICROSECOND


def _instant(moment: int) -> datetime:
    return _EPOCH + timedelta(microseconds=moment)


def _ordinal(day: date) -> int:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _out_of_range()
    return day.toordinal()


def _midnight(ordinal: int) -> int:
    return (ordinal - _EPOCH_ORDINAL) * _DAY


def _offset_at_midnight(ordinal: int, zone: tzinfo) -> int:
    return _offset(datetime.combine(date.fromordinal(ordinal), time()), zone)


def _at_local_second(ordinal: int, second: int, zone: tzinfo) -> int:
    return _localised(datetime.combine(date.fromordinal(ordinal), time()) + timedelta(seconds=second), zone)


def _offset(local: datetime, zone: tzinfo) -> int:
    offset = local.replace(tzinfo=zone).utcoffset()
    return 0 if offset is None else offset // _MICROSECOND


def _localised(local: datetime, zone: tzinfo) -> int:
    """Return the instant of a local time: the first of two, or the moment of the clock change that skips it."""
    naive = (local.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND
    before, after = _offset(local.replace(fold=0), zone), _offset(local.replace(fold=1), zone)
    if after <= before:  # unambiguous, or ambiguous and fold 0 is the first
        return naive - before
    return _clock_change(naive - after, naive - before, zone)


def _clock_change(earlier: int, later: int, zone: tzinfo) -> int:
    """Return the whole second in (earlier, later] from which the later offset applies."""
    low, high = earlier // _SECOND, later // _SECOND
    new_offset = _instant(later).astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if _instant(middle * _SECOND).astimezone(zone).utcoffset() == new_offset:
            high = middle
        else:
            low = middle
    return high * _SECOND


def _out_of_range() -> CalendarError:
    return CalendarError("out_of_range", f"Working time can only be calculated within {FIRST_YEAR} to {LAST_YEAR}.")
