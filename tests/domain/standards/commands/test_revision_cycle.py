"""Asking for the next revision of a manual."""

from datetime import UTC, datetime

import pytest
from tests import given
from tests.domain.standards.given_announcements import revised
from tests.domain.standards.given_manuals import a_manual
from tests.rows import nothing_changes

from fuwutai.domain.standards.commands import ask_for_revision
from fuwutai.domain.standards.models import Manual
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")


@pytest.fixture(autouse=True)
def late_in_the_quarter(time_machine):
    time_machine.move_to(datetime(2026, 6, 10, 2, tzinfo=UTC), tick=False)
    return time_machine


def test_it_is_kept_and_told_for_which_quarter_was_asked():
    manual = revised()
    assert ask_for_revision(actor=SYSTEM, manual_id=manual.pk) == "2026Q2"
    assert Manual.objects.get().reminded_for == "2026Q2"
    entry = JournalEntry.objects.get(code="standards.revision_due")
    assert entry.data == {"manual_id": manual.pk, "quarter": "2026Q2"}


def test_asked_a_second_time_nothing_happens():
    manual = revised()
    ask_for_revision(actor=SYSTEM, manual_id=manual.pk)
    with nothing_changes():
        assert ask_for_revision(actor=SYSTEM, manual_id=manual.pk) == ""


def test_in_the_next_quarter_it_is_asked_again(late_in_the_quarter):
    manual = revised()
    ask_for_revision(actor=SYSTEM, manual_id=manual.pk)
    late_in_the_quarter.move_to(datetime(2026, 9, 10, 2, tzinfo=UTC), tick=False)
    assert ask_for_revision(actor=SYSTEM, manual_id=manual.pk) == "2026Q3"


def test_what_is_not_due_or_not_there_is_not_asked_for():
    manual = a_manual()
    with nothing_changes():
        assert ask_for_revision(actor=SYSTEM, manual_id=manual.pk) == ""
        assert ask_for_revision(actor=SYSTEM, manual_id=987_654_321) == ""


def test_only_the_platform_asks():
    manual, he = revised(), given.administrator()
    with nothing_changes(), pytest.raises(Refused):
        ask_for_revision(actor=he, manual_id=manual.pk)
