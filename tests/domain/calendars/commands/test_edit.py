"""Every edit leaves one edition, of its own moment and with the hours it made."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.domain.calendars.commands.test_import_days import FEED
from tests.domain.calendars.given_calendars import EDITOR, an_office_calendar

from fuwutai.domain.calendars.chinese_days import chinese_days
from fuwutai.domain.calendars.commands import (
    clear_day,
    import_ical,
    seed_chinese_calendar,
    set_day,
    set_weekly_hours,
)
from fuwutai.domain.calendars.editions import schedule_in_rows
from fuwutai.domain.calendars.models import Calendar, CalendarEdition, DayRule

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 11, 27)
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


def seeded_without_2026() -> None:
    seed_chinese_calendar(actor=EDITOR)
    DayRule.objects.filter(date__year=2026).delete()
    set_day(actor=EDITOR, calendar="cn", date=date(2027, 1, 4), kind="holiday")  # its edition knows no 2026


def with_a_holiday() -> None:
    an_office_calendar()
    set_day(actor=EDITOR, calendar="office", date=FRIDAY, kind="holiday")


EDITS = {
    "created": (lambda: None, an_office_calendar),
    "seeded": (lambda: None, lambda: seed_chinese_calendar(actor=EDITOR)),
    "completed": (seeded_without_2026, lambda: seed_chinese_calendar(actor=EDITOR)),
    "hours": (
        an_office_calendar,
        lambda: set_weekly_hours(actor=EDITOR, calendar="office", hours={5: [(0, 60), (1380, 1440)]}),
    ),
    "day": (
        an_office_calendar,
        lambda: set_day(
            actor=EDITOR, calendar="office", date=FRIDAY, kind="special_hours", intervals=[(600, 660)]
        ),
    ),
    "cleared": (with_a_holiday, lambda: clear_day(actor=EDITOR, calendar="office", date=FRIDAY)),
    "imported": (an_office_calendar, lambda: import_ical(actor=EDITOR, calendar="office", data=FEED)),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_writes_one_edition_of_its_moment_with_the_hours_it_made(name, time_machine):
    prepare, edit = EDITS[name]
    time_machine.move_to(NOON - timedelta(hours=1), tick=False)
    prepare()
    before = list(CalendarEdition.objects.order_by("pk").values())
    time_machine.move_to(NOON, tick=False)
    edit()
    *old, new = CalendarEdition.objects.order_by("pk")
    assert list(CalendarEdition.objects.exclude(pk=new.pk).order_by("pk").values()) == before
    calendar = Calendar.objects.get()
    assert (new.calendar, new.version, new.at) == (calendar, calendar.version, NOON)
    assert new.schedule == schedule_in_rows(calendar)
    assert new.schedule not in [one.schedule for one in old[-1:]]


def test_the_one_edition_of_a_seeded_calendar_holds_its_days():
    seed_chinese_calendar(actor=EDITOR)
    schedule = CalendarEdition.objects.get().schedule
    assert len(schedule["holidays"]) + len(schedule["date_hours"]) == len(chinese_days())
