"""The second factor: set up, used, renewed, taken away."""

from datetime import timedelta

import pyotp
import pytest
import time_machine
from tests import given
from tests.domain.accounts.given_factors import a_second_factor, code_of, demanded_of
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import (
    accept_second_factor,
    begin_second_factor,
    confirm_second_factor,
    create_token,
    remove_second_factor,
    renew_recovery_codes,
    start_session,
    turn_off_second_factor,
)
from fuwutai.domain.accounts.models import RecoveryCode, SecondFactor, StaffSession
from fuwutai.domain.accounts.queries import actor_of_token
from fuwutai.domain.accounts.second_factor import own_factor
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import AccessEntry, JournalEntry

pytestmark = pytest.mark.django_db

OUTSIDERS = [Actor.customer(1), Actor.system("tests"), Actor(kind="token", id=1)]


@pytest.fixture(autouse=True)
def a_still_clock():
    with time_machine.travel("2026-03-09T10:00:10+08:00", tick=False) as moving:
        yield moving


def last_data(code: str) -> dict:
    return JournalEntry.objects.filter(code=code).last().data


def test_a_first_code_turns_the_factor_on_and_gives_ten_codes():
    begin_second_factor(actor=given.agent())
    assert not own_factor(given.agent()).is_on
    codes = confirm_second_factor(actor=given.agent(), code=code_of(given.LIN), proof=given.PASSWORD)
    view = own_factor(given.agent())
    assert view.is_on and view.codes_left == len(set(codes)) == 10 and not view.secret and not view.uri
    assert last_data("accounts.second_factor_confirmed") == {"staff_id": given.staff().pk}
    assert AccessEntry.objects.filter(action="second_factor_on", subject_id=given.staff().pk).count() == 1


def test_the_telephone_reads_name_and_centre():
    begin_second_factor(actor=given.agent())
    view = own_factor(given.agent())
    read = pyotp.parse_uri(view.uri)
    assert (read.secret, read.name, read.issuer) == (view.secret, given.LIN, given.centre().name)


def test_neither_secret_nor_codes_stand_in_the_database(django_db_blocker):
    from django.db import connection

    codes = a_second_factor()
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM accounts_secondfactor")
        stored = str(cursor.fetchall())
    assert SecondFactor.objects.get().secret not in stored
    assert not {code.replace("-", "") for code in codes} & set(RecoveryCode.objects.values_list("digest", flat=True))


def test_a_wrong_first_code_changes_nothing():
    begin_second_factor(actor=given.agent())
    wrong = code_of(given.LIN, clock.now() + timedelta(minutes=5))
    with nothing_changes(), pytest.raises(Invalid) as refused:
        confirm_second_factor(actor=given.agent(), code=wrong, proof=given.PASSWORD)
    assert set(refused.value.fields) == {"code"}


@pytest.mark.parametrize("proof", ["", "not the password"])
def test_at_a_browser_left_open_nobody_locks_its_owner_out(proof):
    begin_second_factor(actor=given.agent())
    with nothing_changes(), pytest.raises(Invalid) as refused:
        confirm_second_factor(actor=given.agent(), code=code_of(given.LIN), proof=proof)
    assert set(refused.value.fields) == {"proof"}


def test_who_has_no_password_sets_a_factor_up_with_the_code_alone():
    staff = given.staff()
    staff.set_unusable_password()
    staff.save()
    begin_second_factor(actor=given.agent())
    assert len(confirm_second_factor(actor=given.agent(), code=code_of(given.LIN))) == 10


def test_a_secret_that_waited_too_long_is_neither_shown_nor_taken(a_still_clock):
    begin_second_factor(actor=given.agent())
    a_still_clock.shift(timedelta(minutes=9))
    assert own_factor(given.agent()).secret
    a_still_clock.shift(timedelta(minutes=1))
    assert not own_factor(given.agent()).secret
    with nothing_changes(), pytest.raises(Conflict) as refused:
        confirm_second_factor(actor=given.agent(), code=code_of(given.LIN), proof=given.PASSWORD)
    assert refused.value.code == "not_begun"


def test_what_is_on_is_not_begun_again_and_what_is_off_is_neither_confirmed_nor_used():
    actor = given.agent()
    for refused in (
        lambda: confirm_second_factor(actor=actor, code="123456"),
        lambda: accept_second_factor(actor=actor, code="123456"),
        lambda: renew_recovery_codes(actor=actor, proof=given.PASSWORD),
        lambda: turn_off_second_factor(actor=actor, proof=given.PASSWORD),
    ):
        with nothing_changes(), pytest.raises(Conflict):
            refused()
    a_second_factor()
    for refused in (
        lambda: begin_second_factor(actor=actor),
        lambda: confirm_second_factor(actor=actor, code=code_of(given.LIN)),
    ):
        with nothing_changes(), pytest.raises(Conflict):
            refused()


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_telephone_may_be_half_a_minute_fast_or_slow(a_still_clock, seconds):
    a_second_factor()
    a_still_clock.shift(timedelta(minutes=5))
    shown = code_of(given.LIN, clock.now() + timedelta(seconds=seconds))
    assert accept_second_factor(actor=given.agent(), code=f" {shown[:3]} {shown[3:]} ") == "telephone"


@pytest.mark.parametrize("seconds", [-60, 60])
def test_more_is_too_much(a_still_clock, seconds):
    a_second_factor()
    a_still_clock.shift(timedelta(minutes=5))
    with nothing_changes(), pytest.raises(Invalid):
        accept_second_factor(actor=given.agent(), code=code_of(given.LIN, clock.now() + timedelta(seconds=seconds)))


def test_a_code_opens_once_and_an_older_one_not_after_it(a_still_clock):
    a_second_factor()
    with nothing_changes(), pytest.raises(Invalid):  # the code that turned it on
        accept_second_factor(actor=given.agent(), code=code_of(given.LIN))
    a_still_clock.shift(timedelta(minutes=5))
    accept_second_factor(actor=given.agent(), code=code_of(given.LIN))
    for seconds in (0, -30):
        with nothing_changes(), pytest.raises(Invalid):
            code = code_of(given.LIN, clock.now() + timedelta(seconds=seconds))
            accept_second_factor(actor=given.agent(), code=code)


def test_a_recovery_code_opens_once_and_only_for_whose_it_is():
    codes, others = a_second_factor(), a_second_factor(given.ZHAO)
    with nothing_changes(), pytest.raises(Invalid):
        accept_second_factor(actor=given.agent(), code=others[0])
    assert accept_second_factor(actor=given.agent(), code=codes[3].upper().replace("-", " ")) == "recovery_code"
    assert last_data("accounts.recovery_code_used") == {"staff_id": given.staff().pk, "codes_left": 9}
    with nothing_changes(), pytest.raises(Invalid):
        accept_second_factor(actor=given.agent(), code=codes[3])


def test_new_recovery_codes_void_those_before():
    before = a_second_factor()
    after = renew_recovery_codes(actor=given.agent(), proof=given.PASSWORD)
    assert not set(before) & set(after) and own_factor(given.agent()).codes_left == 10
    with nothing_changes(), pytest.raises(Invalid):
        accept_second_factor(actor=given.agent(), code=before[0])


def test_what_proves_oneself_is_the_password_and_without_one_a_code(a_still_clock):
    a_second_factor()
    for act in (renew_recovery_codes, turn_off_second_factor):
        with nothing_changes(), pytest.raises(Invalid):
            act(actor=given.agent(), proof="not the password")
    staff = given.staff()
    staff.set_unusable_password()
    staff.save()
    a_still_clock.shift(timedelta(minutes=5))
    with nothing_changes(), pytest.raises(Invalid):
        renew_recovery_codes(actor=given.agent(), proof=given.PASSWORD)
    turn_off_second_factor(actor=given.agent(), proof=code_of(given.LIN))
    assert not SecondFactor.objects.exists() and not RecoveryCode.objects.exists()
    assert last_data("accounts.second_factor_removed") == {"staff_id": staff.pk}


def test_whose_role_demands_it_does_not_turn_it_off():
    a_second_factor()
    demanded_of("agent")
    with nothing_changes(), pytest.raises(Conflict) as refused:
        turn_off_second_factor(actor=given.agent(), proof=given.PASSWORD)
    assert refused.value.code == "demanded"


def test_an_administrator_takes_it_away_from_who_lost_the_telephone_and_it_is_logged():
    a_second_factor()
    lin = given.staff()
    start_session(actor=given.agent(), session_key="k", browser="", address="")
    remove_second_factor(actor=given.administrator(), staff_id=lin.pk)
    assert not SecondFactor.objects.exists() and not RecoveryCode.objects.exists()
    assert not StaffSession.objects.filter(ended_at=None).exists()
    entry = AccessEntry.objects.get(action="second_factor_off")
    assert (entry.subject_id, entry.actor_id) == (lin.pk, given.administrator().id)
    assert JournalEntry.objects.get(code="accounts.second_factor_removed").actor_id == given.administrator().id
    with nothing_changes(), pytest.raises(Conflict):
        remove_second_factor(actor=given.administrator(), staff_id=lin.pk)


def test_nobody_else_takes_it_away():
    a_second_factor()
    a_second_factor(given.HE)
    lin, he = given.staff().pk, given.staff(given.HE).pk
    for who, whom, error in (
        (given.supervisor(), lin, Refused), (given.agent(), lin, Refused), (Actor.customer(1), lin, Refused),
        (given.administrator(), he, Conflict), (given.administrator(), 987_654, NotFound),
    ):  # fmt: skip
        with nothing_changes(), pytest.raises(error):
            remove_second_factor(actor=who, staff_id=whom)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_only_people_have_a_second_factor(who):
    given.centre()
    for act in (
        lambda: begin_second_factor(actor=who), lambda: confirm_second_factor(actor=who, code="1"),
        lambda: accept_second_factor(actor=who, code="1"), lambda: renew_recovery_codes(actor=who, proof="1"),
        lambda: turn_off_second_factor(actor=who, proof="1"), lambda: own_factor(who),
    ):  # fmt: skip
        with nothing_changes(), pytest.raises(NotFound):
            act()


def test_a_program_with_a_token_needs_none():
    demanded_of("agent")
    made = create_token(actor=given.administrator(), staff_id=given.staff().pk, scopes=("cases:read",))
    assert actor_of_token(made.secret) is not None
