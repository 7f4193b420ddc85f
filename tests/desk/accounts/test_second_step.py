"""The second step of signing in, and what must be mended before the desk opens."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client
from tests import given
from tests.domain.accounts.given_factors import a_second_factor, code_of, demanded_of
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import change_own_password, create_token, remove_second_factor
from fuwutai.domain.accounts.models import Staff, StaffSession
from fuwutai.kernel.models import AccessEntry
from fuwutai.live.listeners import staff_topics

pytestmark = pytest.mark.django_db

CODE = "/desk/sign-in/code"


@pytest.fixture(autouse=True)
def a_still_clock():
    with time_machine.travel("2026-03-09T10:00:10+08:00", tick=False) as moving:
        yield moving


@pytest.fixture
def halfway(a_still_clock) -> Client:
    """Return a browser in which Lin has given her password and her code is waited for."""
    a_second_factor()
    a_still_clock.shift(timedelta(minutes=5))
    client = Client()
    answer = client.post(
        "/desk/sign-in", {"username": given.LIN, "password": given.PASSWORD, "next": "/desk/queues/team"}
    )
    assert (answer.status_code, answer["Location"]) == (303, CODE)
    return client


def test_the_password_alone_opens_nothing(halfway):
    assert StaffSession.objects.count() == 0
    assert halfway.get("/desk/").status_code == 302
    assert halfway.get(CODE).status_code == 200


def test_the_code_opens_the_page_that_was_asked_for_under_a_new_key(halfway):
    before = halfway.session.session_key
    answer = halfway.post(CODE, {"code": code_of(given.LIN)})
    assert (answer.status_code, answer["Location"]) == (303, "/desk/queues/team")
    assert halfway.session.session_key != before and "halfway" not in halfway.session
    assert StaffSession.objects.get().session_key == halfway.session.session_key
    assert halfway.get("/desk/").status_code == 200


def test_a_key_from_before_the_password_is_worth_nothing_after_it(a_still_clock):
    a_second_factor()
    client = Client()
    client.get("/desk/sign-in")
    session = client.session
    session["fixed"] = "1"
    session.save()
    client.cookies["fuwutai"] = session.session_key
    client.post("/desk/sign-in", {"username": given.LIN, "password": given.PASSWORD})
    assert client.session.session_key != session.session_key


def test_a_wrong_code_is_logged_and_not_repeated(halfway):
    answer = halfway.post(CODE, {"code": "abcdef-secret"})
    assert answer.status_code == 422 and StaffSession.objects.count() == 0
    entry = AccessEntry.objects.get(action="second_factor_failed")
    assert entry.subject_id == given.staff().pk and entry.address_digest
    assert "abcdef" not in str(list(AccessAttempt.objects.values()))


def test_five_wrong_codes_lock_the_door_like_wrong_passwords(halfway):
    for _nth in range(5):
        answer = halfway.post(CODE, {"code": "000-wrong"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert halfway.post(CODE, {"code": code_of(given.LIN)}).status_code == 429
    again = Client().post("/desk/sign-in", {"username": given.LIN, "password": given.PASSWORD})
    assert again.status_code == 429 and StaffSession.objects.count() == 0


def test_the_second_step_waits_five_minutes(halfway, a_still_clock):
    a_still_clock.shift(timedelta(minutes=5, seconds=1))
    answer = halfway.post(CODE, {"code": code_of(given.LIN)})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/sign-in")
    assert StaffSession.objects.count() == 0


def test_a_password_that_was_changed_meanwhile_ends_the_second_step(halfway):
    change_own_password(actor=given.agent(), old=given.PASSWORD, new="Quiet-river-88", staff_session_id=0)
    assert halfway.post(CODE, {"code": code_of(given.LIN)})["Location"] == "/desk/sign-in"


def test_a_factor_that_was_taken_away_meanwhile_leads_back_to_the_password(halfway):
    code = code_of(given.LIN)
    remove_second_factor(actor=given.administrator(), staff_id=given.staff().pk)
    assert halfway.post(CODE, {"code": code})["Location"] == "/desk/sign-in"


def test_nobody_without_a_password_reaches_the_second_step(db):
    given.centre()
    with nothing_changes():
        assert Client().get(CODE)["Location"] == "/desk/sign-in"
        assert Client().post(CODE, {"code": "1"})["Location"] == "/desk/sign-in"


def test_who_must_have_a_factor_reaches_nothing_else_before(desk):
    assert desk.get("/desk/").status_code == 200
    demanded_of("agent")  # in the middle of her work
    for answer in (desk.get("/desk/"), desk.post("/desk/cases/7/reply", {"body": "x"}), desk.get("/desk/profile")):
        assert (answer.status_code, answer["Location"]) == (303, "/desk/second-factor")
    fragment = desk.get("/desk/", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (403, "/desk/second-factor")
    assert staff_topics(desk.session.session_key, None) is None
    assert desk.get("/desk/second-factor").status_code == 200
    assert desk.post("/desk/second-factor/begin").status_code == 303
    page = desk.post("/desk/second-factor/confirm", {"code": code_of(given.LIN), "proof": given.PASSWORD})
    assert page.status_code == 200 and len(page.context["codes"]) == 10
    assert desk.get("/desk/").status_code == 200
    assert staff_topics(desk.session.session_key, None) is not None


def test_who_must_have_a_factor_may_still_sign_out_and_programs_go_on(desk):
    token = create_token(actor=given.administrator(), staff_id=given.staff().pk, scopes=("cases:read",))
    demanded_of("agent")
    address = f"/api/v1/cases/{given.a_case().pk}/clocks"
    answer = Client().get(address, headers={"Authorization": f"Bearer {token.secret}"})
    assert answer.status_code == 200
    assert desk.post("/desk/sign-out")["Location"] == "/desk/sign-in"


def test_a_password_that_somebody_else_chose_opens_only_its_change(desk):
    Staff.objects.update(must_change_password=True)
    assert desk.get("/desk/")["Location"] == desk.get("/desk/second-factor")["Location"] == "/desk/password"
    said = {"old": given.PASSWORD, "password": "Quiet-river-88", "again": "Quiet-river-88"}
    assert desk.post("/desk/password", said).status_code == 303
    assert desk.get("/desk/").status_code == 200
