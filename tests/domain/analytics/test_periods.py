"""Days, weeks and months, and what is compared with what."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuwutai.domain.analytics.choices import DAY, MONTH, WEEK
from fuwutai.domain.analytics.periods import Period, before, like_for_like, period_of, periods_until

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("every", "first", "until"),
    [
        (DAY, date(2026, 3, 1), date(2026, 3, 2)),
        (WEEK, date(2026, 2, 23), date(2026, 3, 2)),
        (MONTH, date(2026, 3, 1), date(2026, 4, 1)),
    ],
)
def test_a_period_is_the_one_around_a_day(every, first, until):
    assert period_of(every, date(2026, 3, 1)) == Period(first, until)


@settings(database=None)
@given(days, st.sampled_from([DAY, WEEK, MONTH]))
def test_periods_follow_each_other_without_a_gap(day, every):
    found = periods_until(every, period_of(every, day), 5)
    assert [one.until for one in found[:-1]] == [one.first for one in found[1:]]
    assert found[-1].first <= day < found[-1].until
    assert before(every, found[-1]) == found[-2]


@settings(database=None)
@given(days, st.integers(-40, 40), st.sampled_from([DAY, WEEK, MONTH]))
def test_what_is_compared_has_as_many_days_or_all_there_were(day, away, every):
    whole, today = period_of(every, day), day + timedelta(days=away)
    now, earlier = like_for_like(every, whole, today)
    assert earlier.until <= now.first
    assert now.first == whole.first and earlier.first == before(every, whole).first
    if now != whole:
        assert now.last <= max(today, now.first)
        wanted = now.until - now.first
        assert earlier.until - earlier.first in (wanted, whole.first - earlier.first)
    else:
        assert earlier.until == whole.first


def test_ten_days_of_march_are_held_against_ten_of_february():
    found = like_for_like(MONTH, period_of(MONTH, date(2026, 3, 10)), date(2026, 3, 10))
    assert found == (Period(date(2026, 3, 1), date(2026, 3, 11)), Period(date(2026, 2, 1), date(2026, 2, 11)))


def test_the_thirty_first_is_held_against_no_day_that_was_not():
    found = like_for_like(MONTH, period_of(MONTH, date(2026, 3, 30)), date(2026, 3, 30))
    assert found[1] == Period(date(2026, 2, 1), date(2026, 3, 1))
