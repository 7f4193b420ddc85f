"""The list of customers at the desk, and the search by a number that was told."""

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.customers.scenarios_profile import PHONE, a_customer, an_organisation, care

from fuwutai.domain.customers import commands
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db

LIST, FIND = "/desk/customers", "/desk/customers/find"


def names(page) -> list[str]:
    return [row["customer"].name for row in page.context["rows"]]


def test_the_list_shows_whom_one_serves_with_marks(desk):
    begun = care()
    a_customer(phone="13812345678", name="李丽", team_code="mobile")
    page = desk.get(LIST)
    assert names(page) == ["王建国"] and f'{LIST}/{begun.customer_id}"' in page.content.decode()
    assert [mark["icon"] for mark in page.context["rows"][0]["care"]] == ["heart"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [("", 1), ("?type=business", 0), ("?care=any", 1), ("?owner=me", 0), ("?check=1", 1), ("?type=nonsense", 1),
     ("?organisation=惠民", 0), ("?stage=use", 0), ("?tier=vip", 0)],
)  # fmt: skip
def test_the_list_is_narrowed(desk, asked, found):
    care()
    assert len(names(desk.get(LIST + asked))) == found


def test_a_known_number_leads_to_the_file_and_the_look_is_logged(desk):
    customer = a_customer(phone=PHONE)
    answer = desk.post(FIND, {"q": "139 1234 5678"})
    assert (answer.status_code, answer["Location"]) == (303, f"{LIST}/{customer.pk}")
    entry = AccessEntry.objects.get(action="look_up_customer")
    assert (entry.subject_id, entry.place, entry.rows) == (customer.pk, "desk:customer_find", 1)


def test_who_is_served_by_others_is_shown_by_name_without_a_way_in(signed_in):
    customer = a_customer(phone=PHONE)
    said = signed_in(given.ZHAO).post(FIND, {"q": PHONE}).content.decode()
    assert "王建国" in said and f"{LIST}/{customer.pk}" not in said


def test_two_people_of_one_number_are_both_offered(desk):
    first, second = a_customer(phone=PHONE), a_customer(phone="13812345678", name="李丽")
    commands.add_contact(actor=given.agent(), customer_id=second.pk, kind="phone", value=PHONE, shared=True)
    said = desk.post(FIND, {"q": PHONE}).content.decode()
    assert all(f'{LIST}/{one.pk}"' in said for one in (first, second))


def test_the_name_of_an_organisation_narrows_the_list_and_a_strange_number_finds_nobody(desk):
    an_organisation()
    assert desk.post(FIND, {"q": "惠民"})["Location"].startswith(f"{LIST}?organisation=")
    answer = desk.post(FIND, {"q": "13800000000"})
    assert answer.status_code == 200 and answer.context["found"] == []
    assert desk.post(FIND, {"q": " "})["Location"] == LIST


def test_the_lists_go_on_page_by_page(desk):
    for number in range(51):
        commands.register_customer(actor=given.agent(), name=f"第{number}名")
        an_organisation(f"第{number}号")
    page = desk.get(LIST)
    assert len(names(page)) == 50 and names(desk.get(page.context["next_url"])) == ["第0名"]
    page = desk.get("/desk/organisations")
    assert len(desk.get(page.context["next_url"]).context["rows"]) == 1
    assert desk.get(f"{LIST}?after=damaged").status_code == 422


def test_the_lists_keep_their_budgets(desk, admin_desk, django_assert_max_num_queries):
    care()
    made = an_organisation()
    for address in (LIST, "/desk/organisations", f"/desk/organisations/{made.pk}"):
        keeps_its_budget(desk, address, django_assert_max_num_queries)
    keeps_its_budget(admin_desk, "/desk/customer-fields", django_assert_max_num_queries)


@pytest.mark.parametrize("url", [LIST, "/desk/organisations"])
def test_a_centre_without_customers_says_what_to_do(desk, url):
    page = desk.get(url)
    assert page.status_code == 200 and 'class="state"' in page.content.decode()


@pytest.mark.parametrize("address", [LIST, "/desk/organisations"])
def test_the_navigation_leads_here(desk, address):
    current = [one["url"] for one in desk.get(address).context["nav_items"] if one["current"]]
    assert current == [LIST]
