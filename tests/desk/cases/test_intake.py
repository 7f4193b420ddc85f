"""A new case from a call."""

import pytest
from tests import given

from fuwutai.domain.cases.commands import retire_term, save_term
from fuwutai.domain.cases.models import Case, Term
from fuwutai.domain.customers.models import Customer
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db

CALL = {
    "token": "from-this-form",
    "phone": "138 0013 8000",
    "name": "刘洋",
    "type": "fault",
    "priority": "urgent",
    "subject": "光猫红灯",
    "body": "客户说\r\n  从早上开始红灯",
    "take": "on",
}


def send(client, **changes):
    return client.post(
        "/desk/cases/new", {name: value for name, value in (CALL | changes).items() if value is not None}
    )


@pytest.mark.proves("S4-2.1-2")
def test_a_call_becomes_a_case_of_the_agent_who_took_it(desk):
    answer = send(desk, team=given.team().pk)
    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/cases/{case.pk}")
    assert (case.channel, case.priority, case.assignee) == ("phone", "urgent", given.staff(given.LIN))
    assert case.messages.get().body == CALL["body"]
    assert case.number in desk.get(answer["Location"]).content.decode()


def test_a_call_can_be_left_in_the_queue(desk):
    send(desk, team=given.team().pk, take=None)
    assert Case.objects.get().assignee is None


def test_a_form_sent_twice_makes_one_case(desk):
    first, second = send(desk), send(desk)
    assert first["Location"] == second["Location"]
    assert (Case.objects.count(), Customer.objects.count()) == (1, 1)


def test_the_same_form_with_other_words_is_not_taken_for_the_first(desk):
    send(desk)
    assert send(desk, subject="另一件事").status_code == 422
    assert Case.objects.count() == 1


def test_each_form_gets_a_key_of_its_own(desk):
    keys = {desk.get("/desk/cases/new").context["form"].initial["token"] for _nth in range(3)}
    assert len(keys) == 3


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"phone": ""}, "phone"),
        ({"phone": "abc"}, "phone"),
        ({"email": "not an address"}, "email"),
        ({"type": "nonsense"}, "type"),
        ({"subject": " "}, "subject"),
        ({"body": " "}, "body"),
        ({"team": "999"}, "team"),
    ],
)
def test_a_wrong_answer_is_named_and_nothing_is_opened(desk, changes, wrong):
    answer = send(desk, **changes)
    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors
    assert 'value="光猫红灯"' in answer.content.decode() or "subject" in changes
    assert (Case.objects.count(), Customer.objects.count()) == (0, 0)


def test_an_agent_cannot_put_a_case_into_a_team_out_of_sight(desk):
    assert send(desk, team=given.team("mobile").pk).status_code == 422
    assert Case.objects.count() == 0


def test_a_case_that_the_rules_give_to_another_team_is_followed_there_and_not_taken(signed_in):
    desk = signed_in(given.ZHAO)
    answer = send(desk)
    case = Case.objects.get()
    assert (case.team.code, answer["Location"]) == ("broadband", f"/desk/cases/{case.pk}")
    assert (case.assignee, case.responsible.username) == (None, given.ZHAO)
    assert case.number in desk.get(f"/desk/cases/{case.pk}").content.decode()


@pytest.mark.proves("S1-1.2-3")
def test_the_number_that_rings_is_recognised(desk):
    case = given.an_open_case()
    page = desk.get("/desk/cases/new?phone=%2B8613912345678")
    text = page.content.decode()
    assert page.context["card"].name == "王建国" and 'value="王建国"' in text
    assert [one.pk for one in page.context["open_cases"]] == [case.pk]
    assert "139****5678" in text


def test_a_look_at_a_caller_is_logged(desk):
    case = given.a_case()
    desk.get("/desk/cases/new?phone=13912345678")
    entry = AccessEntry.objects.get(action="look_up_customer")
    assert (entry.subject_id, entry.actor_id) == (case.customer_id, given.staff(given.LIN).pk)


def test_a_number_that_is_typed_is_recognised_without_standing_in_an_address(desk):
    given.a_case()
    answer = desk.post("/desk/cases/new/caller", {"phone": "13912345678"}, HTTP_HX_REQUEST="true")
    text = answer.content.decode()
    assert 'id="caller"' in text and "王建国" in text
    assert 'id="name-field" hx-swap-oob="true"' in text


def test_a_name_that_was_typed_is_not_replaced(desk):
    given.a_case()
    answer = desk.post("/desk/cases/new/caller", {"phone": "13912345678", "name": "王太太"}, HTTP_HX_REQUEST="true")
    assert "name-field" not in answer.content.decode()


@pytest.mark.parametrize("phone", ["", "139", "abc"])
def test_half_a_number_asks_nothing(desk, phone):
    answer = desk.post("/desk/cases/new/caller", {"phone": phone}, HTTP_HX_REQUEST="true")
    assert answer.status_code == 200
    assert not AccessEntry.objects.filter(action="look_up_customer").exists()


def test_without_scripts_a_button_looks_and_keeps_what_was_written(desk):
    given.a_case()
    answer = send(desk, look="1", phone="13912345678", name="")
    assert answer.status_code == 200
    assert answer.context["card"].name == "王建国"
    assert 'value="光猫红灯"' in answer.content.decode()
    assert Case.objects.count() == 1


def test_a_caller_of_another_team_is_known_but_the_case_is_not(signed_in):
    given.a_case()
    page = signed_in(given.ZHAO).get("/desk/cases/new?phone=13912345678")
    assert page.context["card"].name == "王建国"
    assert page.context["open_cases"] == []


def a_tree() -> None:
    given.centre()
    admin = given.administrator()
    save_term(actor=admin, vocabulary="category", name="网络", code="network")
    for code, name in (("broadband", "宽带"), ("mobile", "手机")):
        save_term(actor=admin, vocabulary="category", name=name, code=code, under="network")
    save_term(actor=admin, vocabulary="category", name="慢", code="slow", under="network.broadband")


def test_every_path_of_the_tree_is_suggested_while_one_types(desk):
    a_tree()
    page = desk.get("/desk/cases/new").content.decode()
    assert '<option value="网络 / 宽带 / 慢">' in page and 'list="id_category_list"' in page


@pytest.mark.parametrize("typed", ["网络 / 宽带 / 慢", "网络/宽带/慢", "慢", "network.broadband.slow"])
def test_a_category_is_taken_by_its_path_its_name_or_its_code(desk, typed):
    a_tree()
    send(desk, category=typed)
    assert Case.objects.get().category == "network.broadband.slow"


def test_a_category_that_is_none_or_several_is_refused_with_what_to_do(desk):
    a_tree()
    admin = given.administrator()
    save_term(actor=admin, vocabulary="category", name="慢", code="slow", under="network.mobile")
    for typed in ("卫星", "慢", "no.such.code"):
        answer = send(desk, category=typed)
        assert answer.status_code == 422 and set(answer.context["form"].errors) == {"category"}
        assert f'value="{typed}"' in answer.content.decode()
    assert not Case.objects.exists()


def test_a_retired_category_says_what_to_take_instead(desk):
    a_tree()
    slow = Term.objects.get(code="network.broadband.slow")
    retire_term(actor=given.administrator(), term_id=slow.pk, instead="network.broadband")
    assert "慢" not in desk.get("/desk/cases/new").content.decode()
    answer = send(desk, category="慢")
    assert answer.status_code == 422 or not Case.objects.exists()
    answer = send(desk, category="网络 / 宽带 / 慢")
    assert answer.status_code == 422 and "网络 / 宽带" in str(answer.context["form"].errors["category"])


def test_without_a_priority_urgency_and_impact_decide(desk):
    send(desk, priority="", urgency="high", impact="high")
    case = Case.objects.get()
    assert (case.priority, case.priority_by_hand, case.urgency, case.impact) == ("emergency", False, "high", "high")


def test_an_emergency_stands_out_in_the_list(desk):
    given.a_case(type="emergency")
    page = desk.get("/desk/queues/team")
    assert [row.is_emergency for row in page.context["rows"]] == [True]
    assert "tone-alarm" in page.content.decode()
