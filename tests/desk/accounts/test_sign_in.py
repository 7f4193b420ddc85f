"""The door of the desk."""

import pytest
from django.conf import settings
from django.test import Client
from tests import given
from tests.desk.conftest import SignedIn

from fuwutai.desk.accounts.sign_in import browser_named
from fuwutai.domain.accounts.commands import change_preferences, create_staff
from fuwutai.domain.accounts.models import StaffSession
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db

EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0"


@pytest.fixture
def stranger() -> Client:
    given.centre()
    return Client(HTTP_USER_AGENT=EDGE)


def attempt(client: Client, username: str, password: str, **more: str):
    return client.post("/desk/sign-in", {"username": username, "password": password, **more})


def test_a_right_password_opens_the_desk_and_lists_the_browser(stranger):
    answer = attempt(stranger, given.LIN, given.PASSWORD)
    assert (answer.status_code, answer["Location"]) == (303, "/desk/")
    session = StaffSession.objects.get()
    assert (session.browser, session.ended_at) == ("Edge · Windows", None)
    assert stranger.get("/desk/").status_code == 200


def test_a_user_name_is_the_same_in_other_spelling(stranger):
    assert attempt(stranger, "  LinXiaoyu ", given.PASSWORD).status_code == 303


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(stranger):
    wrong = attempt(stranger, given.LIN, "not the password")
    unknown = attempt(stranger, "nobody-here", "not the password")
    assert wrong.status_code == unknown.status_code == 422
    assert [str(error) for error in wrong.context["form"].non_field_errors()] == [
        str(error) for error in unknown.context["form"].non_field_errors()
    ]
    assert StaffSession.objects.count() == 0


def test_an_unknown_name_costs_a_password_hash_like_a_known_one(stranger, monkeypatch):
    hashed = []
    from django.contrib.auth.hashers import MD5PasswordHasher

    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *args: hashed.append(1) or encode(self, *args))
    attempt(stranger, given.LIN, "not the password")
    for_known = len(hashed)
    attempt(stranger, "nobody-here", "not the password")
    assert for_known == len(hashed) - for_known > 0


def test_a_failed_attempt_is_logged_without_what_was_typed(stranger):
    attempt(stranger, given.LIN, "not the password")
    attempt(stranger, "my-secret-typed-by-mistake", "not the password")
    known, unknown = AccessEntry.objects.filter(action="sign_in_failed").order_by("id")
    assert known.subject_id == given.staff(given.LIN).pk
    assert unknown.subject_id is None
    assert known.address_digest
    for entry in (known, unknown):
        text = " ".join(str(getattr(entry, field.name)) for field in AccessEntry._meta.fields)
        assert "linxiaoyu" not in text and "my-secret" not in text and "127.0.0.1" not in text


@pytest.mark.parametrize("username", [given.LIN, "nobody-here"])
def test_the_door_stays_shut_after_five_failures(stranger, username):
    for _nth in range(5):
        answer = attempt(stranger, username, "not the password")
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    again = attempt(stranger, username, given.PASSWORD)
    assert again.status_code == 429
    assert StaffSession.objects.count() == 0


def test_another_person_behind_the_same_address_is_not_locked_out(stranger):
    for _nth in range(5):
        attempt(stranger, given.LIN, "not the password")
    assert attempt(Client(), given.ZHAO, given.PASSWORD).status_code == 303


def test_too_many_attempts_of_one_address_are_refused_whatever_the_name(stranger):
    for nth in range(30):
        attempt(stranger, f"name-{nth}", "not the password")
    answer = attempt(stranger, given.LIN, given.PASSWORD)
    assert answer.status_code == 429
    assert "Retry-After" in answer
    assert StaffSession.objects.count() == 0


def test_signing_in_gives_the_browser_another_session_key(stranger):
    attempt(stranger, given.LIN, "not the password")
    before = stranger.session.session_key
    attempt(stranger, given.LIN, given.PASSWORD)
    assert stranger.session.session_key != before


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/desk/queues/team", "/desk/queues/team"),
        ("https://evil.example/", "/desk/"),
        ("//evil.example/desk/", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
    ],
)
def test_signing_in_goes_on_only_to_pages_of_ours(stranger, wanted, reached):
    assert attempt(stranger, given.LIN, given.PASSWORD, next=wanted)["Location"] == reached


def test_a_page_asked_for_by_a_stranger_is_reached_after_signing_in(stranger):
    asked = stranger.get("/desk/queues/team?overdue=1")
    assert asked.status_code == 302
    form = stranger.get(asked["Location"])
    assert form.context["next"] == "/desk/queues/team?overdue=1"


def test_who_is_signed_in_does_not_see_the_form_again(desk):
    answer = desk.get("/desk/sign-in")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")


def test_the_language_of_a_person_follows_to_a_new_browser(stranger):
    change_preferences(actor=given.agent(), language="en")
    answer = attempt(stranger, given.LIN, given.PASSWORD)
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert b'<html lang="en"' in stranger.get("/desk/").content


def test_a_deactivated_person_is_refused_at_the_door_and_inside(desk, stranger):
    staff = given.staff(given.LIN)
    staff.is_active = False
    staff.save()
    assert desk.get("/desk/").status_code == 302
    assert attempt(stranger, given.LIN, given.PASSWORD).status_code == 422


def test_signing_out_ends_the_session_for_good(desk):
    key = desk.session.session_key
    assert desk.post("/desk/sign-out").status_code == 303
    assert StaffSession.objects.get(session_key=key).ended_at is not None
    assert desk.get("/desk/").status_code == 302


def test_signing_out_takes_a_form_not_a_link(desk):
    assert desk.get("/desk/sign-out").status_code == 405
    assert desk.get("/desk/").status_code == 200


def test_an_empty_centre_leads_to_its_set_up():
    assert Client().get("/desk/sign-in")["Location"] == "/setup"


def test_a_form_without_its_token_is_refused(stranger):
    strict = Client(enforce_csrf_checks=True)
    answer = attempt(strict, given.LIN, given.PASSWORD)
    assert answer.status_code == 403
    assert StaffSession.objects.count() == 0


def test_a_fragment_asked_for_after_the_end_of_a_session_leads_htmx_to_the_door(desk):
    StaffSession.objects.update(ended_at=given.staff(given.LIN).created_at)
    answer = desk.get("/desk/", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="http://testserver/desk/cases/7?x=1")
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/desk/sign-in?next=%2Fdesk%2Fcases%2F7%3Fx%3D1"


def test_a_form_sent_after_the_end_of_a_session_leads_to_the_door_and_back_to_its_page(desk):
    StaffSession.objects.update(ended_at=given.staff(given.LIN).created_at)
    answer = desk.post("/desk/cases/7/reply", {"body": "x"}, HTTP_REFERER="http://testserver/desk/cases/7")
    assert (answer.status_code, answer["Location"]) == (303, "/desk/sign-in?next=%2Fdesk%2Fcases%2F7")


def test_one_person_in_two_browsers_has_two_sessions(signed_in: SignedIn):
    signed_in(given.LIN), signed_in(given.LIN)
    assert StaffSession.objects.filter(staff=given.staff(given.LIN), ended_at=None).count() == 2


def test_browsers_are_named_as_people_know_them():
    wechat = "Mozilla/5.0 (Linux; Android 14) Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0"
    safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1"
    assert [browser_named(one) for one in (EDGE, wechat, safari, "curl/8")] == [
        "Edge · Windows",
        "WeChat · Android",
        "Safari · iPhone",
        "",
    ]


def test_a_role_added_later_opens_the_same_desk(stranger):
    create_staff(
        actor=Actor.system("test"), username="sunyu", display_name="孙宇", role="agent", password=given.PASSWORD
    )
    attempt(stranger, "sunyu", given.PASSWORD)
    assert stranger.get("/desk/").status_code == 200
