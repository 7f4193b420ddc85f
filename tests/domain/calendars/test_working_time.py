"""Working time by example: borders, clock changes, endless and empty schedules, refusals."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fuwutai.domain.calendars.rules import CalendarError, Schedule
from fuwutai.domain.calendars.working_time import WorkingTime

HOUR = 3600
DAY_AND_NIGHT = {weekday: [(0, 24 * HOUR)] for weekday in range(7)}
OFFICE = {weekday: [(9 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR)] for weekday in range(5)}


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def office(**more):
    return WorkingTime(Schedule.of("UTC", OFFICE, **more))


def refused(code, call, *args):
    with pytest.raises(CalendarError) as refusal:
        call(*args)
    assert refusal.value.code == code


def test_the_last_second_of_work_ends_at_closing_not_at_the_next_opening():
    assert office().add_working_seconds(utc("2024-03-05 16:00"), HOUR) == utc("2024-03-05 17:00")
    assert office().add_working_seconds(utc("2024-03-05 16:00"), HOUR + 1) == utc("2024-03-06 09:00:01")


def test_going_back_ends_at_opening_not_at_the_last_close():
    assert office().add_working_seconds(utc("2024-03-05 10:00"), -HOUR) == utc("2024-03-05 09:00")
    assert office().add_working_seconds(utc("2024-03-05 10:00"), -HOUR - 1) == utc("2024-03-04 16:59:59")


def test_adding_nothing_moves_to_the_next_opening_only_when_closed():
    assert office().add_working_seconds(utc("2024-03-05 12:00"), 0) == utc("2024-03-05 13:00")
    assert office().add_working_seconds(utc("2024-03-05 11:59"), 0) == utc("2024-03-05 11:59")


def test_parts_of_a_second_are_kept():
    at = utc("2024-03-05 16:59:59") + timedelta(milliseconds=250)
    assert office().add_working_seconds(at, 1) == utc("2024-03-06 09:00:00") + timedelta(milliseconds=250)
    just_open = utc("2024-03-05 09:00") + timedelta(microseconds=1)
    assert office().previous_open_moment(just_open) == just_open
    assert office().in_working_hours(utc("2024-03-05 17:00") - timedelta(microseconds=1))


def test_answers_are_in_utc_whatever_the_zone_of_the_question():
    at = datetime(2024, 3, 5, 17, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert office().next_open_or_same(at) == utc("2024-03-05 09:00")
    assert office().next_open_or_same(at).tzinfo is UTC


def test_openings_touching_over_midnight_and_over_new_year_are_one():
    work = WorkingTime(Schedule.of("UTC", {6: [(20 * HOUR, 24 * HOUR)], 0: [(0, 4 * HOUR)]}))
    for start in ("2023-12-31 20:00", "2023-12-31 23:59:59", "2024-01-01 00:00", "2024-01-01 03:00"):
        assert work.next_close(utc(start)) == utc("2024-01-01 04:00")
        assert work.in_working_hours(utc(start))
    assert work.next_period_start(utc("2023-12-31 20:00")) == utc("2024-01-07 20:00")
    assert work.previous_open_moment(utc("2024-01-01 00:00")) == utc("2024-01-01 00:00")
    assert work.periods_after(utc("2023-12-31 21:00"), 2) == [
        (utc("2023-12-31 21:00"), utc("2024-01-01 04:00")),
        (utc("2024-01-07 20:00"), utc("2024-01-08 04:00")),
    ]


def test_an_opening_that_runs_through_new_year_is_whole_whichever_year_was_asked_first():
    schedule = Schedule.of("UTC", DAY_AND_NIGHT, holidays=[date(2023, 12, 20), date(2024, 1, 15)])
    for first in ("2023-06-01", "2024-06-01", "2022-01-01", "2026-01-01"):
        work = WorkingTime(schedule)
        work.in_working_hours(utc(first))
        assert work.in_working_hours(utc("2024-01-01 00:00"))
        assert work.next_close(utc("2024-01-01 00:00")) == utc("2024-01-15 00:00")
        assert work.next_close(utc("2023-12-25 00:00")) == utc("2024-01-15 00:00")
        assert work.next_period_start(utc("2023-12-25 00:00")) == utc("2024-01-16 00:00")
        assert work.working_seconds_between(utc("2023-12-31"), utc("2024-01-02")) == 2 * 86_400


def test_an_opening_skipped_by_the_clock_change_starts_with_the_change():
    work = WorkingTime(Schedule.of("Europe/Berlin", {6: [(2 * HOUR + 1800, 4 * HOUR)]}))
    assert work.periods_after(utc("2024-03-31 00:00"), 1) == [
        (utc("2024-03-31 01:00"), utc("2024-03-31 02:00"))
    ]


def test_an_opening_wholly_inside_the_skipped_hour_does_not_exist_that_day():
    work = WorkingTime(Schedule.of("Europe/Berlin", {6: [(2 * HOUR, 3 * HOUR)]}))
    assert work.next_period_start(utc("2024-03-25 00:00")) == utc("2024-04-07 00:00")


def test_the_hour_that_comes_twice_counts_from_its_first_time():
    work = WorkingTime(Schedule.of("Europe/Berlin", {6: [(2 * HOUR, 3 * HOUR)]}))
    assert work.periods_after(utc("2024-10-26 00:00"), 1) == [
        (utc("2024-10-27 00:00"), utc("2024-10-27 02:00"))
    ]
    work = WorkingTime(Schedule.of("Europe/Berlin", {6: [(0, 2 * HOUR + 1800)]}))
    assert work.next_close(utc("2024-10-27 00:00")) == utc("2024-10-27 00:30")
    assert not work.in_working_hours(utc("2024-10-27 01:15"))


def test_business_days_land_on_the_first_valid_moment_when_the_clock_time_is_skipped():
    work = WorkingTime(Schedule.of("Europe/Berlin", DAY_AND_NIGHT))
    assert work.add_business_days_to_time(utc("2024-03-30 01:30"), 1) == utc("2024-03-31 01:00")
    assert work.add_business_days_to_time(utc("2024-10-26 00:30"), 1) == utc("2024-10-27 00:30")


def test_no_business_days_keep_the_instant_itself_even_in_the_hour_that_comes_twice():
    work = WorkingTime(Schedule.of("Europe/Berlin", DAY_AND_NIGHT))
    assert work.add_business_days_to_time(utc("2024-10-27 01:30"), 0) == utc("2024-10-27 01:30")


def test_the_origin_is_never_counted_and_no_days_give_the_origin():
    work = office(holidays=[date(2024, 3, 6)])
    assert work.add_working_days(date(2024, 3, 9), 1) == date(2024, 3, 11)
    assert work.add_working_days(date(2024, 3, 9), -1) == date(2024, 3, 8)
    assert work.add_working_days(date(2024, 3, 9), 0) == date(2024, 3, 9)
    assert work.working_days_between(date(2024, 3, 4), date(2024, 3, 8)) == 3
    assert work.working_days_between(date(2024, 3, 8), date(2024, 3, 4)) == -3


def test_a_day_eaten_by_its_break_is_no_working_day():
    assert not office(breaks={date(2024, 3, 5): [(8 * HOUR, 18 * HOUR)]}).is_working_day(date(2024, 3, 5))


def test_a_schedule_that_never_opens_is_refused_by_every_search():
    work = WorkingTime(Schedule.of("UTC", {}, date_hours={date(2024, 5, 1): []}))
    at = utc("2024-03-05 12:00")
    for call, args in [
        (work.add_working_seconds, (at, 1)),
        (work.add_working_seconds, (at, 0)),
        (work.add_working_seconds, (at, -1)),
        (work.next_open_or_same, (at,)),
        (work.next_close, (at,)),
        (work.next_period_start, (at,)),
        (work.previous_open_moment, (at,)),
        (work.periods_after, (at, 1)),
        (work.add_working_days, (at.date(), 1)),
        (work.add_working_days, (at.date(), -1)),
        (work.add_business_days_to_time, (at, 1)),
    ]:
        refused("never_open", call, *args)
    assert work.working_seconds_between(at, utc("2024-12-05 12:00")) == 0
    assert work.periods_after(at, 0) == []
    assert not work.in_working_hours(at)


def test_special_dates_alone_are_found_and_then_it_never_opens_again():
    work = WorkingTime(
        Schedule.of("UTC", {}, date_hours={date(2030, 5, 1): [(0, HOUR)], date(2010, 5, 1): [(0, 60)]})
    )
    assert work.add_working_seconds(utc("2024-03-05"), HOUR) == utc("2030-05-01 01:00")
    assert work.add_working_seconds(utc("2024-03-05"), -60) == utc("2010-05-01 00:00")
    refused("never_open", work.add_working_seconds, utc("2024-03-05"), HOUR + 1)
    refused("never_open", work.add_working_seconds, utc("2024-03-05"), -61)
    refused("never_open", work.previous_open_moment, utc("2009-03-05"))


def test_special_dates_outside_the_known_years_do_not_make_a_search_endless():
    schedule = Schedule.of(
        "UTC", {}, date_hours={date(9999, 12, 31): [(0, HOUR)], date(1, 1, 1): [(0, HOUR)]}
    )
    refused("never_open", WorkingTime(schedule).next_period_start, utc("2024-03-05"))
    refused("never_open", WorkingTime(schedule).previous_open_moment, utc("2024-03-05"))


def test_open_without_end_never_closes_but_can_be_counted():
    work = WorkingTime(Schedule.of("Europe/Berlin", DAY_AND_NIGHT))
    at = utc("2024-03-05 12:00")
    assert work.add_working_seconds(at, 86_400) == utc("2024-03-06 12:00")
    refused("never_closes", work.next_close, at)
    refused("never_closes", work.next_period_start, at)
    refused("never_closes", work.periods_after, at, 1)
    with_a_holiday = Schedule.of("Europe/Berlin", DAY_AND_NIGHT, holidays=[date(2030, 5, 1)])
    assert WorkingTime(with_a_holiday).next_close(at) == utc("2030-04-30 22:00")
    refused("never_closes", WorkingTime(with_a_holiday).next_close, utc("2030-05-02 00:00"))


def test_amounts_beyond_the_known_years_are_refused():
    work = office()
    at = utc("2024-03-05 12:00")
    refused("out_of_range", work.add_working_seconds, at, 10**400)
    refused("out_of_range", work.add_working_seconds, at, -(10**12))
    refused("out_of_range", work.add_working_days, at.date(), 10**9)
    refused("out_of_range", work.add_working_days, at.date(), -(10**9))
    refused("out_of_range", work.periods_after, at, 10**9)


@pytest.mark.parametrize("text", ["0001-01-01", "1899-12-31", "2400-01-01", "9999-12-31 23:59:59"])
def test_instants_outside_the_known_years_are_refused(text):
    at = utc(text)
    refused("out_of_range", office().in_working_hours, at)
    refused("out_of_range", office().add_working_days, at.date(), 1)
    refused("out_of_range", office().working_seconds_between, utc("2024-03-05"), at)


def test_an_instant_without_zone_is_refused():
    refused("naive_time", office().add_working_seconds, datetime(2024, 3, 5), 1)  # noqa: DTZ001
    refused("naive_time", office().add_business_days_to_time, datetime(2024, 3, 5), 1)  # noqa: DTZ001


def test_far_questions_compile_the_years_between_once():
    work = office()
    assert work.working_seconds_between(utc("1950-01-02"), utc("2350-01-02")) > 0
    assert work.add_working_seconds(utc("1990-01-01"), HOUR) == utc("1990-01-01 10:00")


def test_threads_that_compile_different_years_at_once_get_right_answers():
    moments = [datetime(year, 6, 3, 12, tzinfo=UTC) for year in range(1950, 2050)]
    expected = [office().add_working_seconds(moment, 100 * HOUR) for moment in moments]
    for _ in range(5):
        work = office()
        with ThreadPoolExecutor(8) as pool:
            answers = list(
                pool.map(lambda moment, work=work: work.add_working_seconds(moment, 100 * HOUR), moments)
            )
        assert answers == expected
