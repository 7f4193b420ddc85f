from datetime import timedelta
from functools import partial

import pytest
import time_machine
from tests import given
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import end_session, note_session_use, set_password, start_session
from fuwutai.domain.accounts.models import StaffSession
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.models import AccessEntry, JournalEntry

pytestmark = pytest.mark.django_db


def signed_in(actor: Actor, key: str = "key") -> StaffSession:
    return start_session(actor=actor, session_key=key, browser="Firefox · Linux", address="203.0.113.9")


def test_signing_in_is_listed_and_logged_without_the_address():
    lin = given.agent()
    session = signed_in(lin)
    assert (session.staff_id, session.browser, session.ended_at) == (lin.id, "Firefox · Linux", None)
    entry = AccessEntry.objects.get()
    assert (entry.action, entry.subject_id, entry.actor_id) == ("sign_in", lin.id, lin.id)
    assert "203.0.113" not in entry.address_digest and len(entry.address_digest) == 64
    event = JournalEntry.objects.get(code="accounts.session_started")
    assert event.data == {"staff_id": lin.id, "staff_session_id": session.pk}


def test_a_browser_that_says_a_lot_about_itself_is_cut_short():
    session = start_session(actor=given.agent(), session_key="k", browser="M" * 900, address="")
    assert len(session.browser) == 200


@pytest.mark.parametrize("who", [Actor.customer(1), Actor.system("tests"), Actor(kind="token", id=1)])
def test_only_people_who_work_here_sign_in(who):
    given.centre()
    with nothing_changes(), pytest.raises(NotFound):
        signed_in(who)


@pytest.mark.parametrize("who", [given.agent, given.administrator])
def test_a_session_is_ended_once(who):
    session = signed_in(given.agent())
    actor = who()
    end_session(actor=actor, staff_session_id=session.pk)
    assert StaffSession.objects.get().ended_at is not None
    assert JournalEntry.objects.filter(code="accounts.session_ended").count() == 1
    assert AccessEntry.objects.filter(action="sign_out").count() == 1
    with nothing_changes(), pytest.raises(NotFound):
        end_session(actor=actor, staff_session_id=session.pk)


@pytest.mark.parametrize(
    "who", [given.agent_elsewhere, given.supervisor, lambda: Actor.customer(given.staff().pk), lambda: Actor.customer()]
)
def test_nobody_ends_the_session_of_another(who):
    session = signed_in(given.agent())
    actor = who()
    with nothing_changes(), pytest.raises(NotFound):
        end_session(actor=actor, staff_session_id=session.pk)


def test_the_last_use_of_a_browser_is_noted_for_ones_own_only():
    session = signed_in(given.agent())
    later = session.started_at + timedelta(minutes=5)
    with time_machine.travel(later, tick=False):
        note_session_use(actor=given.agent_elsewhere(), staff_session_id=session.pk)
        assert StaffSession.objects.get().seen_at == session.started_at
        note_session_use(actor=given.agent(), staff_session_id=session.pk)
        assert StaffSession.objects.get().seen_at == later


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_person_signs_in_on_several_screens_at_the_same_moment():
    lin = given.agent()
    sessions = at_once(*[lambda key=f"key {number}": signed_in(lin, key) for number in range(4)])
    assert all(isinstance(session, StaffSession) for session in sessions)
    assert JournalEntry.objects.filter(code="accounts.session_started").count() == 4


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_signs_in_while_somebody_changes_the_person_neither_waits_for_ever_nor_fails():
    lin, platform = given.agent(), Actor.system("test")
    for number in range(8):
        results = at_once(
            partial(signed_in, lin, f"key {number}"),
            partial(set_password, actor=platform, staff_id=lin.id or 0, password=f"一句-很长的-密码-{number}"),
        )
        assert sorted(type(result).__name__ for result in results) == ["Staff", "StaffSession"]
