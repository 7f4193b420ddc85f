"""The roles as they are read: in plain words, side by side, and by whom."""

import re

import pytest
from django.utils import translation
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.accounts.given_people import SYSTEM, somebody

from fuwutai.desk.roles.views import MOST_PEOPLE_SHOWN
from fuwutai.domain.accounts.choices import PERMISSIONS_IN_WORDS, ROLES
from fuwutai.domain.accounts.commands import create_staff, deactivate_staff, save_role
from fuwutai.domain.accounts.queries import PERMISSIONS

pytestmark = pytest.mark.django_db

LIST, AGENT, TABLE = "/desk/roles", "/desk/roles/agent", "/desk/roles/-/table"
OWN = {"code": "night_shift", "name": "夜班坐席", "permissions": ["cases.view", "cases.reply"], "reach": "own"}
WORDS = {code: str(text) for said in PERMISSIONS_IN_WORDS.values() for code, text in said.items()}


def test_those_who_may_see_colleagues_read_roles(desk, supervisor_desk, admin_desk):
    for address in (LIST, AGENT, TABLE):
        answers = [browser.get(address).status_code for browser in (desk, supervisor_desk, admin_desk)]
        assert answers == [403, 200, 200]


def test_a_role_that_nobody_made_is_not_found(supervisor_desk):
    assert supervisor_desk.get("/desk/roles/king").status_code == 404


def test_the_list_says_how_far_a_role_sees_how_many_have_it_and_whether_it_was_changed(supervisor_desk):
    he = given.administrator()
    save_role(actor=he, **OWN)
    save_role(actor=he, code="agent", permissions=["cases.view"], reach="own")
    deactivate_staff(actor=he, staff_id=somebody("agent").pk)
    page = supervisor_desk.get(LIST)
    rows = {row["role"].code: row for row in page.context["rows"]}
    assert list(rows) == [*ROLES, "night_shift"]
    assert (rows["agent"]["holders"].active, rows["agent"]["holders"].deactivated) == (2, 1)
    assert rows["auditor"]["holders"].all == 0
    assert len({rows[code]["state"]["tone"] for code in ("agent", "auditor", "night_shift")}) == 3
    assert "夜班坐席" in page.content.decode()


@pytest.mark.parametrize("code", list(PERMISSIONS))
def test_every_permission_stands_either_under_may_or_under_may_not(admin_desk, code):
    groups = admin_desk.get(f"/desk/roles/{code}").context["groups"]
    may = {str(text) for group in groups for text in group.may}
    may_not = {str(text) for group in groups for text in group.may_not}
    with translation.override("zh-hans"):
        words = {code: str(text) for said in PERMISSIONS_IN_WORDS.values() for code, text in said.items()}
    assert may == {words[one] for one in PERMISSIONS[code]}
    assert may | may_not == set(words.values()) and not may & may_not


def test_a_changed_role_says_what_differs_from_the_shipped_one(supervisor_desk):
    wanted = PERMISSIONS["agent"] - {"cases.merge"} | {"cases.close"}
    save_role(actor=given.administrator(), code="agent", permissions=wanted, reach="unit", name="接线员")
    page = supervisor_desk.get(AGENT)
    changes = page.context["changes"]
    assert (len(changes["added"]), len(changes["taken"]), changes["is_same"]) == (1, 1, False)
    text = page.content.decode()
    assert f"<ins>{changes['added'][0]}</ins>" in text and f"<del>{changes['taken'][0]}</del>" in text
    assert "接线员" in text
    assert supervisor_desk.get("/desk/roles/auditor").context["changes"] is None


def test_who_has_a_role_is_named_up_to_a_number(supervisor_desk):
    he = given.administrator()
    for nth in range(MOST_PEOPLE_SHOWN):
        create_staff(
            actor=SYSTEM, username=f"agent{nth}", display_name=f"坐席{nth:02}", role="agent", password=given.PASSWORD
        )
    gone = given.staff(given.ZHAO)
    deactivate_staff(actor=he, staff_id=gone.pk)
    page = supervisor_desk.get(AGENT)
    names = [name for _id, name, _active in page.context["people"]]
    assert len(names) == MOST_PEOPLE_SHOWN and page.context["not_shown"] == 2
    assert gone.display_name not in names  # who works here comes first
    assert all(name in page.content.decode() for name in names)


def test_the_table_has_a_head_for_each_role_and_each_permission(supervisor_desk):
    save_role(actor=given.administrator(), **OWN)
    text = supervisor_desk.get(TABLE).content.decode()
    assert len(re.findall(r'<th scope="col">', text)) == 1 + len(ROLES) + 1
    assert len(re.findall(r'<th scope="row">', text)) == 2 + len(WORDS)
    assert len(re.findall(r'<td class="roles__cell">', text)) == len(WORDS) * (len(ROLES) + 1)
    ticks = sum(map(len, PERMISSIONS.values())) + len(OWN["permissions"])
    assert text.count('<td class="roles__cell"><svg') == ticks


def test_only_those_who_edit_the_organisation_are_offered_changes(supervisor_desk, admin_desk):
    for address in (LIST, AGENT):
        shown = [browser.get(address).context["may_edit"] for browser in (supervisor_desk, admin_desk)]
        assert shown == [False, True]
    assert "/desk/roles/agent/edit" not in supervisor_desk.get(AGENT).content.decode()
    assert "/desk/roles/agent/edit" in admin_desk.get(AGENT).content.decode()


def test_the_pages_about_roles_keep_their_budgets(admin_desk, django_assert_max_num_queries):
    he = given.administrator()
    save_role(actor=he, **OWN)
    save_role(actor=he, code="agent", permissions=["cases.view"], reach="own")
    for address in (LIST, AGENT, TABLE, "/desk/roles/-/new?like=agent", f"{AGENT}/edit", f"{AGENT}/remove"):
        keeps_its_budget(admin_desk, address, django_assert_max_num_queries)
