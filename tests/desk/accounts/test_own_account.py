"""One's own account: second factor, password, mail address, what happened at the door."""

import base64
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import HASH_SESSION_KEY
from django.test import Client
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.accounts.given_factors import a_second_factor, code_of, demanded_of
from tests.domain.accounts.scenarios_signin import PROVIDER, a_newcomer
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import recognise_outside, set_password
from fuwutai.domain.accounts.models import OutsideIdentity, SecondFactor, StaffSession
from fuwutai.domain.accounts.second_factor import own_factor
from fuwutai.kernel.access_log import record_access

pytestmark = pytest.mark.django_db

FACTOR, PASSWORD, PROFILE, HISTORY = "/desk/second-factor", "/desk/password", "/desk/profile", "/desk/profile/sign-ins"
CHOSEN = "Quiet-river-88"


@pytest.fixture(autouse=True)
def a_still_clock():
    with time_machine.travel("2026-03-09T10:00:10+08:00", tick=False) as moving:
        yield moving


def proves_anew(desk):
    """Let a browser serve on whose person got another password meanwhile."""
    session = desk.session
    session[HASH_SESSION_KEY] = given.staff().get_session_auth_hash()
    session.save()


def test_a_factor_is_set_up_on_its_page_and_the_codes_are_shown_once(desk):
    assert "data:image/svg+xml" not in desk.get(FACTOR).content.decode()
    assert desk.post(f"{FACTOR}/begin")["Location"] == FACTOR
    page = desk.get(FACTOR)
    secret = SecondFactor.objects.get().secret
    assert page.context["secret"].replace(" ", "") == secret
    assert '<img src="data:image/svg+xml' in page.content.decode() and "no-store" in page["Cache-Control"]
    wrong = desk.post(f"{FACTOR}/confirm", {"code": "000000x", "proof": given.PASSWORD})
    assert wrong.status_code == 422 and given.PASSWORD not in wrong.content.decode()
    with nothing_changes():
        for said in ({"code": code_of(given.LIN)}, {"code": code_of(given.LIN), "proof": "not it"}):
            refused = desk.post(f"{FACTOR}/confirm", said)
            assert refused.status_code == 422 and sorted(refused.context["first"].errors) == ["proof"]
    assert wrong.status_code == 422 and page.context["secret"] in wrong.content.decode()
    done = desk.post(f"{FACTOR}/confirm", {"code": code_of(given.LIN), "proof": given.PASSWORD})
    codes, file = done.context["codes"], done.context["file"]
    assert all(code in done.content.decode() for code in codes)
    assert codes == base64.b64decode(file.partition("base64,")[2]).decode().split()[1:]
    later = desk.get(FACTOR).content.decode()
    assert not any(code in later for code in codes) and secret not in later


def test_codes_are_renewed_and_the_factor_turned_off_with_the_password(desk):
    before = a_second_factor()
    for then in ("renew", "off"):
        with nothing_changes():
            wrong = desk.post(f"{FACTOR}/{then}", {f"{then}-proof": "not the password"})
        assert wrong.status_code == 422 and "not the password" not in wrong.content.decode()
        assert desk.post(f"{FACTOR}/{then}", {}).status_code == 422
    new = desk.post(f"{FACTOR}/renew", {"renew-proof": given.PASSWORD})
    assert not set(before) & set(new.context["codes"])
    assert desk.post(f"{FACTOR}/off", {"off-proof": given.PASSWORD}).status_code == 303
    assert not own_factor(given.agent()).is_on


def test_the_password_is_not_tried_out_at_a_browser_left_open(desk):
    a_second_factor()
    answers = [desk.post(f"{FACTOR}/off", {"off-proof": f"guess {nth}"}).status_code for nth in range(11)]
    assert answers == [422] * 10 + [429]


def test_whose_role_demands_a_factor_is_told_instead_of_offered_to_turn_it_off(desk):
    a_second_factor()
    demanded_of("agent")
    assert f"{FACTOR}/off" not in desk.get(FACTOR).content.decode()
    with nothing_changes():
        assert desk.post(f"{FACTOR}/off", {"off-proof": given.PASSWORD}).status_code == 422


def test_another_password_keeps_this_browser_under_a_new_key_and_ends_the_others(desk, signed_in):
    other, before = signed_in(given.LIN), desk.session.session_key
    answer = desk.post(PASSWORD, {"old": given.PASSWORD, "password": CHOSEN, "again": CHOSEN})
    assert (answer.status_code, answer["Location"]) == (303, PROFILE)
    assert desk.session.session_key != before and desk.get("/desk/").status_code == 200
    assert other.get("/desk/").status_code == 302
    assert Client().post("/desk/sign-in", {"username": given.LIN, "password": CHOSEN}).status_code == 303


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"old": "not it", "password": CHOSEN, "again": CHOSEN}, "old"),
        ({"old": given.PASSWORD, "password": "short", "again": "short"}, "password"),
        ({"old": given.PASSWORD, "password": CHOSEN, "again": "other"}, "again"),
        ({"old": given.PASSWORD, "password": CHOSEN}, "again"),
    ],
)
def test_a_password_that_is_refused_is_not_repeated(desk, said, field):
    with nothing_changes():
        answer = desk.post(PASSWORD, said)
    assert answer.status_code == 422 and sorted(answer.context["form"].errors) == [field]
    assert CHOSEN not in answer.content.decode() and given.PASSWORD not in answer.content.decode()


def test_the_mail_address_is_changed_with_the_password(desk):
    with nothing_changes():
        wrong = desk.post(PROFILE, {"mail": "lin@example.cn", "password": "not it"})
    assert wrong.status_code == 422 and 'value="lin@example.cn"' in wrong.content.decode()
    assert desk.post(PROFILE, {"mail": "lin@example.cn", "password": given.PASSWORD}).status_code == 303
    assert 'value="lin@example.cn"' in desk.get(PROFILE).content.decode()


def test_linked_accounts_are_shown_and_unlinked(desk, signed_in):
    other = signed_in(given.LIN)
    recognise_outside(**a_newcomer())
    row = OutsideIdentity.objects.get()
    assert PROVIDER["name"] in desk.get(PROFILE).content.decode()
    stranger = signed_in(given.ZHAO)
    with nothing_changes():
        for wrong in ("", "x", "0", "987654", str(2**64)):
            assert desk.post(f"{PROFILE}/unlink", {"identity": wrong}).status_code == 409
        assert stranger.post(f"{PROFILE}/unlink", {"identity": row.pk}).status_code == 409
    answer = desk.post(f"{PROFILE}/unlink", {"identity": row.pk})
    assert (answer.status_code, answer["Location"]) == (303, PROFILE) and not OutsideIdentity.objects.exists()
    assert f"{PROFILE}/unlink" not in desk.get(PROFILE).content.decode()
    assert other.get("/desk/").status_code == 302


def test_who_has_no_password_is_shown_how_she_signs_in(desk):
    staff = given.staff()
    staff.set_unusable_password()
    staff.save()
    proves_anew(desk)
    assert "<input" not in desk.get(PASSWORD).content.decode().partition('id="main"')[2].partition("</main>")[0]
    assert desk.get(PROFILE).status_code == 200


def test_the_history_shows_ones_own_door_only_and_who_else_touched_it(desk, a_still_clock):
    Client().post("/desk/sign-in", {"username": given.LIN, "password": "wrong"})
    Client().post("/desk/sign-in", {"username": given.ZHAO, "password": given.PASSWORD})
    a_second_factor()
    a_still_clock.shift(timedelta(seconds=1))
    set_password(actor=given.administrator(), staff_id=given.staff().pk, password=given.PASSWORD)
    StaffSession.objects.update(ended_at=None)
    given.staff().__class__.objects.update(must_change_password=False)
    proves_anew(desk)
    lines = desk.get(HISTORY).context["lines"]
    assert lines[0]["by"] == given.staff(given.HE).display_name
    assert [line["icon"] for line in lines] == ["lock", "shield", "alert", "check"]
    assert {line["by"] for line in lines[1:]} == {""}


def test_a_long_history_has_pages(desk, django_assert_max_num_queries):
    for _nth in range(60):
        record_access(given.agent(), "sign_in", subject="staff", subject_id=given.staff().pk)
    first = desk.get(HISTORY)
    assert len(first.context["lines"]) == 50
    older = desk.get(first.context["older"])
    assert len(older.context["lines"]) == 11 and older.context["first"] == HISTORY
    assert desk.get(f"{HISTORY}?after=damaged").status_code == 422
    for address in (PROFILE, HISTORY, PASSWORD, FACTOR):
        keeps_its_budget(desk, address, django_assert_max_num_queries)
