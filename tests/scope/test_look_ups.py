"""Nobody walks through numbers: whoever asks by what was typed who has a number is counted and written down."""

import pytest
from tests import given
from tests.rows import nothing_changes, nothing_changes_but_looks

from fuwutai.desk import look_ups
from fuwutai.domain.customers.commands import reveal_contacts, save_organisation, set_restricted
from fuwutai.domain.customers.models import Customer
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db

HELD, FREE = "13912345678", "13500001234"
NEW, FIND = "/desk/customers/new", "/desk/customers/find"


@pytest.fixture
def browser(client):
    """Return a browser in which an agent is signed in at the desk, who serves one customer."""
    given.a_case(phone="13811112222", name="李丽")
    client.post("/desk/sign-in", {"username": given.LIN, "password": given.PASSWORD})
    return client


def a_hidden_customer() -> Customer:
    customer = given.a_case(phone=HELD, team_code="mobile").customer
    set_restricted(actor=given.supervisor(), customer_id=customer.pk, restricted=True)
    return customer


def looks() -> list[str]:
    return list(AccessEntry.objects.filter(action="look_up_customer").order_by("pk").values_list("place", flat=True))


def registering(browser, phone: str, **more: str):
    return browser.post(NEW, {"token": "t" * 22, "name": "某", "phone": phone, "email": "", **more})


def entering(browser, phone: str):
    served = Customer.objects.order_by("pk").values_list("pk", flat=True)[0]
    return browser.post(f"/desk/customers/{served}/contacts", {"kind": "phone", "value": phone})


def finding(browser, phone: str):
    return browser.post(FIND, {"q": phone})


def calling(browser, phone: str):
    return browser.post("/desk/cases/new/caller", {"phone": phone}, HTTP_HX_REQUEST="true")


def searching(browser, phone: str):
    return browser.post("/desk/search", {"q": phone})


WAYS = {
    "customer_new": registering, "contact_new": entering, "customer_find": finding, "case_new": calling,
    "search": searching,
}  # fmt: skip


@pytest.mark.parametrize("place", WAYS)
def test_each_way_to_ask_who_has_a_number_is_written_down(browser, place):
    a_hidden_customer()
    with nothing_changes_but_looks():
        WAYS[place](browser, HELD)
    assert looks() == [f"desk:{place}"]


@pytest.mark.parametrize("place", WAYS)
def test_all_of_them_use_up_one_allowance_and_then_nothing_is_answered(browser, place, monkeypatch):
    a_hidden_customer()
    monkeypatch.setattr(look_ups, "LOOK_UPS", "2/10 minute")
    assert [finding(browser, FREE).status_code, calling(browser, FREE).status_code] == [200, 200]
    for number in (HELD, FREE):
        with nothing_changes():
            assert WAYS[place](browser, number).status_code == 429


@pytest.mark.parametrize("place", ["customer_new", "contact_new"])
def test_what_is_free_counts_as_what_is_held(browser, place, monkeypatch):
    monkeypatch.setattr(look_ups, "LOOK_UPS", "1/10 minute")
    assert WAYS[place](browser, FREE).status_code == 303
    assert looks() == [f"desk:{place}"]
    assert WAYS[place](browser, "13500001235").status_code == 429


def test_of_a_number_and_an_address_each_is_a_look(browser):
    registering(browser, FREE, email="li@example.cn")
    assert looks() == ["desk:customer_new"] * 2


@pytest.mark.parametrize("wrong", [{"email": "x"}, {"name": ""}, {"type": "king"}])
def test_a_form_with_something_wrong_in_it_answers_the_same_whoever_has_the_number(browser, wrong):
    a_hidden_customer()
    said = []
    for number in (HELD, FREE):
        with nothing_changes_but_looks():
            answer = registering(browser, number, **wrong)
        form = answer.context["form"]
        said.append((answer.status_code, form.errors.as_json().replace(number, "")))
    assert said[0] == said[1] and said[0][0] == 422


def test_the_search_of_customers_leads_nowhere_with_a_number_in_the_address(browser):
    save_organisation(actor=given.agent(), name="惠民物业", register_number="913100001234567")
    made = save_organisation(actor=given.agent(), name="惠民置业", register_number="9131000012345678")
    for text in ("9131000012345678", "1310000123"):
        answer = finding(browser, text)
        assert text not in answer.get("Location", "")
    assert finding(browser, "9131000012345678")["Location"] == f"/desk/organisations/{made.pk}"
    assert finding(browser, "惠民")["Location"].startswith("/desk/customers?organisation=")


def test_one_reveal_does_not_open_one_customer_after_another(client):
    mine, other = given.a_case().customer, given.a_case(phone="13811112222", name="李丽").customer
    client.post("/desk/sign-in", {"username": given.CHEN, "password": given.PASSWORD})
    reveal_contacts(actor=given.supervisor(), customer_id=mine.pk, reason="回访")
    assert HELD in client.get(f"/desk/customers/{mine.pk}").content.decode()
    assert client.post(f"/desk/customers/{mine.pk}/merge/{other.pk}", {"keep": str(mine.pk)}).status_code == 303
    said = client.get(f"/desk/customers/{mine.pk}").content.decode()
    assert "13811112222" not in said and HELD not in said
