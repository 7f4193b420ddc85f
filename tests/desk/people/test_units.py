"""The tree of units: how it is shown, a new unit, another name, kind or place."""

import re

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.accounts.given_people import SYSTEM, organisation, somebody, unit
from tests.rows import nothing_changes

from fuwutai.desk.people import units
from fuwutai.domain.accounts.commands import save_role
from fuwutai.domain.accounts.models import OrgUnit
from fuwutai.domain.accounts.rules import PERMISSIONS

pytestmark = pytest.mark.django_db

TREE, NEW = "/desk/units", "/desk/units/new"


def address(code: str) -> str:
    return f"{TREE}/{unit(code).pk}/change"


def shape(branches: list[dict]) -> dict:
    return {branch["unit"].code: shape(branch["below"]) for branch in branches}


def test_the_tree_is_nested_lists_with_people_and_teams(supervisor_desk):
    organisation()
    for of in ("east", "east-1"):
        somebody("agent", of=of)
    page = supervisor_desk.get(TREE)
    head = page.context["branches"][0]
    east = head["below"][0]
    assert shape(page.context["branches"]) == {"head": {"east": {"east-1": {}}, "west": {}}}
    numbers = [(one["unit"].code, one["people"], one["teams"]) for one in (head, east, east["below"][0])]
    assert numbers == [("head", 2, 3), ("east", 2, 2), ("east-1", 1, 1)]
    main = re.search(r"<main.*</main>", page.content.decode(), re.DOTALL)
    assert main and main[0].count("<ul>") == 3 and "/change" not in main[0]


def test_a_centre_without_units_says_when_it_needs_them(admin_desk, supervisor_desk):
    for browser, offered in ((admin_desk, True), (supervisor_desk, False)):
        page = browser.get(TREE)
        assert page.context["branches"] == [] and (NEW in page.content.decode()) is offered


def test_the_first_unit_stands_at_the_top_and_the_next_below_it(admin_desk):
    assert "parent_id" not in admin_desk.get(NEW).context["form"].fields
    assert admin_desk.post(NEW, {"name": "总部", "code": "head", "kind": "head_office"})["Location"] == TREE
    head = OrgUnit.objects.get(code="head")
    form = admin_desk.get(f"{NEW}?below={head.pk}").context["form"]
    assert form["parent_id"].value() == str(head.pk)
    said = {"name": "华北", "code": "north", "kind": "branch", "parent_id": head.pk}
    assert admin_desk.post(NEW, said).status_code == 303
    assert shape(admin_desk.get(TREE).context["branches"]) == {"head": {"north": {}}}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"code": "Nord!"}, "code"),
        ({"code": "east"}, "code"),
        ({"kind": "castle"}, "kind"),
        ({"parent_id": "9" * 30}, "parent_id"),
    ],
)
def test_a_unit_that_cannot_be_added_is_refused_at_the_field(admin_desk, wrong, field):
    organisation()
    admin_desk.get(NEW)
    with nothing_changes():
        answer = admin_desk.post(NEW, {"name": "华北", "code": "north", "kind": "branch"} | wrong)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]


def test_too_deep_a_tree_is_refused_at_the_place(admin_desk):
    for level in range(8):
        above = {"parent_id": OrgUnit.objects.get(code=f"l{level - 1}").pk} if level else {}
        admin_desk.post(NEW, {"name": f"第{level}级", "code": f"l{level}", "kind": "branch"} | above)
    deepest = OrgUnit.objects.get(code="l7").pk
    with nothing_changes():
        answer = admin_desk.post(NEW, {"name": "更深", "code": "l8", "kind": "branch", "parent_id": deepest})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["parent_id"]


def test_a_unit_changes_name_kind_and_place(admin_desk):
    organisation()
    form = admin_desk.get(address("east")).context["form"]
    assert (form["name"].value(), form["kind"].value()) == ("华东分公司", "branch")
    said = {"name": "华东公司", "kind": "subsidiary", "parent_id": unit("west").pk}
    assert admin_desk.post(address("east"), said)["Location"] == TREE
    assert shape(admin_desk.get(TREE).context["branches"]) == {"head": {"west": {"east": {"east-1": {}}}}}
    assert admin_desk.post(address("east"), said | {"parent_id": ""}).status_code == 303
    assert set(shape(admin_desk.get(TREE).context["branches"])) == {"head", "east"}


def test_a_unit_never_stands_below_itself(admin_desk):
    organisation()
    form = admin_desk.get(address("east")).context["form"]
    assert [key for key, _label in form.fields["parent_id"].choices] == ["", unit("head").pk, unit("west").pk]
    with nothing_changes():
        said = {"name": "华东分公司", "kind": "branch", "parent_id": unit("east-1").pk}
        answer = admin_desk.post(address("east"), said)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["parent_id"]


def test_only_who_edits_the_whole_organisation_changes_units(desk, supervisor_desk, signed_in):
    organisation()
    allowed = PERMISSIONS["supervisor"] | {"staff.edit"}
    save_role(actor=SYSTEM, code="branch_lead", name="分公司主管", permissions=allowed, reach="unit")
    lead = signed_in(somebody("branch_lead", of="east").username)
    assert address("east") not in lead.get(TREE).content.decode()
    with nothing_changes():
        for browser in (desk, supervisor_desk, lead):
            for page in (NEW, address("east")):
                assert browser.get(page).status_code == 403
                assert browser.post(page, {"name": "别的", "code": "x", "kind": "branch"}).status_code == 403


def test_a_unit_that_is_not_there_is_not_found(admin_desk):
    given.centre()
    assert admin_desk.get(f"{TREE}/77/change").status_code == 404
    assert admin_desk.post(f"{TREE}/77/change", {"name": "别的", "kind": "branch"}).status_code == 404


def test_the_pages_and_actions_keep_their_budgets(admin_desk, django_assert_max_num_queries):
    organisation()
    for page in (TREE, NEW, address("east")):
        keeps_its_budget(admin_desk, page, django_assert_max_num_queries)
    with django_assert_max_num_queries(units.unit_add.statements):
        said = {"name": "华北", "code": "north", "kind": "branch", "parent_id": unit("head").pk}
        assert admin_desk.post(NEW, said).status_code == 303
    with django_assert_max_num_queries(units.unit_change.statements):
        said = {"name": "华东", "kind": "branch", "parent_id": unit("west").pk}
        assert admin_desk.post(address("east"), said).status_code == 303
