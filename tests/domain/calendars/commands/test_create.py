"""Calendars are created once, checked, and the Chinese one is shipped."""

from datetime import date

import pytest
from tests.domain.calendars.given_calendars import (
    EDITOR,
    OFFICE,
    STRANGER,
    an_office_calendar,
    everything,
    facts,
)

from fuwutai.domain.calendars.chinese_days import chinese_days, chinese_schedule
from fuwutai.domain.calendars.commands import clear_day, create_calendar, seed_chinese_calendar, set_day
from fuwutai.domain.calendars.models import Calendar, DayRule
from fuwutai.domain.calendars.queries import calendar_days, calendar_hours, working_time
from fuwutai.kernel.errors import Conflict, DomainError, Invalid, Refused

pytestmark = pytest.mark.django_db
GOOD = {"code": "office", "name": "Office", "time_zone": "Asia/Shanghai", "hours": OFFICE}


def refused(kind: type[DomainError], code: str, field: str, /, **values):
    before = everything()
    with pytest.raises(kind) as refusal:
        create_calendar(**{"actor": EDITOR, **GOOD, **values})
    assert refusal.value.code == code
    assert list(refusal.value.fields) == ([field] if field else [])
    assert everything() == before


def test_a_new_calendar_has_its_hours_and_is_in_the_journal():
    calendar = an_office_calendar()
    assert calendar_hours("office") == OFFICE
    assert facts() == [("calendars.calendar_created", {"calendar_id": calendar.pk})]


def test_touching_hours_are_stored_as_one_opening():
    an_office_calendar(hours={0: [(720, 1440), (0, 720)]})
    assert calendar_hours("office") == {0: [(0, 1440)]}


def test_a_stranger_may_not_create_a_calendar():
    refused(Refused, "forbidden", "", actor=STRANGER)


def test_a_code_is_taken_only_once():
    an_office_calendar()
    refused(Conflict, "code_taken", "code", name="Second")


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"code": ""}, "bad_code", "code"),
        ({"code": "Büro"}, "bad_code", "code"),
        ({"code": "a" * 41}, "bad_code", "code"),
        ({"name": "  "}, "bad_name", "name"),
        ({"name": "x" * 81}, "bad_name", "name"),
        ({"time_zone": "Asia/Peking"}, "unknown_time_zone", "time_zone"),
        ({"hours": {}}, "never_open", "hours"),
        ({"hours": {0: []}}, "never_open", "hours"),
        ({"hours": {7: [(0, 60)]}}, "bad_schedule", "hours"),
        ({"hours": {0: [(600, 540)]}}, "bad_interval", "hours"),
        ({"hours": {0: [(540, 1441)]}}, "bad_interval", "hours"),
    ],
)
def test_wrong_input_is_refused_by_field_and_nothing_is_created(values, code, field):
    refused(Invalid, code, field, **values)


def test_the_chinese_calendar_is_the_shipped_schedule():
    seed_chinese_calendar(actor=EDITOR)
    work = working_time("cn")
    assert work.schedule == chinese_schedule()
    assert DayRule.objects.count() == len(chinese_days())
    names = {day.date: day.name for day in calendar_days("cn", 2026)}
    assert names[date(2026, 2, 17)] == "春节"


def test_seeding_again_changes_nothing():
    first = seed_chinese_calendar(actor=EDITOR)
    before = everything()
    assert seed_chinese_calendar(actor=EDITOR).pk == first.pk
    assert everything() == before


def test_seeding_again_leaves_cleared_and_changed_days_as_they_are():
    seed_chinese_calendar(actor=EDITOR)
    clear_day(actor=EDITOR, calendar="cn", date=date(2026, 5, 9))
    set_day(actor=EDITOR, calendar="cn", date=date(2026, 5, 1), kind="working_day")
    before = everything()
    seed_chinese_calendar(actor=EDITOR)
    assert everything() == before


def test_seeding_completes_missing_years_around_days_entered_by_hand():
    calendar = seed_chinese_calendar(actor=EDITOR)
    DayRule.objects.filter(date__year=2026).delete()
    set_day(actor=EDITOR, calendar="cn", date=date(2026, 10, 1), kind="special_hours", intervals=[(540, 600)])
    seed_chinese_calendar(actor=EDITOR)
    kinds = {day.date: day.kind for day in calendar_days("cn", 2026)}
    assert kinds[date(2026, 10, 1)] == "special_hours"
    assert kinds[date(2026, 10, 2)] == "holiday"
    added = len(kinds) - 1
    assert facts()[-1] == (
        "calendars.days_imported",
        {
            "calendar_id": calendar.pk,
            "source": "seed",
            "added": added,
            "changed": 0,
            "kept": 1,
            "rejected": 0,
        },
    )


def test_the_seed_speaks_english_when_asked():
    calendar = seed_chinese_calendar(actor=EDITOR, language="en")
    assert calendar.name == "Chinese working days"
    assert calendar_days("cn", 2026)[0].name == "New Year's Day"


def test_a_stranger_may_not_seed():
    before = everything()
    with pytest.raises(Refused):
        seed_chinese_calendar(actor=STRANGER)
    assert everything() == before
    assert not Calendar.objects.exists()


def test_creating_and_seeding_keep_to_their_statements(django_assert_max_num_queries):
    with django_assert_max_num_queries(create_calendar.statements):
        an_office_calendar()
    with django_assert_max_num_queries(seed_chinese_calendar.statements):
        seed_chinese_calendar(actor=EDITOR)
    with django_assert_max_num_queries(seed_chinese_calendar.statements):
        seed_chinese_calendar(actor=EDITOR)
