"""The openings of some years as sorted instants with prefix sums."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from fuwutai.domain.calendars.instants import SECOND, at_local_second, midnight, offset_at_midnight
from fuwutai.domain.calendars.rules import Schedule


@dataclass(frozen=True, slots=True)
class Openings:
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

    @property
    def year_count(self) -> int:
        """Return how many years are compiled."""
        return self.last_year - self.first_year + 1

    def worked_before(self, moment: int) -> int:
        """Return the working time from the fixed origin to a moment."""
        index = bisect_right(self.starts, moment) - 1
        if index < 0:
            return self.worked_low
        return self.worked[index] + min(moment, self.ends[index]) - self.starts[index]

    def containing(self, moment: int) -> int:
        """Return the index of the opening [start, end) around the moment, or -1."""
        index = bisect_right(self.starts, moment) - 1
        return index if index >= 0 and moment < self.ends[index] else -1


def openings_of_years(schedule: Schedule, first_year: int, last_year: int) -> Openings:
    """Return the openings of whole local years."""
    starts: list[int] = []
    ends: list[int] = []
    days: list[int] = []
    first = date(first_year, 1, 1).toordinal()
    after_last = date(last_year + 1, 1, 1).toordinal()
    zone = schedule.zone
    offset = offset_at_midnight(first, zone)
    for ordinal in range(first, after_last):
        day = date.fromordinal(ordinal)
        next_offset = offset_at_midnight(ordinal + 1, zone)
        intervals = schedule.intervals_on(day)
        if intervals:
            days.append(ordinal)
        for opens, closes in intervals:
            if offset == next_offset:  # no clock change on this day
                start = midnight(ordinal) + opens * SECOND - offset
                end = midnight(ordinal) + closes * SECOND - offset
            else:
                start, end = at_local_second(ordinal, opens, zone), at_local_second(ordinal, closes, zone)
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
    low, high = at_local_second(first, 0, zone), at_local_second(after_last, 0, zone)
    return Openings(first_year, last_year, low, high, starts, ends, worked, 0, total, days)


def joined_years(left: Openings, right: Openings, *, keep: Openings) -> Openings:
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
    return Openings(
        left.first_year, right.last_year, left.low, right.high,
        starts, ends, worked, worked_low, worked_high, left.days + right.days,
    )  # fmt: skip
