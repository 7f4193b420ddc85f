"""The shipped Chinese calendar against known dates and against every published day of 2019 to 2026."""

import json
from datetime import date, timedelta

import pytest
from tests.domain.calendars.shared_data import SHARED_DATA, needs

from fuwutai.domain.calendars.chinese_days import OFFICE_HOURS, chinese_days, chinese_schedule, known_years


def test_the_years_2004_to_2026_are_shipped():
    assert known_years() == range(2004, 2027)
    assert {day.date.year for day in chinese_days()} == set(known_years())


def test_no_day_is_both_free_and_worked_and_all_are_in_order():
    dates = [day.date for day in chinese_days()]
    assert dates == sorted(set(dates))


def test_only_weekends_become_working_days():
    assert all(day.date.weekday() >= 5 for day in chinese_days() if day.kind == "working_day")


def test_days_carry_their_names_in_both_languages():
    names = {day.date: (day.name_zh, day.name_en) for day in chinese_days()}
    assert names[date(2024, 2, 10)] == ("春节", "Spring Festival")
    assert names[date(2024, 2, 4)] == ("春节调休上班", "Working day for Spring Festival")


def test_an_adjusted_sunday_has_office_hours_and_a_holiday_monday_none():
    schedule = chinese_schedule()
    assert schedule.intervals_on(date(2024, 2, 4)) == OFFICE_HOURS
    assert schedule.intervals_on(date(2024, 2, 12)) == ()
    assert schedule.intervals_on(date(2024, 2, 11)) == ()
    assert schedule.intervals_on(date(2024, 2, 19)) == OFFICE_HOURS


@needs("calendar_cn")
@pytest.mark.parametrize("year", range(2019, 2027))
def test_every_day_agrees_with_the_published_calendar(year):
    published = {}
    for found_in in (year - 1, year, year + 1):  # a notice also moves days of the neighbouring years
        path = SHARED_DATA / "calendar_cn" / "holiday-cn" / f"{found_in}.json"
        if path.exists():
            published |= {day["date"]: day["isOffDay"] for day in json.loads(path.read_text("utf-8"))["days"]}
    day = date(year, 1, 1)
    while day.year == year:
        is_off = published.get(day.isoformat(), day.weekday() >= 5)
        assert chinese_schedule().is_working_day(day) is not is_off, day
        day += timedelta(days=1)
