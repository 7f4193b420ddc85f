"""What manuals do by themselves: each matter by a job of its own, and only what is due."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.domain.standards.given_announcements import announced, reminders, revised

from fuwutai.domain.standards.jobs import ask_for_revisions, remind_all_readers
from fuwutai.domain.standards.models import Announcement, Manual
from fuwutai.kernel.jobs import registered_crons
from fuwutai.kernel.models import OutboxRow
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 6, 8, 2, tzinfo=UTC)  # 10:00 in Shanghai


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def test_each_announcement_that_is_due_is_reminded_of_and_no_other(monday):
    reminders(2)
    first = announced(code="M1")
    monday.shift(timedelta(days=1))
    second = announced(code="M2")
    monday.shift(timedelta(days=1))
    remind_all_readers({})
    remind_all_readers({})
    assert OutboxRow.objects.filter(name="standards.remind_of_one").count() == 1
    drain()
    found = dict(Announcement.objects.values_list("pk", "reminded"))
    assert found == {first.pk: 1, second.pk: 0}


def test_each_manual_that_is_due_is_asked_for():
    revised("M1")
    revised("M2", every="year")
    ask_for_revisions({})
    assert dict(Manual.objects.values_list("code", "reminded_for")) == {"M1": "2026Q2", "M2": ""}


def test_they_come_round_by_themselves():
    crons = registered_crons()
    assert crons["standards.remind_readers"].every == timedelta(minutes=1)
    assert crons["standards.ask_for_revision"].line
