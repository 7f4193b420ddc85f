"""Who is speaking: found by phone or mail however it is spelled, else registered once."""

import pytest
from django.db import connection
from tests import given
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.customers.commands import recognise_customer
from fuwutai.domain.customers.models import Contact, Customer
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import blind_index
from fuwutai.kernel.errors import Invalid
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

STRANGER = Actor.customer()


def recognise(name: str = "王建国", **contact: str) -> Customer:
    return recognise_customer(actor=STRANGER, name=name, **contact)


def test_a_newcomer_is_registered_with_all_contacts_given():
    customer = recognise("  王建国 ", phone="139 1234 5678", email="Wang@Example.com")
    stored = Customer.objects.get()
    assert (stored, stored.name) == (customer, "王建国")
    assert {(one.kind, one.value) for one in stored.contacts.all()} == {
        ("phone", "13912345678"),
        ("email", "wang@example.com"),
    }
    codes = list(JournalEntry.objects.order_by("pk").values_list("code", flat=True))
    assert codes == ["customers.customer_registered", "customers.contact_added", "customers.contact_added"]


@pytest.mark.parametrize(
    "spelled",
    [
        "13912345678",
        " 139-1234-5678 ",
        "139 1234 5678",
        "+86 139 1234 5678",
        "008613912345678",
        "１３９１２３４５６７８",
        "(139)12345678",
        "013912345678",
    ],
)
@pytest.mark.proves("S1-1.2-3")
def test_a_customer_is_known_by_the_number_however_it_is_spelled(spelled):
    known = recognise(phone="13912345678")
    with nothing_changes():
        assert recognise("别的名字", phone=spelled) == known


@pytest.mark.parametrize("spelled", ["wang@example.com", " WANG@Example.COM ", "ｗａｎｇ@example.com"])
@pytest.mark.proves("S1-1.2-3")
def test_a_customer_is_known_by_the_address_however_it_is_spelled(spelled):
    known = recognise(email="wang@example.com")
    with nothing_changes():
        assert recognise(email=spelled) == known


def test_the_phone_number_decides_when_the_two_point_to_different_people():
    by_phone, by_mail = recognise(phone="13912345678"), recognise("李丽", email="li@example.com")
    with nothing_changes():
        assert recognise(phone="13912345678", email="li@example.com") == by_phone
        assert recognise(phone="13800138000", email="li@example.com") == by_mail


def test_a_contact_typed_by_a_stranger_is_not_added_to_the_customer_who_was_recognised():
    known = recognise(phone="13912345678")
    with nothing_changes():
        recognise(phone="13912345678", email="thief@example.com")
    assert [one.kind for one in known.contacts.all()] == ["phone"]


def test_the_name_of_a_known_customer_stays():
    recognise("王建国", phone="13912345678")
    assert recognise("王小二", phone="13912345678").name == "王建国"


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"name": "", "phone": "12", "email": "nobody"}, {"name", "phone", "email"}),
        ({"name": " "}, {"name", "phone"}),
        ({"name": "王建国"}, {"phone"}),
        ({"name": "王建国", "phone": " ", "email": " "}, {"phone"}),
        ({"name": "王" * 81, "phone": "13912345678"}, {"name"}),
        ({"name": "王\x00", "phone": "13912345678"}, {"name"}),
        ({"name": "王建国", "phone": "不知道"}, {"phone"}),
        ({"name": "王建国", "phone": "13912345678", "email": "a@b"}, {"email"}),
    ],
)
@pytest.mark.proves("S1-1.2-2")
def test_every_wrong_answer_is_named_and_nobody_is_registered(given, wrong):
    with nothing_changes(), pytest.raises(Invalid) as refused:
        recognise(**given)
    assert set(refused.value.fields) == wrong


def a_household(*names: str) -> list[Customer]:
    """Return people who share one landline."""
    people = [recognise(name, email=f"person{nth}@example.cn") for nth, name in enumerate(names)]
    for one in people:
        index = blind_index("phone", "02164381234")
        Contact.objects.create(customer=one, kind="phone", value="02164381234", value_index=index, shared=True)
    return people


def test_a_shared_contact_decides_together_with_the_name():
    father, son = a_household("王建国", "王小明")
    with nothing_changes():
        assert recognise("王小明", phone="021-64381234") == son
        assert recognise(" 王建国", phone="021-64381234") == father


def test_where_the_name_does_not_tell_the_next_contact_decides():
    _father, son = a_household("王建国", "王小明")
    with nothing_changes():
        assert recognise("小明", phone="021-64381234", email="person1@example.cn") == son


def test_a_newcomer_shares_the_contact_of_a_household():
    a_household("王建国", "王小明")
    mother = recognise("李秀英", phone="021-64381234")
    contact = mother.contacts.get()
    assert (contact.value, contact.shared) == ("02164381234", True)
    with nothing_changes():
        assert recognise("李秀英", phone="021-64381234") == mother


def test_who_was_merged_is_recognised_as_the_customer_they_are_read_as():
    kept, absorbed = recognise("王建国", phone="13912345678"), recognise("王建國", phone="13800138000")
    Customer.objects.filter(pk=absorbed.pk).update(merged_into=kept)
    with nothing_changes():
        assert recognise("谁", phone="13800138000") == kept


def test_an_identity_number_recognises_and_is_checked():
    known = recognise("王建国", id_card="110101199003071233")
    with nothing_changes():
        assert recognise("王建国", id_card="110101 19900307 1233") == known
    with nothing_changes(), pytest.raises(Invalid) as refused:
        recognise("王建国", id_card="110101199003071234")
    assert set(refused.value.fields) == {"id_card"}


def test_who_registers_somebody_is_kept():
    agent = given.agent()
    assert recognise_customer(actor=agent, name="王建国", phone="13912345678").created_by_id == agent.id
    assert recognise("李丽", phone="13800138000").created_by_id is None


def test_what_is_stored_of_a_person_is_unreadable_without_the_keys():
    recognise("王建国", phone="13912345678", email="wang@example.com")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM customers_customer")
        names = cursor.fetchall()
        cursor.execute("SELECT value, value_index FROM customers_contact")
        raw = repr((names, cursor.fetchall()))
    assert not [secret for secret in ("王建国", "13912345678", "wang", "5678") if secret in raw]


@pytest.mark.parametrize(("contact", "cost"), [("13912345678", 2), ("13800138000", 4)])
def test_recognising_costs_as_little_as_it_says(contact, cost, django_assert_max_num_queries):
    recognise(phone="13912345678")
    with django_assert_max_num_queries(cost + 4):  # transaction and savepoint
        recognise(phone=contact)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_newcomer_who_is_registered_several_times_at_once_is_one_customer():
    results = at_once(*[lambda: recognise(phone="13912345678", email="wang@example.com")] * 4)
    assert set(results) == {Customer.objects.get()}
    assert Contact.objects.count() == 2
    assert JournalEntry.objects.filter(code="customers.customer_registered").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_newcomers_who_share_an_address_at_once_are_one_customer_and_the_other_is_turned_to_it():
    results = at_once(
        lambda: recognise(phone="13912345678", email="family@example.com"),
        lambda: recognise(phone="13800138000", email="family@example.com"),
    )
    assert {type(result) for result in results} == {Customer}
    assert Contact.objects.filter(kind="email").count() == 1
