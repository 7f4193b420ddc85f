"""The list of people: who may open it, what narrows it, and that it stays cheap with many people."""

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.accounts.given_people import SYSTEM, organisation, somebody, unit

from fuwutai.domain.accounts.commands import deactivate_staff
from fuwutai.domain.accounts.models import Membership, Staff
from fuwutai.kernel import clock

pytestmark = pytest.mark.django_db

LIST = "/desk/people"


def names(browser, **asked: object) -> list[str]:
    return [row["person"].username for row in browser.get(LIST, asked).context["rows"]]


def many(count: int) -> None:
    """Add people by the hundred, without the cost of their passwords."""
    given.centre()
    made = Staff.objects.bulk_create(
        Staff(username=f"zz{nth:03d}", display_name=f"坐席{nth:03d}", role="agent", created_at=clock.now())
        for nth in range(count)
    )
    Membership.objects.bulk_create(Membership(staff=one, team=given.team("mobile")) for one in made)


@pytest.mark.parametrize("address", [LIST, "/desk/teams", "/desk/units"])
def test_who_may_see_staff_opens_the_rooms_and_an_agent_does_not(desk, supervisor_desk, admin_desk, address):
    answers = [browser.get(address).status_code for browser in (desk, supervisor_desk, admin_desk)]
    assert answers == [403, 200, 200]


def test_the_navigation_leads_to_people_from_all_its_rooms(desk, supervisor_desk):
    assert LIST not in [item["url"] for item in desk.get("/desk/").context["nav_items"]]
    for address in (LIST, "/desk/teams", "/desk/units"):
        items = supervisor_desk.get(address).context["nav_items"]
        assert [item["url"] for item in items if item["current"]] == [LIST]


def test_the_list_says_role_unit_teams_state_and_when_somebody_was_here(admin_desk):
    organisation()
    somebody("supervisor", "mobile", "broadband", of="east")
    deactivate_staff(actor=SYSTEM, staff_id=given.staff(given.ZHAO).pk)
    page = admin_desk.get(LIST)
    rows = {row["person"].username: row for row in page.context["rows"]}
    east = rows["supervisor-east"]
    assert (east["role"], east["unit"], east["teams"]) == ("班长", "华东分公司", ["宽带报障", "移动业务"])
    assert east["person"].seen_at is None and rows[given.HE]["person"].seen_at is not None
    assert [rows[name]["state"]["tone"] for name in (given.ZHAO, given.LIN)] == ["slate", "green"]
    assert page.context["count"] == len(rows) == 5 and "table--cards" in page.content.decode()


def test_people_are_found_by_parts_of_name_and_user_name(admin_desk):
    assert names(admin_desk, q="小雨") == [given.LIN]
    assert names(admin_desk, q="CHENG") == [given.CHEN]
    assert names(admin_desk, q="林 xiao") == [given.LIN]
    assert names(admin_desk, q="%") == []


def test_unit_team_role_and_state_narrow_the_list(admin_desk):
    organisation()
    for of in ("east", "east-1", "west"):
        somebody("agent", "mobile", of=of)
    deactivate_staff(actor=SYSTEM, staff_id=somebody("agent", of="east-1").pk)
    east, mobile = unit("east").pk, given.team("mobile").pk
    assert names(admin_desk, unit=east) == ["agent-east", "agent-east-1"]
    assert names(admin_desk, unit=east, state="active") == ["agent-east"]
    assert names(admin_desk, unit=0, role="agent") == [given.LIN, given.ZHAO]
    assert names(admin_desk, team=mobile, state="deactivated") == ["agent-east-1"]
    assert names(admin_desk, team=mobile, role="supervisor") == [given.CHEN]


@pytest.mark.parametrize("asked", [{"unit": "9" * 30}, {"team": "x"}, {"role": "king"}, {"state": "?"}, {"q": "\0 "}])
def test_what_is_not_offered_narrows_nothing(admin_desk, asked):
    assert admin_desk.get(LIST, asked).context["count"] == 4


def test_when_nobody_fits_the_page_leads_back_to_all(admin_desk):
    page = admin_desk.get(LIST, {"q": "nobody"})
    assert page.status_code == 200 and not page.context["rows"]
    assert f'class="btn btn--primary" href="{LIST}"' in page.content.decode()


def test_a_damaged_page_link_is_refused(admin_desk):
    assert admin_desk.get(LIST, {"after": "forged"}).status_code == 422


def test_every_person_stands_on_exactly_one_page(admin_desk):
    many(120)
    address, found = f"{LIST}?role=agent", []
    while address:
        context = admin_desk.get(address).context
        found += [row["person"].username for row in context["rows"]]
        address = context["next_url"]
    assert context["count"] == len(found) == len(set(found)) == 122


def test_only_who_may_edit_staff_is_offered_to_add(supervisor_desk, admin_desk):
    shown = ["/desk/people/new" in browser.get(LIST).content.decode() for browser in (supervisor_desk, admin_desk)]
    assert shown == [False, True]


def test_the_list_keeps_its_budget_with_many_people(admin_desk, django_assert_max_num_queries):
    organisation()
    many(250)
    for address in (LIST, f"{LIST}?q=坐席&role=agent&team={given.team('mobile').pk}&unit=0&state=active"):
        keeps_its_budget(admin_desk, address, django_assert_max_num_queries)
