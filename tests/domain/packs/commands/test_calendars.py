"""The calendars that a centre starts with."""

from datetime import UTC, datetime, timedelta

import pytest

from fuwutai.domain.calendars.commands import create_calendar
from fuwutai.domain.calendars.models import Calendar
from fuwutai.domain.calendars.queries import calendars, working_time
from fuwutai.domain.packs.commands import prepare_calendars
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Refused

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("test")
SATURDAY_NIGHT = datetime(2026, 11, 21, 14, tzinfo=UTC)


def test_a_centre_gets_working_days_weekdays_and_always():
    prepare_calendars(actor=SYSTEM, time_zone="Europe/Berlin", language="en")
    zones = {calendar.code: calendar.time_zone for calendar in calendars()}
    assert zones == {"cn": "Asia/Shanghai", "weekdays": "Europe/Berlin", "always": "Europe/Berlin"}


def test_always_counts_every_minute_and_weekdays_none_on_saturday():
    prepare_calendars(actor=SYSTEM, time_zone="Asia/Shanghai", language="zh-hans")
    later = SATURDAY_NIGHT + timedelta(hours=1)
    assert working_time("always").working_seconds_between(SATURDAY_NIGHT, later) == 3_600
    assert working_time("weekdays").working_seconds_between(SATURDAY_NIGHT, later) == 0


def test_a_calendar_that_is_there_already_stays_as_it_is():
    create_calendar(actor=SYSTEM, code="always", name="自定", time_zone="Asia/Shanghai", hours={0: [(0, 60)]})
    prepare_calendars(actor=SYSTEM, time_zone="Asia/Shanghai", language="zh-hans")
    assert Calendar.objects.get(code="always").name == "自定"
    assert working_time("always").working_seconds_between(SATURDAY_NIGHT, SATURDAY_NIGHT + timedelta(hours=1)) == 0


@pytest.mark.parametrize(
    ("actor", "zone", "refusal"),
    [(SYSTEM, "Mars/Olympus", Invalid), (Actor(kind="staff", id=1), "Asia/Shanghai", Refused)],
)
def test_a_refused_preparation_leaves_no_calendar(actor, zone, refusal):
    with pytest.raises(refusal):
        prepare_calendars(actor=actor, time_zone=zone, language="en")
    assert not Calendar.objects.exists()
