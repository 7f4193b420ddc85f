"""Years of openings compiled at once or piece by piece are the same."""

from dataclasses import replace
from datetime import date

import pytest

from fuwutai.domain.calendars.openings import joined_years, openings_of_years
from fuwutai.domain.calendars.rules import Schedule

OFFICE = Schedule.of("Europe/Berlin", {weekday: [(32_400, 61_200)] for weekday in range(5)})
NIGHTS = Schedule.of(
    "America/New_York", {weekday: [(0, 86_400)] for weekday in range(7)}, holidays=[date(2022, 7, 4)]
)
RARE = Schedule.of("UTC", {}, date_hours={date(2021, 5, 1): [(0, 60)]})


@pytest.mark.parametrize("schedule", [OFFICE, NIGHTS, RARE])
@pytest.mark.parametrize("cut", [2021, 2022, 2023])
def test_joined_years_equal_years_compiled_at_once(schedule, cut):
    whole = openings_of_years(schedule, 2020, 2023)
    left, right = openings_of_years(schedule, 2020, cut - 1), openings_of_years(schedule, cut, 2023)
    assert joined_years(left, right, keep=left) == whole
    # Kept on the right, all sums count from the cut instead.
    joined = joined_years(left, right, keep=right)
    shift = left.worked_high
    assert joined == replace(
        whole,
        worked=[before - shift for before in whole.worked],
        worked_low=-shift,
        worked_high=whole.worked_high - shift,
    )


def test_the_working_days_are_those_with_an_opening():
    days = openings_of_years(OFFICE, 2024, 2024).days
    assert len(days) == 262
    assert date.fromordinal(days[0]) == date(2024, 1, 1)
