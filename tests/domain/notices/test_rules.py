"""Quiet hours, digests and the moment from which somebody is told: arithmetic by the clock on the wall."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as every
from hypothesis import strategies as some

from fuwutai.domain.notices.rules import (
    EVERY_DAY,
    Quiet,
    are_digests,
    are_quiet,
    end_of_quiet,
    next_digest,
    next_moment,
)

ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = Quiet(since=22 * 60, until=7 * 60)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of March 2026, whose second day is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


def is_weekday(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("moment", "ends"),
    [
        (at(2, 21, 59), at(2, 21, 59)),
        (at(2, 22), at(3, 7)),
        (at(3, 6, 59), at(3, 7)),
        (at(3, 7), at(3, 7)),
    ],
)
def test_a_night_lasts_into_the_morning_and_not_a_minute_longer(moment, ends):
    assert end_of_quiet(moment, NIGHT) == ends


def test_a_night_belongs_to_the_day_on_which_it_begins():
    friday = Quiet(since=22 * 60, until=7 * 60, days=(4,))
    assert end_of_quiet(at(7, 3), friday) == at(7, 7)  # Saturday before dawn
    assert end_of_quiet(at(8, 3), friday) == at(8, 3)


def test_nights_that_meet_are_one():
    assert end_of_quiet(at(2, 12), Quiet(since=8 * 60, until=7 * 60 + 59, days=(0,))) == at(3, 7, 59)


def test_without_quiet_hours_nothing_waits():
    assert end_of_quiet(at(2, 3), None) == at(2, 3)


@pytest.mark.parametrize(
    ("moment", "comes"),
    [
        (at(2, 8), at(2, 9)),
        (at(2, 9), at(2, 15)),
        (at(2, 15), at(3, 9)),
        (at(6, 16), at(9, 9)),  # from Friday over the week-end
    ],
)
def test_a_digest_comes_at_its_next_time_of_a_working_day(moment, comes):
    assert next_digest(moment, (15 * 60, 9 * 60), is_weekday) == comes


def test_where_nobody_ever_works_no_digest_comes():
    assert next_digest(at(2, 8), (540,), lambda _day: False) is None


def opens(moment: datetime) -> datetime:
    """Return when a desk is open again that is open from nine to six."""
    local = moment.astimezone(ZONE)
    if 9 <= local.hour < 18:
        return moment
    day = local.date() + timedelta(days=1 if local.hour >= 18 else 0)
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)


def test_what_waits_is_told_in_working_hours_that_are_not_quiet():
    noon = Quiet(since=9 * 60, until=10 * 60)
    assert next_moment(at(2, 20), noon, opens, ZONE) == at(3, 10)
    assert next_moment(at(2, 11), noon, opens, ZONE) == at(2, 11)


def test_whose_quiet_hours_leave_no_working_hours_is_told_when_they_end_all_the_same():
    always_at_work = Quiet(since=8 * 60, until=19 * 60)
    assert next_moment(at(2, 11), always_at_work, opens, ZONE).astimezone(ZONE).time() == at(2, 19).time()


@every(
    some.integers(0, 365 * 24 * 60),
    some.integers(0, 1439), some.integers(0, 1439), some.sets(some.sampled_from(EVERY_DAY), min_size=1, max_size=6),
)  # fmt: skip
def test_the_end_of_quiet_hours_is_never_quiet_and_never_earlier(minutes, since, until, days):
    quiet = Quiet(since=since, until=until, days=tuple(days))
    if not are_quiet(quiet):
        return
    moment = datetime(2026, 1, 1, tzinfo=ZONE) + timedelta(minutes=minutes)
    found = end_of_quiet(moment, quiet)
    assert found >= moment
    assert end_of_quiet(found, quiet) == found


@pytest.mark.parametrize("wrong", [(60, 60, (0,)), (1440, 60, (0,)), (60, 120, ()), (60, 120, (7,))])
def test_what_are_no_quiet_hours(wrong):
    since, until, days = wrong
    assert not are_quiet(Quiet(since=since, until=until, days=days))


@pytest.mark.parametrize("wrong", [(), (1440,), (-1,), (1, 2, 3, 4, 5, 6, 7)])
def test_what_are_no_moments_of_digests(wrong):
    assert not are_digests(wrong)
