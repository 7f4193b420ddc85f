"""What people change of their own account: password and mail address."""

import pytest
from django.db import connection
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import (
    change_mail,
    change_own_password,
    change_staff,
    rename_session,
    set_password,
    start_session,
)
from fuwutai.domain.accounts.models import Staff, StaffSession
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.models import AccessEntry, JournalEntry

pytestmark = pytest.mark.django_db

CHOSEN = "Quiet-river-88"
OUTSIDERS = [Actor.customer(1), Actor.system("tests"), Actor(kind="token", id=1)]


def session(key: str, username: str = given.LIN) -> StaffSession:
    return start_session(actor=given.actor(username), session_key=key, browser="", address="")


def open_keys() -> set[str]:
    return set(StaffSession.objects.filter(ended_at=None).values_list("session_key", flat=True))


def test_a_new_password_ends_all_other_sessions_and_frees_from_having_to_change_it():
    here, _other, _zhao = session("here"), session("other"), session("zhao", given.ZHAO)
    Staff.objects.update(must_change_password=True)
    change_own_password(actor=given.agent(), old=given.PASSWORD, new=CHOSEN, staff_session_id=here.pk)
    lin = given.staff()
    assert lin.check_password(CHOSEN) and not lin.must_change_password
    assert open_keys() == {"here", "zhao"}
    assert AccessEntry.objects.filter(action="password_chosen", subject_id=lin.pk).count() == 1
    assert JournalEntry.objects.get(code="accounts.password_chosen").data == {"staff_id": lin.pk}


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("not the password", CHOSEN, "old"), (given.PASSWORD, "short", "password"),
        (given.PASSWORD, "linxiaoyu2026", "password"), (given.PASSWORD, given.PASSWORD, "password"),
    ],
)  # fmt: skip
def test_a_wrong_old_password_and_a_weak_or_equal_new_one_are_refused(old, new, field):
    here = session("here")
    with nothing_changes(), pytest.raises(Invalid) as refused:
        change_own_password(actor=given.agent(), old=old, new=new, staff_session_id=here.pk)
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_only_people_have_a_password(who):
    given.centre()
    with nothing_changes(), pytest.raises(NotFound):
        change_own_password(actor=who, old=given.PASSWORD, new=CHOSEN, staff_session_id=0)


def test_ones_own_session_goes_on_under_another_key():
    here, other = session("here"), session("zhao", given.ZHAO)
    rename_session(actor=given.agent(), staff_session_id=here.pk, session_key="new")
    assert open_keys() == {"new", "zhao"}
    with nothing_changes(), pytest.raises(NotFound):
        rename_session(actor=given.agent(), staff_session_id=other.pk, session_key="mine")


def test_a_mail_address_is_encrypted_and_found_by_its_index():
    lin = given.staff()
    change_mail(actor=given.agent(), staff_id=lin.pk, mail=" Lin@Example.cn ", password=given.PASSWORD)
    stored = given.staff()
    assert stored.mail == "Lin@Example.cn" and stored.mail_index
    with connection.cursor() as cursor:
        cursor.execute("SELECT mail, mail_index FROM accounts_staff")
        assert "xample" not in str(cursor.fetchall())
    assert JournalEntry.objects.get(code="accounts.mail_changed").data == {"staff_id": lin.pk, "has_mail": True}
    change_mail(actor=given.agent(), staff_id=lin.pk, mail="", password=given.PASSWORD)
    assert (given.staff().mail, given.staff().mail_index) == (None, None)


def test_an_address_belongs_to_one_person_however_it_is_written():
    change_mail(actor=given.administrator(), staff_id=given.staff().pk, mail="lin@example.cn")
    zhao = given.agent_elsewhere()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        change_mail(actor=zhao, staff_id=zhao.id or 0, mail="LIN@example.CN", password=given.PASSWORD)
    assert set(refused.value.fields) == {"mail"}


@pytest.mark.parametrize(
    ("mail", "password", "fields"),
    [
        ("no address", given.PASSWORD, {"mail"}), ("lin@example.cn", "", {"password"}),
        ("lin@", "not the password", {"mail", "password"}),
    ],
)  # fmt: skip
def test_each_wrong_answer_is_named(mail, password, fields):
    lin = given.agent()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        change_mail(actor=lin, staff_id=lin.id or 0, mail=mail, password=password)
    assert set(refused.value.fields) == fields


def test_nobody_changes_the_address_of_a_colleague_but_who_edits_people():
    lin = given.staff().pk
    for who in (given.agent_elsewhere(), given.supervisor(), *OUTSIDERS[::2]):
        with nothing_changes(), pytest.raises(Refused):
            change_mail(actor=who, staff_id=lin, mail="lin@example.cn", password=given.PASSWORD)


def changed(actor: Actor, staff: Staff, role: str) -> None:
    teams = tuple(staff.teams.values_list("pk", flat=True))
    change_staff(
        actor=actor, staff_id=staff.pk, display_name=staff.display_name, role=role, unit_id=None, team_ids=teams
    )


def test_who_gets_another_role_from_somebody_signs_in_anew():
    session("lin"), session("he", given.HE)
    changed(given.administrator(), given.staff(), "agent")
    assert open_keys() == {"lin", "he"}
    changed(given.administrator(), given.staff(), "complaint_officer")
    assert open_keys() == {"he"}


def test_an_administrator_who_sets_a_password_ends_the_sessions():
    session("lin"), session("he", given.HE)
    set_password(actor=given.administrator(), staff_id=given.staff().pk, password=CHOSEN)
    assert open_keys() == {"he"}
