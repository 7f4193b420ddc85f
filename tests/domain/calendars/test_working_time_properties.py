"""Properties that hold for every schedule, zone and instant."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.domain.calendars.minute_oracle import DAYS_EACH_SIDE, MinuteOracle

from fuwutai.domain.calendars.rules import Schedule, joined
from fuwutai.domain.calendars.working_time import WorkingTime

# Clock changes by an hour, by half an hour, at midnight both ways, over a whole day; and a New Year.
CLOCK_CHANGES = [
    ("Europe/Berlin", date(2024, 3, 31)),
    ("Europe/Berlin", date(2024, 10, 27)),
    ("America/New_York", date(2024, 3, 10)),
    ("America/New_York", date(2024, 11, 3)),
    ("Australia/Lord_Howe", date(2024, 4, 7)),
    ("Australia/Lord_Howe", date(2024, 10, 6)),
    ("America/Sao_Paulo", date(2018, 2, 18)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("America/Havana", date(2024, 11, 3)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Asia/Shanghai", date(2023, 12, 31)),
]
LAST_MINUTE = 2 * DAYS_EACH_SIDE * 1440 - 1

# Often the minutes at which clocks change, and midnight, where the openings of two days touch.
minutes_of_day = st.sampled_from(
    [0, 1, 30, 60, 61, 90, 105, 119, 120, 135, 150, 180, 240, 1380, 1410, 1440]
) | (st.integers(0, 1440))
near_minutes = st.integers(-300, 300).map(lambda minute: DAYS_EACH_SIDE * 1440 + minute)
any_minutes = near_minutes | st.integers(0, LAST_MINUTE)
intervals = st.lists(
    st.tuples(minutes_of_day, minutes_of_day)
    .filter(lambda pair: pair[0] != pair[1])
    .map(lambda pair: (min(pair) * 60, max(pair) * 60)),
    max_size=3,
)


def weekdays_from(middle):
    """Draw the weekday of the clock change and the days beside it most often."""
    return st.integers(-1, 1).map(lambda days: (middle.weekday() + days) % 7) | st.integers(0, 6)


@st.composite
def schedules_at_a_clock_change(draw):
    zone, middle = draw(st.sampled_from(CLOCK_CHANGES))
    near_dates = st.integers(-2, 2).map(lambda days: middle + timedelta(days=days))
    schedule = Schedule.of(
        zone,
        draw(st.dictionaries(weekdays_from(middle), intervals, max_size=7)),
        holidays=draw(st.lists(near_dates, max_size=2)),
        date_hours=draw(st.dictionaries(near_dates, intervals, max_size=2)),
        breaks=draw(st.dictionaries(near_dates, intervals, max_size=2)),
    )
    return schedule, middle


@st.composite
def schedules_that_open_weekly(draw):
    zone = draw(st.sampled_from(CLOCK_CHANGES))[0]
    hours = draw(st.dictionaries(st.integers(0, 6), intervals, min_size=1, max_size=7))
    # At least six hours a week, so that what is added stays within the known years.
    assume(sum(closes - opens for day in hours.values() for opens, closes in joined(day)) >= 6 * 3600)
    return WorkingTime(Schedule.of(zone, hours))


instants = st.datetimes(
    datetime(2022, 1, 1),  # noqa: DTZ001 (the strategy adds the zone)
    datetime(2025, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
amounts = st.integers(1, 40 * 86_400)


@settings(max_examples=300, deadline=None)
@given(schedules_at_a_clock_change(), any_minutes, any_minutes, st.integers(1, 4000))
def test_every_answer_equals_counting_minute_by_minute(found, one, other, count):
    schedule, middle = found
    oracle, work = MinuteOracle(schedule, middle), WorkingTime(schedule)
    start, end = sorted((one, other))
    at = oracle.at(start)
    assert work.in_working_hours(at) == oracle.open[start]
    assert work.in_working_hours(at + timedelta(seconds=59)) == oracle.open[start]
    assert work.working_seconds_between(at, oracle.at(end)) == 60 * oracle.minutes_between(start, end)
    expectations = [
        (oracle.after_minutes(start, count), lambda: work.add_working_seconds(at, 60 * count)),
        (oracle.before_minutes(start, count), lambda: work.add_working_seconds(at, -60 * count)),
        (oracle.next_opening(start), lambda: work.next_period_start(at)),
        (oracle.next_closing(start), lambda: work.next_close(at)),
        (oracle.last_open_moment(start), lambda: work.previous_open_moment(at)),
        (at if oracle.open[start] else oracle.next_opening(start), lambda: work.next_open_or_same(at)),
    ]
    for expected, answer in expectations:
        if expected is not None:
            assert answer() == expected


@settings(max_examples=100, deadline=None)
@given(schedules_that_open_weekly(), instants, instants, amounts)
def test_a_later_start_never_ends_earlier(work, one, other, seconds):
    earlier, later = sorted((one, other))
    assert work.add_working_seconds(earlier, seconds) <= work.add_working_seconds(later, seconds)
    assert work.add_working_seconds(earlier, -seconds) <= work.add_working_seconds(later, -seconds)


@settings(max_examples=100, deadline=None)
@given(schedules_that_open_weekly(), instants, amounts, amounts)
def test_more_seconds_end_later_and_two_steps_equal_one(work, at, first, second):
    both = work.add_working_seconds(at, first + second)
    assert work.add_working_seconds(at, first) < both
    assert work.add_working_seconds(work.add_working_seconds(at, first), second) == both
    back = work.add_working_seconds(at, -first)
    assert work.add_working_seconds(back, -second) == work.add_working_seconds(at, -first - second)


@settings(max_examples=100, deadline=None)
@given(schedules_that_open_weekly(), instants, amounts)
def test_measuring_gives_back_what_was_added(work, at, seconds):
    assert work.working_seconds_between(at, work.add_working_seconds(at, seconds)) == seconds
    assert work.working_seconds_between(work.add_working_seconds(at, -seconds), at) == seconds


@settings(max_examples=100, deadline=None)
@given(schedules_that_open_weekly(), instants, instants, instants)
def test_measured_parts_add_up_and_turn_sign_when_reversed(work, one, two, three):
    first, middle, last = sorted(moment.replace(microsecond=0) for moment in (one, two, three))
    parts = work.working_seconds_between(first, middle) + work.working_seconds_between(middle, last)
    assert parts == work.working_seconds_between(first, last) == -work.working_seconds_between(last, first)


@settings(max_examples=60, deadline=None)
@given(schedules_that_open_weekly(), st.dates(date(2022, 1, 1), date(2025, 12, 31)), st.integers(-400, 400))
def test_working_days_are_counted_like_day_by_day(work, day, days):
    moved, left = day, abs(days)
    while left:
        moved += timedelta(days=1 if days > 0 else -1)
        left -= work.schedule.is_working_day(moved)
    assert work.add_working_days(day, days) == moved
    between = sum(
        work.schedule.is_working_day(min(day, moved) + timedelta(days=offset))
        for offset in range(1, abs((moved - day).days) + 1)
    )
    assert work.working_days_between(day, moved) == (between if moved >= day else -between)


@settings(max_examples=60, deadline=None)
@given(schedules_that_open_weekly(), instants, st.integers(-30, 30))
def test_business_days_keep_the_clock_time_where_that_is_open(work, at, days):
    moved = work.add_business_days_to_time(at, days)
    zone = ZoneInfo(work.schedule.time_zone)
    local = at.astimezone(zone)
    wanted = datetime.combine(work.add_working_days(local.date(), days), local.time().replace(fold=0), zone)
    exists = wanted.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wanted.replace(tzinfo=None)
    if days and exists and work.in_working_hours(wanted):
        assert moved == wanted
    elif days > 0 and exists:
        assert moved == work.next_open_or_same(wanted)
    elif days < 0 and exists:
        assert moved == work.previous_open_moment(wanted)


@settings(max_examples=40, deadline=None)
@given(schedules_that_open_weekly(), st.lists(instants, min_size=2, max_size=5), amounts)
def test_the_order_of_questions_never_changes_an_answer(work, moments, seconds):
    fresh = WorkingTime(work.schedule)
    asked = [work.add_working_seconds(moment, seconds) for moment in moments]
    assert [fresh.add_working_seconds(moment, seconds) for moment in reversed(moments)] == asked[::-1]
