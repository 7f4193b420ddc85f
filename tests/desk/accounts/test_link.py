"""The page of a link by which somebody chooses her own password."""

import pytest
from django.test import Client
from tests import given
from tests.domain.accounts.given_factors import a_second_factor, demanded_of
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import create_staff, make_sign_in_link
from fuwutai.domain.accounts.models import Staff, StaffSession

pytestmark = pytest.mark.django_db

PAGE = "/desk/sign-in/link"
CHOSEN = "Quiet-river-88"


def link_for(staff: Staff) -> str:
    return make_sign_in_link(actor=given.administrator(), staff_id=staff.pk).secret


def said(key: str, **instead: str) -> dict[str, str]:
    return {"key": key, "password": CHOSEN, "again": CHOSEN, **instead}


def test_who_is_invited_chooses_a_password_and_is_in(client):
    given.centre()
    sun = create_staff(actor=given.administrator(), username="sunli", display_name="孙丽", role="agent", password=None)
    key = link_for(sun)
    page = client.get(f"{PAGE}?key={key}")
    assert page.status_code == 200 and "sunli" in page.content.decode()
    assert (page["Referrer-Policy"], "no-store" in page["Cache-Control"]) == ("no-referrer", True)
    answer = client.post(PAGE, said(key))
    assert (answer.status_code, answer["Location"]) == (303, "/desk/")
    assert client.get("/desk/").status_code == 200
    assert StaffSession.objects.get().staff == sun


def test_a_link_does_not_lead_past_the_second_factor(client):
    a_second_factor()
    assert client.post(PAGE, said(link_for(given.staff())))["Location"] == "/desk/sign-in/code"
    assert client.get("/desk/").status_code == 302 and StaffSession.objects.count() == 0


def test_whose_role_demands_a_factor_sets_it_up_right_after_choosing(client):
    demanded_of("agent")
    client.post(PAGE, said(link_for(given.staff())))
    assert client.get("/desk/")["Location"] == "/desk/second-factor"


def test_links_that_open_nothing_say_the_same(client):
    used = link_for(given.staff())
    Client().post(PAGE, said(used))
    pages = set()
    for key in ("", "unknown", used):
        with nothing_changes():
            for answer in (client.get(PAGE, {"key": key}), client.post(PAGE, said(key))):
                assert answer.status_code == 404
                pages.add(answer.content.decode().partition("<section")[2].partition("</section>")[0])
    assert len(pages) == 1


def test_what_is_refused_is_not_repeated_and_does_not_use_the_link_up(client):
    key = link_for(given.staff())
    for wrong, field in ((said(key, password="short", again="short"), "password"), (said(key, again="x"), "again")):
        with nothing_changes():
            answer = client.post(PAGE, wrong)
        assert answer.status_code == 422 and sorted(answer.context["form"].errors) == [field]
        assert CHOSEN not in answer.content.decode()
    assert client.post(PAGE, said(key)).status_code == 303


def test_keys_are_not_tried_out(client):
    given.centre()
    answers = [client.get(PAGE, {"key": f"guess-{nth}"}).status_code for nth in range(31)]
    assert answers == [404] * 30 + [429]


def test_a_form_without_its_token_is_refused():
    key = link_for(given.staff())
    strict = Client(enforce_csrf_checks=True)
    with nothing_changes():
        assert strict.post(PAGE, said(key)).status_code == 403
