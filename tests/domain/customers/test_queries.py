"""Customers on the screen: masked, for those who may see them, and never in the journal."""

import json

import pytest
from tests import given

from fuwutai.domain.cases.commands import add_note, confirm_case, reply_to_case, write_as_customer
from fuwutai.domain.customers.commands import recognise_customer, reveal_contacts
from fuwutai.domain.customers.queries import (
    contact_matches,
    customer_card,
    customer_names,
    find_by_contact,
    visible_customers,
)
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

MAIL = "wang.jianguo@example.com"


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (lambda customer: given.agent(), True),
        (lambda customer: given.supervisor(), True),
        (lambda customer: Actor.system("tests"), True),
        (lambda customer: Actor.customer(customer.pk), True),
        (lambda customer: Actor.customer(customer.pk + 1), False),
        (lambda customer: Actor.customer(), False),
        (lambda customer: Actor(kind="staff", id=1, reach="all"), False),
        (lambda customer: Actor(kind="token", id=1), False),
    ],
)
def test_every_read_shows_a_customer_to_those_who_may_see_it_and_to_nobody_else(who, seen):
    customer = given.a_case(email=MAIL).customer
    actor = who(customer)
    found = {
        "visible": visible_customers(actor).exists(),
        "card": customer_card(actor, customer.pk) is not None,
        "names": bool(customer_names(actor, {customer.pk})),
        "phone": find_by_contact(actor, "phone", "139-1234-5678") is not None,
        "mail": find_by_contact(actor, "email", MAIL.upper()) is not None,
    }
    assert found == dict.fromkeys(found, seen)


def test_who_does_not_serve_a_customer_learns_who_calls_and_lists_them_nowhere():
    customer, elsewhere = given.a_case(email=MAIL).customer, given.agent_elsewhere()
    assert not visible_customers(elsewhere).exists()
    assert find_by_contact(elsewhere, "phone", "139-1234-5678") == customer
    assert customer_card(elsewhere, customer.pk) is not None


def test_a_card_is_masked_unless_it_was_revealed():
    customer = given.a_case(email=MAIL).customer
    card = customer_card(given.agent(), customer.pk)
    assert (card.name, card.revealed) == ("王建国", False)
    assert card.contacts == (("phone", "139****5678"), ("email", "w***********@example.com"))
    reveal_contacts(actor=given.agent(), customer_id=customer.pk, reason="按约回电")
    full = customer_card(given.agent(), customer.pk)
    assert (full.contacts, full.revealed) == ((("phone", "13912345678"), ("email", MAIL)), True)
    assert not customer_card(given.supervisor(), customer.pk).revealed


def test_a_card_shows_the_phone_first_also_when_the_mail_is_older():
    system = Actor.system("tests")
    customer = recognise_customer(actor=system, name="李丽", email="li@example.com")
    customer.contacts.create(kind="phone", value="13800138000", value_index="x")
    assert [kind for kind, _value in customer_card(system, customer.pk).contacts] == ["phone", "email"]


def test_a_card_costs_one_statement(django_assert_num_queries):
    customer, agent = given.a_case(email=MAIL).customer, given.agent()
    with django_assert_num_queries(1):
        customer_card(agent, customer.pk)
    with django_assert_num_queries(0):
        assert customer_names(agent, set()) == {}


def test_a_customer_who_cannot_be_reached_any_more_still_has_a_card():
    customer = given.a_case().customer
    customer.contacts.all().delete()
    assert customer_card(given.agent(), customer.pk).contacts == ()


def test_a_stranger_proves_to_be_the_customer_by_any_contact_of_theirs_and_by_no_other():
    customer = given.a_case(email=MAIL).customer
    other = given.a_case(phone="13800138000").customer
    assert contact_matches(customer.pk, "phone", "+86 139 1234 5678", by=clock.now())
    assert contact_matches(customer.pk, "email", MAIL, by=clock.now())
    for wrong in ("13800138000", "", "no phone", "13912345679"):
        assert not contact_matches(customer.pk, "phone", wrong, by=clock.now())
    assert not contact_matches(other.pk, "phone", "13912345678", by=clock.now())
    assert not contact_matches(customer.pk, "email", "13912345678", by=clock.now())


def test_no_personal_value_and_no_word_of_a_message_is_in_the_journal():
    words = {"body": "我家住人民路八号三单元", "subject": "宽带断网八号楼", "name": "王建国"}
    case = given.a_case(email=MAIL, phone="+86 139-1234-5678", **words)
    agent = given.agent()
    reveal_contacts(actor=agent, customer_id=case.customer_id, reason="打给王建国")
    reply_to_case(actor=agent, case_id=case.pk, body="王先生您好", then="wait")
    write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="好的谢谢", channel="portal")
    add_note(actor=agent, case_id=case.pk, body="王先生着急")
    reply_to_case(actor=agent, case_id=case.pk, body="修好了", then="resolve")
    confirm_case(actor=given.customer_of(case), case_id=case.pk)
    entries = JournalEntry.objects.values_list("data", "actor_name", "command", "code")
    text = json.dumps(list(entries), ensure_ascii=False)
    about_the_person = ["王", "建国", "13912345678", "1234-5678", "example"]
    words_written = ["人民路", "八号", "您好", "谢谢", "着急", "修好", "打给"]
    assert [word for word in about_the_person + words_written if word in text] == []
    assert {"cases.case_closed", "customers.contact_revealed"} <= {code for *_rest, code in entries}
