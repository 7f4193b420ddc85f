"""Links by which people choose their own password."""

from datetime import timedelta

import pytest
import time_machine
from tests import given
from tests.domain.accounts.scenarios_signin import SYSTEM
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import (
    choose_password_by_link,
    create_staff,
    deactivate_staff,
    make_sign_in_link,
    set_password,
    start_session,
)
from fuwutai.domain.accounts.models import SignInLink, Staff, StaffSession
from fuwutai.domain.accounts.sign_in_links import open_link
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import AccessEntry, JournalEntry

pytestmark = pytest.mark.django_db

CHOSEN = "Quiet-river-88"


@pytest.fixture(autouse=True)
def a_still_clock():
    with time_machine.travel("2026-03-09T10:00:00+08:00", tick=False) as moving:
        yield moving


def invited() -> Staff:
    given.centre()
    return create_staff(
        actor=given.administrator(), username="sunli", display_name="孙丽", role="agent", password=None
    )


def link_for(staff: Staff) -> str:
    return make_sign_in_link(actor=given.administrator(), staff_id=staff.pk).secret


def test_who_is_invited_has_no_password_until_she_chooses_one():
    staff = invited()
    assert not staff.has_usable_password() and not staff.must_change_password
    made = make_sign_in_link(actor=given.administrator(), staff_id=staff.pk)
    assert made.link.purpose == "invitation"
    assert made.link.expires_at - made.link.created_at == timedelta(days=3)
    chosen = choose_password_by_link(actor=SYSTEM, secret=made.secret, password=CHOSEN)
    assert chosen == staff and Staff.objects.get(pk=staff.pk).check_password(CHOSEN)
    assert JournalEntry.objects.get(code="accounts.password_chosen").data == {"staff_id": staff.pk}
    entry = AccessEntry.objects.get(action="password_chosen")
    assert (entry.actor_id, entry.subject_id) == (staff.pk, staff.pk)


def test_a_reset_holds_a_day_and_the_old_password_until_then():
    lin = given.staff()
    set_password(actor=given.administrator(), staff_id=lin.pk, password="Somebody-knows-1")
    start_session(actor=given.agent(), session_key="k", browser="", address="")
    made = make_sign_in_link(actor=given.administrator(), staff_id=lin.pk)
    assert (made.link.purpose, made.link.expires_at - made.link.created_at) == ("reset", timedelta(days=1))
    assert Staff.objects.get(pk=lin.pk).check_password("Somebody-knows-1")
    assert not StaffSession.objects.exclude(ended_at=None).exists()
    choose_password_by_link(actor=SYSTEM, secret=made.secret, password=CHOSEN)
    after = Staff.objects.get(pk=lin.pk)
    assert after.check_password(CHOSEN) and not after.must_change_password
    assert not StaffSession.objects.filter(ended_at=None).exists()


def test_only_a_digest_of_the_link_is_kept():
    made = make_sign_in_link(actor=given.administrator(), staff_id=given.staff().pk)
    stored = str(list(SignInLink.objects.values())) + str(list(JournalEntry.objects.values()))
    assert made.secret not in stored and made.secret not in repr(made)


def test_unknown_used_replaced_and_expired_links_get_the_same_answer(a_still_clock):
    lin = given.staff()
    replaced, used = link_for(lin), link_for(lin)
    choose_password_by_link(actor=SYSTEM, secret=used, password=CHOSEN)
    expired = link_for(lin)
    a_still_clock.shift(timedelta(days=1))
    gone = link_for(given.staff(given.ZHAO))
    deactivate_staff(actor=given.administrator(), staff_id=given.staff(given.ZHAO).pk)
    said = set()
    for secret in ("", "unknown", "\ud800", replaced, used, expired, gone):
        assert open_link(secret) is None
        with nothing_changes(), pytest.raises(NotFound) as refused:
            choose_password_by_link(actor=SYSTEM, secret=secret, password=CHOSEN)
        said.add((refused.value.code, str(refused.value.message)))
    assert len(said) == 1


def test_a_weak_password_does_not_use_the_link_up():
    secret = link_for(given.staff())
    for weak in ("short", "password123", "linxiaoyu2026"):
        with nothing_changes(), pytest.raises(Invalid) as refused:
            choose_password_by_link(actor=SYSTEM, secret=secret, password=weak)
        assert set(refused.value.fields) == {"password"}
    choose_password_by_link(actor=SYSTEM, secret=secret, password=CHOSEN)


def test_only_who_may_change_a_person_makes_a_link_for_her():
    lin, gone = given.staff(), given.staff(given.ZHAO)
    deactivate_staff(actor=given.administrator(), staff_id=gone.pk)
    for who, whom, error in (
        (given.agent(), lin.pk, Refused), (given.supervisor(), lin.pk, Refused), (Actor.customer(1), lin.pk, Refused),
        (given.administrator(), 987_654, NotFound), (given.administrator(), gone.pk, Conflict),
    ):  # fmt: skip
        with nothing_changes(), pytest.raises(error):
            make_sign_in_link(actor=who, staff_id=whom)


def test_a_password_that_an_administrator_chose_must_be_changed():
    lin = given.staff()
    set_password(actor=given.administrator(), staff_id=lin.pk, password=CHOSEN)
    assert Staff.objects.get(pk=lin.pk).must_change_password
    made = create_staff(
        actor=given.administrator(), username="sunli", display_name="孙丽", role="agent", password=CHOSEN
    )
    assert made.must_change_password
    assert AccessEntry.objects.filter(action="password_set", subject_id=lin.pk).count() == 1
