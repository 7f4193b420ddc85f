"""Reads: the compiled working time follows every edit, and missing years are noticed in time."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from tests.domain.calendars.given_calendars import EDITOR, OFFICE, an_office_calendar

from fuwutai.domain.calendars import queries
from fuwutai.domain.calendars.commands import clear_day, seed_chinese_calendar, set_day, set_weekly_hours
from fuwutai.domain.calendars.models import Calendar
from fuwutai.domain.calendars.queries import (
    calendar_beside,
    calendar_days,
    calendar_exists,
    calendar_hours,
    calendar_overview,
    calendar_overviews,
    calendars,
    calendars_with_missing_years,
    missing_years,
    missing_years_warning,
    opening_hours,
    openings_of_day,
    working_time,
    working_time_of,
)
from fuwutai.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 27, 1, tzinfo=UTC)  # a Friday, 9:00 in Shanghai


def test_working_time_counts_in_the_calendar_of_the_code():
    an_office_calendar()
    assert working_time("office").add_working_seconds(MORNING, 8 * 3600) == datetime(
        2026, 11, 27, 10, tzinfo=UTC
    )


def test_a_warm_calendar_costs_one_query_and_none_with_its_version(django_assert_num_queries):
    version = an_office_calendar().version
    with django_assert_num_queries(2):
        first = working_time("office")
    with django_assert_num_queries(1):
        assert working_time("office") is first
    with django_assert_num_queries(0):
        assert working_time("office", version) is first


def test_every_edit_shows_at_the_next_question():
    an_office_calendar()
    assert working_time("office").in_working_hours(MORNING)
    set_day(actor=EDITOR, calendar="office", date=MORNING.date(), kind="holiday")
    assert not working_time("office").in_working_hours(MORNING)
    clear_day(actor=EDITOR, calendar="office", date=MORNING.date())
    assert working_time("office").in_working_hours(MORNING)
    set_weekly_hours(actor=EDITOR, calendar="office", hours={4: [(720, 780)]})
    assert not working_time("office").in_working_hours(MORNING)


def test_hours_of_a_rolled_back_edit_are_never_used_again():
    an_office_calendar()
    with pytest.raises(RuntimeError), transaction.atomic():
        set_weekly_hours(actor=EDITOR, calendar="office", hours={4: [(720, 780)]})
        assert not working_time("office").in_working_hours(MORNING)
        raise RuntimeError("roll back")
    assert working_time("office").in_working_hours(MORNING)
    set_weekly_hours(actor=EDITOR, calendar="office", hours={4: [(0, 1440)]})
    assert working_time("office").in_working_hours(MORNING)


def test_an_old_version_counts_as_it_did_and_one_nobody_wrote_as_now(django_assert_num_queries):
    old = an_office_calendar().version
    set_weekly_hours(actor=EDITOR, calendar="office", hours={4: [(720, 780)]})
    with django_assert_num_queries(1):
        assert working_time("office", old).in_working_hours(MORNING)
    assert not working_time("office", 7).in_working_hours(MORNING)
    with pytest.raises(NotFound):
        working_time_of(7)


def test_only_so_many_calendars_stay_compiled(monkeypatch):
    monkeypatch.setattr(queries, "_KEPT_COMPILED", 2)
    for code in ("one", "two", "three"):
        an_office_calendar(code=code)
        working_time(code)
    assert len(queries._compiled) <= 2


def test_an_unknown_calendar_is_not_found():
    for read in (working_time, calendar_hours):
        with pytest.raises(NotFound):
            read("none")
    with pytest.raises(NotFound):
        calendar_days("none", 2026)
    with pytest.raises(NotFound):
        missing_years("none", date(2026, 1, 1))
    assert not calendar_exists("none")


def test_calendars_are_listed_by_name():
    an_office_calendar(code="b", name="Beta")
    an_office_calendar(code="a", name="Gamma", time_zone="UTC")
    assert [(one.code, one.name, one.time_zone) for one in calendars()] == [
        ("b", "Beta", "Asia/Shanghai"),
        ("a", "Gamma", "UTC"),
    ]
    assert calendar_hours("b") == OFFICE


def test_the_next_year_is_missed_from_october_on():
    seed_chinese_calendar(actor=EDITOR)
    assert missing_years("cn", date(2026, 9, 30)) == ()
    assert missing_years("cn", date(2026, 10, 1)) == (2027,)
    assert missing_years("cn", date(2025, 10, 1)) == ()
    assert missing_years("cn", date(2027, 3, 1)) == (2027,)
    assert missing_years("cn", date(2027, 12, 1)) == (2027, 2028)


def test_days_around_new_year_do_not_make_a_year_known():
    seed_chinese_calendar(actor=EDITOR)
    set_day(actor=EDITOR, calendar="cn", date=date(2027, 1, 1), kind="holiday")
    assert missing_years("cn", date(2026, 11, 1)) == (2027,)
    set_day(actor=EDITOR, calendar="cn", date=date(2027, 2, 6), kind="holiday")
    assert missing_years("cn", date(2026, 11, 1)) == ()


def test_a_calendar_that_never_had_holidays_misses_no_year():
    an_office_calendar()
    set_day(actor=EDITOR, calendar="office", date=date(2026, 5, 4), kind="special_hours", intervals=[(0, 60)])
    assert missing_years("office", date(2026, 11, 1)) == ()


def test_calendars_with_missing_years_are_found_in_one_statement(django_assert_num_queries):
    seed_chinese_calendar(actor=EDITOR)
    an_office_calendar()
    an_office_calendar(code="other", name="Other")
    set_day(actor=EDITOR, calendar="other", date=date(2027, 2, 6), kind="holiday")
    with django_assert_num_queries(1):
        assert calendars_with_missing_years(date(2026, 11, 1)) == {"Other": (2026,), "法定工作日历": (2027,)}
    assert calendars_with_missing_years(date(2026, 3, 1)) == {"Other": (2026,)}


def test_a_visitor_is_told_until_when_the_service_is_open_and_when_it_opens_again():
    an_office_calendar()
    hours = opening_hours("office", MORNING)
    assert hours.is_open
    assert hours.today == ((32_400, 43_200), (46_800, 64_800))
    assert hours.closes_at == datetime(2026, 11, 27, 4, tzinfo=UTC)
    assert hours.opens_at == datetime(2026, 11, 27, 5, tzinfo=UTC)


def test_a_closed_service_has_no_closing_time_but_a_next_opening():
    an_office_calendar()
    hours = opening_hours("office", datetime(2026, 11, 28, 1, tzinfo=UTC))
    assert (hours.is_open, hours.today, hours.closes_at) == (False, (), None)
    assert hours.opens_at == datetime(2026, 11, 30, 1, tzinfo=UTC)


def test_a_service_open_day_and_night_neither_closes_nor_opens_again():
    an_office_calendar(hours={weekday: [(0, 1440)] for weekday in range(7)})
    hours = opening_hours("office", MORNING)
    assert (hours.is_open, hours.closes_at, hours.opens_at) == (True, None, None)
    set_day(actor=EDITOR, calendar="office", date=date(2026, 12, 31), kind="holiday")
    assert opening_hours("office", MORNING).closes_at is None  # more than a day away


def test_rows_that_hold_a_calendar_code_get_its_name_and_version_beside_them():
    calendar = an_office_calendar()
    row = Calendar.objects.annotate(**calendar_beside("code")).get()
    assert (row.calendar_name, row.calendar_version) == ("Office", calendar.version)


def test_the_warning_names_the_years_and_is_empty_without_any():
    assert "2027, 2028" in str(missing_years_warning((2027, 2028)))
    assert missing_years_warning(()) == ""


def test_overviews_show_hours_and_missing_years_in_three_statements(django_assert_num_queries):
    seed_chinese_calendar(actor=EDITOR)
    an_office_calendar()
    with django_assert_num_queries(3):
        found = {overview.code: overview for overview in calendar_overviews(date(2031, 6, 1))}
    assert {code: overview.missing_years for code, overview in found.items()} == {"cn": (2031,), "office": ()}
    assert found["cn"].hours == calendar_hours("cn")
    assert calendar_overview("cn", date(2031, 6, 1)) == found["cn"]


def test_there_is_no_overview_of_a_calendar_nobody_made():
    with pytest.raises(NotFound):
        calendar_overview("mars", MORNING.date())


def test_a_day_that_differs_opens_as_working_time_says():
    an_office_calendar()
    for day, kind, openings in ((28, "working_day", []), (27, "holiday", []), (26, "special_hours", [(600, 660)])):
        set_day(actor=EDITOR, calendar="office", date=date(2026, 11, day), kind=kind, intervals=openings)
    hours, schedule = calendar_hours("office"), working_time("office").schedule
    for found in calendar_days("office", 2026):
        seconds = [(opens * 60, closes * 60) for opens, closes in openings_of_day(hours, found)]
        assert seconds == list(schedule.intervals_on(found.date))
