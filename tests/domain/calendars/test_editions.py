"""What an edition keeps is what the rows of the calendar say, day by day."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from tests.domain.calendars.given_calendars import EDITOR, an_office_calendar

from fuwutai.domain.calendars.chinese_days import chinese_schedule
from fuwutai.domain.calendars.commands import seed_chinese_calendar, set_day
from fuwutai.domain.calendars.editions import schedule_in_rows
from fuwutai.domain.calendars.models import CalendarEdition
from fuwutai.domain.calendars.queries import calendar_days, calendar_hours, openings_of_day, working_time_of
from fuwutai.domain.calendars.rules import schedule_from_json

pytestmark = pytest.mark.django_db


def openings_in_rows(code: str, day: date) -> list[tuple[int, int]]:
    """Return when a date opens by the rows as people see them, in seconds."""
    hours = calendar_hours(code)
    ruled = {found.date: openings_of_day(hours, found) for found in calendar_days(code, day.year)}
    return [(opens * 60, closes * 60) for opens, closes in ruled.get(day, hours.get(day.weekday(), []))]


def test_the_schedule_in_the_rows_opens_as_people_see_the_calendar():
    calendar = seed_chinese_calendar(actor=EDITOR)
    set_day(actor=EDITOR, calendar="cn", date=date(2026, 3, 2), kind="special_hours", intervals=[(0, 60), (600, 1440)])
    version = CalendarEdition.objects.latest("pk").version
    kept = working_time_of(version).schedule
    special, holiday, adjusted, plain = date(2026, 3, 2), date(2026, 10, 1), date(2026, 10, 10), date(2026, 11, 27)
    for day in (special, holiday, adjusted, plain, plain + timedelta(days=1)):
        assert list(kept.intervals_on(day)) == openings_in_rows("cn", day)
    assert adjusted.weekday() == 5 and kept.is_working_day(adjusted)  # a Saturday that pays for the holiday
    assert kept == schedule_from_json(schedule_in_rows(calendar))


def test_the_shipped_calendar_is_kept_exactly():
    version = seed_chinese_calendar(actor=EDITOR).version
    assert working_time_of(version).schedule == chinese_schedule()


def test_the_migration_gives_each_calendar_the_edition_it_has_now():
    kept = {made.pk: made.version for made in (an_office_calendar(), seed_chinese_calendar(actor=EDITOR))}
    written = {row.calendar_id: row.schedule for row in CalendarEdition.objects.all()}
    CalendarEdition.objects.all().delete()
    migration = import_module("fuwutai.domain.calendars.migrations.0002_calendar_editions")
    migration.write_first_editions(apps, None)
    rows = list(CalendarEdition.objects.all())
    assert {row.calendar_id: row.version for row in rows} == kept
    assert {row.calendar_id: row.schedule for row in rows} == written
    assert {row.at for row in rows} == {migration.ALL_THE_PAST}
