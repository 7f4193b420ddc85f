"""What stands between a signed-in browser and the desk."""

from datetime import timedelta

import pytest
import time_machine
from tests import given
from tests.domain.accounts.given_factors import a_second_factor, demanded_of, idle_after
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import expire_session, start_session
from fuwutai.domain.accounts.doors import FACTOR, PASSWORD, is_left_alone, is_missing, session_serves
from fuwutai.domain.accounts.models import Staff, StaffSession
from fuwutai.domain.accounts.queries import noted_every, open_session, own_sessions
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.models import AccessEntry, JournalEntry

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")


@pytest.fixture(autouse=True)
def a_still_clock():
    with time_machine.travel("2026-03-09T10:00:00+08:00", tick=False) as moving:
        yield moving


def session() -> StaffSession:
    return start_session(actor=given.agent(), session_key="k", browser="", address="")


def missing(*, outside: bool = False) -> str:
    found = open_session("k")
    assert found is not None
    return is_missing(found, has_outside_factor=outside)


@pytest.mark.parametrize(("minutes", "noted"), [(5, 1), (20, 4), (25, 5), (700, 5)])
def test_work_that_was_not_noted_never_counts_against_anybody(a_still_clock, minutes, noted):
    """The last minute of work may lie up to `noted` minutes behind the note."""
    idle_after(minutes)
    found = session()
    assert noted_every() == timedelta(minutes=noted)
    a_still_clock.shift(timedelta(minutes=minutes + noted))
    assert not is_left_alone(found) and session_serves("k", has_outside_factor=False)
    a_still_clock.shift(timedelta(seconds=1))
    assert is_left_alone(found) and not session_serves("k", has_outside_factor=False)
    assert not own_sessions(given.agent()).exists()


def test_a_browser_left_alone_is_signed_out_once_and_logged(a_still_clock):
    idle_after(5)
    found = session()
    with nothing_changes(), pytest.raises(NotFound):
        expire_session(actor=SYSTEM, staff_session_id=found.pk)
    a_still_clock.shift(timedelta(minutes=7))
    for who in (given.agent(), given.administrator(), Actor.customer(1)):
        with nothing_changes(), pytest.raises(NotFound):
            expire_session(actor=who, staff_session_id=found.pk)
    expire_session(actor=SYSTEM, staff_session_id=found.pk)
    assert open_session("k") is None
    assert AccessEntry.objects.filter(action="signed_out_idle", subject_id=found.staff_id).count() == 1
    assert JournalEntry.objects.filter(code="accounts.session_ended").count() == 1
    with nothing_changes():
        expire_session(actor=SYSTEM, staff_session_id=found.pk)


def test_a_demanded_factor_is_missing_until_it_is_set_up_or_the_provider_asked_for_one():
    session()
    assert missing() == ""
    demanded_of("agent")
    assert missing() == FACTOR and missing(outside=True) == ""
    assert not session_serves("k", has_outside_factor=False)
    a_second_factor()
    assert missing() == "" and session_serves("k", has_outside_factor=False)


def test_a_password_that_somebody_else_knows_comes_first():
    session()
    demanded_of("agent")
    Staff.objects.update(must_change_password=True)
    assert missing() == missing(outside=True) == PASSWORD
    assert not session_serves("k", has_outside_factor=True)
