"""The hint on the page of a new case: customers we know who may be the one who is being written down."""

import pytest
from django.urls import resolve
from django.utils import translation
from tests import given
from tests.domain.accounts.given_people import SYSTEM
from tests.domain.customers.given_duplicates import suggestions

from fuwutai.desk import look_ups
from fuwutai.domain.accounts.commands import save_role
from fuwutai.domain.accounts.models import Staff
from fuwutai.domain.cases.models import Case
from fuwutai.domain.customers.commands import set_restricted
from fuwutai.domain.customers.models import Customer
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db

LIKELY = "/desk/cases/new/likely"
TYPED = {"name": "欧阳文静", "phone": "13912345679", "email": ""}


def a_known_customer(phone: str = "13912345678", **matter: str) -> Case:
    """Return the case of a customer whom the agents of broadband see, and who can be compared with others."""
    case = given.a_case(name="欧阳文静", phone=phone, **matter)
    suggestions()
    return case


def asked(browser, **changes: str):
    return browser.post(LIKELY, TYPED | changes, HTTP_HX_REQUEST="true")


def looks() -> list[int | None]:
    entries = AccessEntry.objects.filter(action="look_up_customer").order_by("pk")
    return list(entries.values_list("subject_id", flat=True))


@pytest.mark.parametrize("changes", [{}, {"phone": "", "email": "wen.jing@gmail.com"}, {"name": "ouyang wenjing"}])
def test_a_customer_like_the_one_typed_is_shown_with_masked_contacts_reasons_and_the_last_case(desk, changes):
    earlier = a_known_customer(email="wenjing@gmail.com")
    case = given.a_case(name="欧阳文静", phone="13912345678", subject="宽带又断了")
    answer = asked(desk, **changes)
    (line,) = answer.context["likely"]
    text = answer.content.decode()
    assert line["id"] == case.customer_id and line["last_case"].pk == case.pk != earlier.pk
    assert 'id="likely"' in text and f'name="choose" value="{case.customer_id}"' in text
    assert "139****5678" in text and "宽带又断了" in text and case.number in text
    assert "13912345678" not in text and "wenjing@" not in text
    with translation.override("zh-hans"):
        assert line["reasons"] and all(str(reason["text"]) in text for reason in line["reasons"])


def test_at_most_three_are_shown(desk):
    for nth in range(5):
        given.a_case(name="欧阳文静", phone=f"1391234567{nth}")
    suggestions()
    assert len(asked(desk).context["likely"]) == 3


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"phone": ""}, {"phone": "139"}, {"name": "\0"}, {"phone": "", "email": "wenjing@"}]
)
def test_where_nothing_can_be_compared_nothing_is_asked_and_nothing_stands_there(desk, changes):
    a_known_customer()
    text = asked(desk, **changes).content.decode()
    assert "hidden" in text and "notice" not in text and "<button" not in text
    assert looks() == []


def test_nobody_like_that_is_nothing_on_the_page_but_a_look_in_the_log(desk):
    a_known_customer()
    assert "notice" not in asked(desk, name="司马相如", phone="13600136000").content.decode()
    assert looks() == [None]


def test_who_has_the_number_stands_beside_the_form_and_is_no_hint(desk):
    a_known_customer()
    assert asked(desk, phone="13912345678").context["likely"] == []


def test_each_customer_who_is_shown_is_written_down(desk):
    first, second = a_known_customer(), a_known_customer("13912345670")
    shown = [line["id"] for line in asked(desk).context["likely"]]
    assert set(shown) == {first.customer_id, second.customer_id} and looks() == shown
    entry = AccessEntry.objects.filter(action="look_up_customer").latest("pk")
    assert (entry.actor_id, entry.place) == (given.staff(given.LIN).pk, "desk:case_new")


def test_a_customer_out_of_sight_is_no_hint(signed_in):
    case = a_known_customer()
    assert asked(signed_in(given.ZHAO)).context["likely"] == []
    assert case.customer_id not in looks()


def test_nothing_is_shown_to_who_may_not_see_customers_or_open_cases(signed_in, client):
    a_known_customer()
    save_role(actor=SYSTEM, code="typist", name="录入员", reach="all", permissions=["cases.open", "cases.view"])
    Staff.objects.filter(username=given.LIN).update(role="typist")
    assert asked(signed_in(given.LIN)).context["likely"] == []
    save_role(actor=SYSTEM, code="typist", name="录入员", reach="all", permissions=["customers.view", "cases.view"])
    assert asked(signed_in(given.LIN)).status_code == 403
    assert asked(client).status_code == 401
    assert looks() == []


@pytest.mark.parametrize("username", [given.LIN, given.CHEN, given.HE])
def test_a_customer_of_whom_only_few_may_know_is_never_hinted_at(signed_in, username):
    case = a_known_customer()
    set_restricted(actor=SYSTEM, customer_id=case.customer_id, restricted=True)
    suggestions()
    answer = asked(signed_in(username))
    assert answer.context["likely"] == [] and "欧阳" not in answer.content.decode()
    assert case.customer_id not in looks()


def test_hints_are_looks_that_count_against_the_same_allowance(desk, monkeypatch):
    a_known_customer()
    monkeypatch.setattr(look_ups, "LOOK_UPS", "3/10 minute")
    desk.post("/desk/cases/new/caller", {"phone": "13912345678"}, HTTP_HX_REQUEST="true")
    assert [asked(desk).status_code for _nth in range(3)] == [200, 200, 429]
    assert len(looks()) == 3


def test_who_is_chosen_is_the_customer_of_the_case_and_nothing_written_is_lost(desk):
    case = a_known_customer()
    written = TYPED | {
        "token": "from-this-form", "type": "complaint", "priority": "urgent", "subject": "又断网了", "body": "第三次了",
    }  # fmt: skip
    page = desk.post("/desk/cases/new", written | {"choose": case.customer_id})
    assert page.status_code == 200 and page.context["chosen"].id == case.customer_id
    form = page.context["form"]
    assert {name: form[name].value() for name in ("customer", "type", "subject", "body", "token", "take")} == {
        "customer": case.customer_id, "type": "complaint", "subject": "又断网了", "body": "第三次了",
        "token": "from-this-form", "take": False,
    }  # fmt: skip
    desk.post("/desk/cases/new", written | {"customer": case.customer_id})
    assert Case.objects.latest("pk").customer_id == case.customer_id
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("choose", ["", "x", "999999999"])
def test_nobody_in_sight_cannot_be_chosen(desk, choose):
    page = desk.post("/desk/cases/new", TYPED | {"choose": choose})
    assert page.status_code == 200 and "chosen" not in page.context
    assert not page.context["form"]["customer"].value() and 'value="欧阳文静"' in page.content.decode()


def test_without_scripts_the_button_that_looks_shows_the_hint_too(desk):
    case = a_known_customer()
    page = desk.post("/desk/cases/new", TYPED | {"look": "1"})
    assert [line["id"] for line in page.context["likely"]] == [case.customer_id]


def test_the_hint_keeps_its_budget(desk, django_assert_max_num_queries):
    for nth in range(4):
        a_known_customer(f"1391234567{nth}")
    asked(desk)
    with django_assert_max_num_queries(resolve(LIKELY).func.statements):
        assert len(asked(desk).context["likely"]) == 3
