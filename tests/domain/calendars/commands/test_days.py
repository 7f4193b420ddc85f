"""Single dates are set and cleared."""

from datetime import date

import pytest
from tests.domain.calendars.given_calendars import EDITOR, STRANGER, an_office_calendar, everything, facts

from fuwutai.domain.calendars.commands import clear_day, set_day
from fuwutai.domain.calendars.queries import CalendarDay, calendar_days, working_time
from fuwutai.kernel.errors import DomainError, Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db
FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)


def test_a_holiday_closes_a_weekday():
    calendar = an_office_calendar()
    set_day(actor=EDITOR, calendar="office", date=FRIDAY, kind="holiday", name=" 店庆 ")
    assert not working_time("office").is_working_day(FRIDAY)
    assert calendar_days("office", 2026) == [CalendarDay(FRIDAY, "holiday", "店庆", "manual", ())]
    data = {"calendar_id": calendar.pk, "day": "2026-11-27", "kind": "holiday"}
    assert facts()[-1] == ("calendars.day_set", data)


def test_an_adjusted_saturday_has_the_hours_of_a_weekday():
    an_office_calendar()
    set_day(actor=EDITOR, calendar="office", date=SATURDAY, kind="working_day")
    schedule = working_time("office").schedule
    assert schedule.intervals_on(SATURDAY) == schedule.intervals_on(FRIDAY) != ()


def test_special_hours_replace_those_of_the_day():
    an_office_calendar()
    set_day(
        actor=EDITOR, calendar="office", date=FRIDAY, kind="special_hours", intervals=[(600, 660), (660, 720)]
    )
    assert working_time("office").schedule.intervals_on(FRIDAY) == ((36_000, 43_200),)
    assert calendar_days("office", 2026)[0].intervals == ((600, 720),)


def test_a_later_rule_replaces_an_earlier_one_of_the_same_date():
    an_office_calendar()
    set_day(actor=EDITOR, calendar="office", date=FRIDAY, kind="special_hours", intervals=[(600, 660)])
    set_day(actor=EDITOR, calendar="office", date=FRIDAY, kind="holiday")
    assert [(day.kind, day.intervals) for day in calendar_days("office", 2026)] == [("holiday", ())]


def test_the_same_rule_again_changes_nothing():
    an_office_calendar()
    rule = {"calendar": "office", "date": FRIDAY, "kind": "special_hours", "intervals": [(600, 660)]}
    set_day(actor=EDITOR, **rule)
    before = everything()
    set_day(actor=EDITOR, **rule)
    assert everything() == before


def test_a_cleared_date_follows_the_week_again():
    calendar = an_office_calendar()
    set_day(actor=EDITOR, calendar="office", date=FRIDAY, kind="holiday")
    clear_day(actor=EDITOR, calendar="office", date=FRIDAY)
    assert working_time("office").is_working_day(FRIDAY)
    data = {"calendar_id": calendar.pk, "day": "2026-11-27", "kind": "holiday"}
    assert facts()[-1] == ("calendars.day_cleared", data)


@pytest.mark.parametrize(
    ("values", "kind", "code"),
    [
        ({"actor": STRANGER}, Refused, "forbidden"),
        ({"calendar": "none"}, NotFound, "not_found"),
        ({"kind": "feast"}, Invalid, "bad_kind"),
        ({"name": "x" * 121}, Invalid, "bad_name"),
        ({"date": date(1899, 1, 1)}, Invalid, "out_of_range"),
        ({"date": date(9999, 1, 1)}, Invalid, "out_of_range"),
        ({"intervals": [(0, 60)]}, Invalid, "bad_intervals"),
        ({"kind": "special_hours"}, Invalid, "bad_intervals"),
        ({"kind": "special_hours", "intervals": [(60, 0)]}, Invalid, "bad_interval"),
    ],
)
def test_a_refusal_sets_no_day(values, kind: type[DomainError], code):
    an_office_calendar()
    before = everything()
    with pytest.raises(kind) as refusal:
        set_day(**{"actor": EDITOR, "calendar": "office", "date": FRIDAY, "kind": "holiday", **values})
    assert refusal.value.code == code
    assert everything() == before


@pytest.mark.parametrize(
    ("values", "kind"),
    [({"actor": STRANGER}, Refused), ({"calendar": "none"}, NotFound), ({"date": SATURDAY}, NotFound)],
)
def test_a_refusal_clears_no_day(values, kind: type[DomainError]):
    an_office_calendar()
    set_day(actor=EDITOR, calendar="office", date=FRIDAY, kind="holiday")
    before = everything()
    with pytest.raises(kind):
        clear_day(**{"actor": EDITOR, "calendar": "office", "date": FRIDAY, **values})
    assert everything() == before


def test_setting_and_clearing_keep_to_their_statements(django_assert_max_num_queries):
    an_office_calendar()
    with django_assert_max_num_queries(set_day.statements):
        set_day(actor=EDITOR, calendar="office", date=FRIDAY, kind="holiday")
    with django_assert_max_num_queries(clear_day.statements):
        clear_day(actor=EDITOR, calendar="office", date=FRIDAY)
