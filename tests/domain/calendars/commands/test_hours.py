"""Weekly hours are replaced as a whole."""

import pytest
from tests.domain.calendars.given_calendars import (
    EDITOR,
    OFFICE,
    STRANGER,
    an_office_calendar,
    everything,
    facts,
)

from fuwutai.domain.calendars.commands import set_weekly_hours
from fuwutai.domain.calendars.queries import calendar_hours
from fuwutai.kernel.errors import DomainError, Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db
NIGHT = {5: [(1320, 1440)], 6: [(0, 360)]}


def test_new_hours_take_the_place_of_the_old_ones():
    calendar = an_office_calendar()
    set_weekly_hours(actor=EDITOR, calendar="office", hours=NIGHT)
    assert calendar_hours("office") == NIGHT
    assert facts()[-1] == ("calendars.hours_changed", {"calendar_id": calendar.pk})


def test_the_same_hours_again_change_nothing():
    an_office_calendar()
    before = everything()
    set_weekly_hours(actor=EDITOR, calendar="office", hours={**OFFICE, 6: []})
    assert everything() == before


@pytest.mark.parametrize(
    ("values", "kind", "code"),
    [
        ({"actor": STRANGER}, Refused, "forbidden"),
        ({"actor": STRANGER, "calendar": "none"}, Refused, "forbidden"),
        ({"calendar": "none"}, NotFound, "not_found"),
        ({"hours": {}}, Invalid, "never_open"),
        ({"hours": {0: [(60, 60)]}}, Invalid, "bad_interval"),
        ({"hours": {-1: [(0, 60)]}}, Invalid, "bad_schedule"),
    ],
)
def test_a_refusal_leaves_the_hours_as_they_were(values, kind: type[DomainError], code):
    an_office_calendar()
    before = everything()
    with pytest.raises(kind) as refusal:
        set_weekly_hours(**{"actor": EDITOR, "calendar": "office", "hours": NIGHT, **values})
    assert refusal.value.code == code
    assert everything() == before


def test_changing_hours_keeps_to_its_statements(django_assert_max_num_queries):
    an_office_calendar()
    with django_assert_max_num_queries(set_weekly_hours.statements):
        set_weekly_hours(actor=EDITOR, calendar="office", hours=NIGHT)
