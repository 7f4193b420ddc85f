"""The teams: the list, a new one, another name, another unit."""

import pytest
from django.urls import resolve
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.accounts.given_people import SYSTEM, organisation, somebody, unit
from tests.rows import nothing_changes

from fuwutai.desk.people import teams
from fuwutai.domain.accounts.commands import deactivate_staff, save_role
from fuwutai.domain.accounts.models import Membership, Staff, Team
from fuwutai.domain.accounts.rules import PERMISSIONS

pytestmark = pytest.mark.django_db

LIST, NEW = "/desk/teams", "/desk/teams/new"


def address(code: str = "mobile", then: str = "") -> str:
    return f"{LIST}/{given.team(code).pk}{then}"


def test_the_list_names_the_unit_and_counts_who_works_there(supervisor_desk):
    organisation()
    deactivate_staff(actor=SYSTEM, staff_id=given.staff(given.ZHAO).pk)
    page = supervisor_desk.get(LIST)
    rows = {row["team"].code: (row["unit"], row["people"]) for row in page.context["rows"]}
    assert rows == {"broadband": ("苏州营业部", 2), "mobile": ("华东分公司", 1), "complaints": ("西部外包商", 1)}
    assert NEW not in page.content.decode()


def test_a_centre_without_teams_says_what_to_do(admin_desk):
    given.centre()
    Membership.objects.all().delete()
    Team.objects.all().delete()
    page = admin_desk.get(LIST)
    assert page.status_code == 200 and not page.context["rows"] and NEW in page.content.decode()


def test_a_team_is_added_into_its_unit(admin_desk):
    organisation()
    answer = admin_desk.post(NEW, {"name": "夜班", "code": "night", "unit_id": unit("west").pk})
    assert (answer.status_code, answer["Location"]) == (303, LIST)
    assert Team.objects.get(code="night").unit == unit("west")


def test_without_units_a_team_is_added_as_it_is(admin_desk):
    assert "unit_id" not in admin_desk.get(NEW).context["form"].fields
    assert admin_desk.post(NEW, {"name": "夜班", "code": "night"}).status_code == 303
    assert Team.objects.get(code="night").unit is None


@pytest.mark.parametrize(
    ("wrong", "field"), [({"name": " "}, "name"), ({"code": "Nacht!"}, "code"), ({"code": "mobile"}, "code")]
)
def test_a_team_that_cannot_be_added_is_refused_at_the_field(admin_desk, wrong, field):
    admin_desk.get(NEW)
    with nothing_changes():
        answer = admin_desk.post(NEW, {"name": "夜班", "code": "night"} | wrong)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]


def test_a_team_gets_another_name_and_another_unit(admin_desk):
    organisation()
    form = admin_desk.get(address()).context["place_form"]
    assert form["unit_id"].value() == unit("east").pk
    assert admin_desk.post(address(then="/rename"), {"name": "移动一组"})["Location"] == LIST
    assert admin_desk.post(address(then="/move"), {"unit_id": unit("west").pk})["Location"] == LIST
    team = given.team("mobile")
    assert (team.name, team.unit) == ("移动一组", unit("west"))
    assert admin_desk.post(address(then="/move"), {"unit_id": ""}).status_code == 303
    assert given.team("mobile").unit is None


def test_wrong_answers_are_refused_in_their_form(admin_desk):
    organisation()
    admin_desk.get(LIST)
    with nothing_changes():
        named = admin_desk.post(address(then="/rename"), {"name": "长" * 81})
        moved = admin_desk.post(address(then="/move"), {"unit_id": "9" * 30})
        assert admin_desk.post(f"{LIST}/0/rename", {"name": "别的"}).status_code == 404
    assert (named.status_code, list(named.context["name_form"].errors)) == (422, ["name"])
    assert (moved.status_code, list(moved.context["place_form"].errors)) == (422, ["unit_id"])
    assert not named.context["place_form"].errors and not moved.context["name_form"].errors


def test_only_who_edits_the_whole_organisation_changes_teams(desk, supervisor_desk, signed_in):
    organisation()
    allowed = PERMISSIONS["supervisor"] | {"staff.edit"}
    save_role(actor=SYSTEM, code="branch_lead", name="分公司主管", permissions=allowed, reach="unit")
    lead = signed_in(somebody("branch_lead", of="east").username)
    assert address() not in lead.get(LIST).content.decode()
    said = {"name": "别的", "code": "other", "unit_id": unit("west").pk}
    with nothing_changes():
        for browser in (desk, supervisor_desk, lead):
            for page in (NEW, address(), address(then="/rename"), address(then="/move")):
                assert browser.get(page).status_code == 403
            for page in (NEW, address(then="/rename"), address(then="/move")):
                assert browser.post(page, said).status_code == 403


def test_who_does_not_see_all_that_teams_have_is_told_why_she_moves_none(signed_in):
    organisation()
    save_role(actor=SYSTEM, code="hr", name="人事", permissions=["staff.edit", "staff.view"], reach="all")
    hr, west = signed_in(somebody("hr").username), unit("west").pk
    page = hr.get(address())
    assert str(page.context["why_not"]) in page.content.decode()
    with nothing_changes():
        assert hr.post(address(then="/move"), {"unit_id": west}).status_code == 403
        sent = {"name": "华东分公司", "kind": "branch", "parent_id": west}
        assert hr.post(f"/desk/units/{unit('east').pk}/change", sent).status_code == 422
    assert hr.post(NEW, {"name": "夜班", "code": "night", "unit_id": west}).status_code == 303
    assert Team.objects.get(code="night").unit is None


def test_the_pages_and_actions_keep_their_budgets(admin_desk, django_assert_max_num_queries):
    organisation()
    assert Staff.objects.exists()
    for page in (LIST, NEW, address()):
        keeps_its_budget(admin_desk, page, django_assert_max_num_queries)
    west = unit("west").pk
    for page, view, said in (
        (NEW, teams.team_add, {"name": "夜班", "code": "night", "unit_id": west}),
        (address(then="/rename"), teams.team_rename, {"name": "移动一组"}),
        (address(then="/move"), teams.team_move, {"unit_id": west}),
    ):
        assert resolve(page).func.statements <= 12
        with django_assert_max_num_queries(view.statements):
            assert admin_desk.post(page, said).status_code == 303
