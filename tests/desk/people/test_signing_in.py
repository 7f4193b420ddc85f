"""How a person signs in, as an administrator sees and changes it."""

import pytest
from django.test import Client
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.accounts.given_factors import a_second_factor
from tests.domain.accounts.given_people import SYSTEM, organisation, somebody, unit
from tests.domain.accounts.scenarios_signin import PROVIDER, a_newcomer
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import change_staff, deactivate_staff, recognise_outside, save_role
from fuwutai.domain.accounts.models import OutsideIdentity, SecondFactor, SignInLink, Staff, StaffSession
from fuwutai.domain.accounts.rules import PERMISSIONS

pytestmark = pytest.mark.django_db

STEPS = ("link", "second-factor", "mail", "sign-ins")


def address(person: Staff, then: str = "") -> str:
    return f"/desk/people/{person.pk}{then}"


def test_who_is_added_without_a_password_gets_a_link_that_is_shown_once(admin_desk):
    said = {"display_name": "孙丽", "username": "sunli", "role": "agent", "team_ids": [given.team().pk]}
    sent = admin_desk.post("/desk/people/new", said)
    sun = Staff.objects.get(username="sunli")
    assert (sent.status_code, sent["Location"]) == (303, address(sun, "/link")) and not sun.has_usable_password()
    assert admin_desk.get(address(sun, "/link")).context["is_new"]
    made = admin_desk.post(address(sun, "/link"))
    link = made.context["address"]
    assert made.status_code == 200 and link in made.content.decode() and "no-store" in made["Cache-Control"]
    assert link not in admin_desk.get(address(sun, "/link")).content.decode()
    chosen = Client().post("/desk/sign-in/link", {
        "key": link.partition("key=")[2], "password": "Quiet-river-88", "again": "Quiet-river-88",
    })  # fmt: skip
    assert chosen.status_code == 303 and StaffSession.objects.filter(staff=sun).count() == 1


def test_a_first_password_that_was_typed_must_be_changed_at_the_first_sign_in(admin_desk):
    said = {"display_name": "孙丽", "username": "sunli", "role": "agent", "password": "Quiet-river-88"}
    admin_desk.post("/desk/people/new", said)
    browser = Client()
    browser.post("/desk/sign-in", {"username": "sunli", "password": "Quiet-river-88"})
    assert browser.get("/desk/")["Location"] == "/desk/password"


def test_no_link_is_made_for_who_is_deactivated(admin_desk):
    lin = given.staff()
    deactivate_staff(actor=given.administrator(), staff_id=lin.pk)
    assert f"{lin.pk}/link" not in admin_desk.get(address(lin)).content.decode()
    answer = admin_desk.post(address(lin, "/link"))
    assert answer.status_code == 422 and not SignInLink.objects.exists()


def test_linked_accounts_are_shown_and_unlinked_by_who_may_change_the_person(
    admin_desk, supervisor_desk, desk, django_assert_max_num_queries
):
    lin = given.staff()
    assert "unlink" not in admin_desk.get(address(lin)).content.decode()
    recognise_outside(**a_newcomer())
    row = OutsideIdentity.objects.get()
    assert PROVIDER["name"] in admin_desk.get(address(lin)).content.decode()
    assert PROVIDER["name"] not in supervisor_desk.get(address(lin)).content.decode()
    keeps_its_budget(admin_desk, address(lin), django_assert_max_num_queries)
    with nothing_changes():
        assert supervisor_desk.post(address(lin, "/unlink"), {"identity": row.pk}).status_code == 403
        assert admin_desk.post(address(given.staff(given.ZHAO), "/unlink"), {"identity": row.pk}).status_code == 409
        assert admin_desk.post("/desk/people/987654/unlink", {"identity": row.pk}).status_code == 404
    answer = admin_desk.post(address(lin, "/unlink"), {"identity": row.pk})
    assert (answer.status_code, answer["Location"]) == (303, address(lin)) and not OutsideIdentity.objects.exists()
    assert desk.get("/desk/").status_code == 302


def test_the_second_factor_is_taken_away_and_the_person_signed_out(admin_desk, desk):
    lin = given.staff()
    assert f"{lin.pk}/second-factor" not in admin_desk.get(address(lin)).content.decode()
    assert admin_desk.post(address(lin, "/second-factor")).status_code == 422  # there is none
    a_second_factor()
    assert f"{lin.pk}/second-factor" in admin_desk.get(address(lin)).content.decode()
    assert admin_desk.get(address(lin, "/second-factor")).status_code == 200
    assert admin_desk.post(address(lin, "/second-factor"))["Location"] == address(lin)
    assert not SecondFactor.objects.exists() and desk.get("/desk/").status_code == 302
    lines = admin_desk.get(address(lin, "/sign-ins")).context["lines"]
    assert lines[0]["by"] == given.staff(given.HE).display_name and len(lines) == 3


def test_a_mail_address_is_given_and_ones_own_only_in_ones_account(admin_desk):
    lin, he = given.staff(), given.staff(given.HE)
    assert admin_desk.post(address(lin, "/mail"), {"mail": "no address"}).status_code == 422
    assert admin_desk.post(address(lin, "/mail"), {"mail": "lin@example.cn"})["Location"] == address(lin)
    assert 'value="lin@example.cn"' in admin_desk.get(address(lin, "/mail")).content.decode()
    assert admin_desk.post(address(he, "/mail"), {"mail": "he@example.cn"})["Location"] == "/desk/profile"
    assert given.staff(given.HE).mail is None


def test_nobody_else_does_any_of_this(desk, supervisor_desk, signed_in):
    organisation()
    allowed = PERMISSIONS["supervisor"] | {"staff.edit"}
    save_role(actor=SYSTEM, code="branch_lead", name="分公司主管", permissions=allowed, reach="unit")
    lead = signed_in(somebody("branch_lead", of="east").username)
    zhao = given.staff(given.ZHAO)
    change_staff(
        actor=SYSTEM, staff_id=zhao.pk, display_name="赵敏", role="agent", unit_id=unit("west").pk, team_ids=()
    )
    a_second_factor(given.ZHAO)
    for browser, status in ((desk, 403), (supervisor_desk, 403), (lead, 404)):
        for step in STEPS:
            assert browser.get(address(zhao, f"/{step}")).status_code == status
            assert browser.post(address(zhao, f"/{step}"), {"mail": "x@example.cn"}).status_code in (status, 405)
    assert SecondFactor.objects.exists() and not SignInLink.objects.exists() and given.staff(given.ZHAO).mail is None


def test_the_pages_keep_their_budgets(admin_desk, django_assert_max_num_queries):
    a_second_factor()
    for then in ("", *(f"/{step}" for step in STEPS)):
        keeps_its_budget(admin_desk, address(given.staff(), then), django_assert_max_num_queries)
