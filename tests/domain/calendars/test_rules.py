"""What a schedule says about one day, and which schedules are refused."""

import json
from datetime import date

import pytest

from fuwutai.domain.calendars.rules import (
    CalendarError,
    Schedule,
    clock_time,
    joined,
    schedule_as_json,
    schedule_from_json,
    seconds_of_day,
    without,
    working_day_hours,
    zone_named,
)

HOUR = 3600
NINE_TO_FIVE = (9 * HOUR, 17 * HOUR)
MONDAY = date(2024, 3, 4)


def refused(code, call, *args):
    with pytest.raises(CalendarError) as refusal:
        call(*args)
    assert refusal.value.code == code
    assert refusal.value.message[-1] in ".)"


def test_touching_and_overlapping_openings_become_one():
    assert joined([(3, 4), (1, 2), (2, 3), (6, 9), (7, 8)]) == ((1, 4), (6, 9))


def test_breaks_cut_the_start_the_middle_the_end_or_all_of_an_opening():
    assert without(((0, 10),), ((0, 2),)) == ((2, 10),)
    assert without(((0, 10),), ((4, 6),)) == ((0, 4), (6, 10))
    assert without(((0, 10),), ((8, 12),)) == ((0, 8),)
    assert without(((0, 10), (20, 30)), ((0, 40),)) == ()
    assert without(((0, 10),), ((10, 12), (15, 20))) == ((0, 10),)


def test_a_holiday_beats_special_hours_which_beat_the_week_and_breaks_come_last():
    day = {"hours": {0: [NINE_TO_FIVE]}}
    special = {MONDAY: [(10 * HOUR, 14 * HOUR)]}
    pause = {MONDAY: [(12 * HOUR, 13 * HOUR)]}
    assert Schedule.of("UTC", **day).intervals_on(MONDAY) == (NINE_TO_FIVE,)
    assert Schedule.of("UTC", **day, date_hours=special).intervals_on(MONDAY) == ((10 * HOUR, 14 * HOUR),)
    assert Schedule.of("UTC", **day, date_hours=special, breaks=pause).intervals_on(MONDAY) == (
        (10 * HOUR, 12 * HOUR),
        (13 * HOUR, 14 * HOUR),
    )
    assert Schedule.of("UTC", **day, date_hours=special, holidays=[MONDAY]).intervals_on(MONDAY) == ()
    assert Schedule.of("UTC", **day, date_hours={MONDAY: []}).intervals_on(MONDAY) == ()


def test_an_adjusted_working_day_has_its_own_hours_or_those_of_the_first_working_weekday():
    tuesday_on = {1: [NINE_TO_FIVE], 5: [(9 * HOUR, 12 * HOUR)]}
    assert working_day_hours(tuesday_on, date(2024, 3, 9)) == [(9 * HOUR, 12 * HOUR)]
    assert working_day_hours(tuesday_on, date(2024, 3, 10)) == [NINE_TO_FIVE]
    assert working_day_hours({}, MONDAY) == ()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("00:00", 0), ("09:30", 34_200), ("23:59:59", 86_399), ("24:00", 86_400), ("24:00:00", 86_400)],
)
def test_times_of_day_are_read_up_to_midnight(text, seconds):
    assert seconds_of_day(text) == seconds


@pytest.mark.parametrize(
    "text", ["24:01", "24:00:01", "9:00", "09:60", "25:00", "", "09:00 ", "nine", None, 900, "٠٩:٠٠x"]
)
def test_other_times_of_day_are_refused(text):
    refused("bad_time", seconds_of_day, text)


def test_a_time_is_written_with_seconds_only_where_it_has_some():
    assert clock_time(34_200) == "09:30"
    assert clock_time(34_201) == "09:30:01"
    assert clock_time(86_400) == "24:00"


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Asia/Shanghai\0", "Asia"])
def test_an_unknown_time_zone_is_refused(name):
    refused("unknown_time_zone", zone_named, name)


@pytest.mark.parametrize("interval", [(5, 5), (7, 3), (-1, 5), (0, 86_401)])
def test_an_opening_that_does_not_close_later_the_same_day_is_refused(interval):
    refused("bad_interval", Schedule.of, "UTC", {0: [interval]})


def test_an_unknown_weekday_number_is_refused():
    refused("bad_schedule", Schedule.of, "UTC", {7: [NINE_TO_FIVE]})


def test_a_schedule_is_read_from_json_and_absent_or_null_parts_are_empty():
    schedule = schedule_from_json(
        {
            "time_zone": "Asia/Shanghai",
            "hours": {"mon": [["09:00", "12:00"], ["12:00", "17:00"]], "tue": None},
            "holidays": ["2024-03-11"],
            "date_hours": {"2024-03-09": [["10:00", "24:00"]]},
            "breaks": None,
        }
    )
    assert schedule.intervals_on(MONDAY) == (NINE_TO_FIVE,)
    assert schedule.intervals_on(date(2024, 3, 5)) == ()
    assert schedule.intervals_on(date(2024, 3, 11)) == ()
    assert schedule.intervals_on(date(2024, 3, 9)) == ((10 * HOUR, 24 * HOUR),)


def test_a_schedule_written_as_json_is_read_again_as_it_was():
    day = date(2024, 3, 9)
    schedule = Schedule.of(
        "Europe/Berlin",
        {6: [(0, 24 * HOUR)], 1: [NINE_TO_FIVE], 2: []},
        holidays=[date(2024, 3, 12), date(2024, 3, 11)],
        date_hours={day: [(60, 61), (HOUR, 2 * HOUR)]},
        breaks={day: [(90 * 60, 100 * 60)]},
    )
    written = json.loads(json.dumps(schedule_as_json(schedule)))
    assert written["holidays"] == ["2024-03-11", "2024-03-12"]
    assert schedule_from_json(written) == schedule


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"time_zone": None}, "bad_schedule"),
        ({"time_zone": 8}, "bad_schedule"),
        ({"time_zone": "Nowhere"}, "unknown_time_zone"),
        ({"hours": []}, "never"),
        ({"hours": ["mon"]}, "bad_schedule"),
        ({"hours": {"monday": []}}, "bad_schedule"),
        ({"hours": {"mon": "09:00-17:00"}}, "bad_schedule"),
        ({"hours": {"mon": ["09:00", "17:00"]}}, "bad_schedule"),
        ({"hours": {"mon": [["09:00"]]}}, "bad_schedule"),
        ({"hours": {"mon": [["09:00", 17]]}}, "bad_time"),
        ({"hours": {"mon": [["22:00", "06:00"]]}}, "bad_interval"),
        ({"holidays": "2024-01-01"}, "bad_schedule"),
        ({"holidays": ["2024-02-30"]}, "bad_date"),
        ({"holidays": ["20240101"]}, "bad_date"),
        ({"holidays": [20240101]}, "bad_date"),
        ({"date_hours": {"monday": []}}, "bad_date"),
        ({"breaks": {"2024-01-01": [["12:00", "12:00"]]}}, "bad_interval"),
    ],
)
def test_a_malformed_schedule_is_refused_with_a_code(change, code):
    value = {"time_zone": "UTC", "hours": {"mon": [["09:00", "17:00"]]}, **change}
    if code == "never":
        assert schedule_from_json(value).intervals_on(MONDAY) == ()
    else:
        refused(code, schedule_from_json, value)


@pytest.mark.parametrize("value", [None, [], "mon", 5])
def test_a_schedule_that_is_no_object_is_refused(value):
    refused("bad_schedule", schedule_from_json, value)
