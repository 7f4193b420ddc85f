"""What the tables themselves refuse, whoever writes them."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.domain.calendars.given_calendars import an_office_calendar

from fuwutai.domain.calendars.models import Calendar, DayRule, new_version

pytestmark = pytest.mark.django_db


def test_the_database_refuses_impossible_rows():
    calendar = an_office_calendar()
    bad_rows = [
        lambda: calendar.weekly_hours.create(weekday=7, opens_minute=0, closes_minute=60),
        lambda: calendar.weekly_hours.create(weekday=6, opens_minute=60, closes_minute=60),
        lambda: calendar.weekly_hours.create(weekday=6, opens_minute=0, closes_minute=1441),
        lambda: calendar.weekly_hours.create(weekday=0, opens_minute=540, closes_minute=600),
        lambda: DayRule.objects.create(calendar=calendar, date=date(2026, 1, 1), kind="feast", source="seed"),
        lambda: DayRule.objects.create(
            calendar=calendar, date=date(2026, 1, 1), kind="holiday", source="rumour"
        ),
        lambda: Calendar.objects.create(code="office", name="Twin", time_zone="UTC"),
    ]
    for create in bad_rows:
        with pytest.raises(IntegrityError), transaction.atomic():
            create()


def test_versions_never_repeat_and_fit_the_column():
    versions = {new_version() for _ in range(1000)}
    assert len(versions) == 1000
    assert max(versions) < 2**63
