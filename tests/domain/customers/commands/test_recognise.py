import json

import pytest
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.customers.commands import recognise_customer
from fuwutai.domain.customers.models import Contact, Customer
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

STRANGER = Actor.customer()


def recognise(name="王建国", **contacts):
    return recognise_customer(actor=STRANGER, name=name, **contacts)


def test_a_newcomer_is_registered_with_all_contacts():
    wang = recognise(name=" 王建国 ", phone="139 1234 5678", email=" Wang@Example.CN ")
    assert Customer.objects.get() == wang
    assert wang.name == "王建国"
    assert sorted((one.kind, one.value) for one in Contact.objects.all()) == [
        ("email", "wang@example.cn"),
        ("phone", "13912345678"),
    ]
    entries = JournalEntry.objects.order_by("subject_seq")
    assert [entry.code for entry in entries] == [
        "customers.customer_registered",
        "customers.contact_added",
        "customers.contact_added",
    ]
    journal = json.dumps([entry.data for entry in entries], ensure_ascii=False)
    assert not any(word in journal for word in ("王", "139", "wang"))


@pytest.mark.parametrize(
    "typed",
    ["13912345678", "139 1234 5678", "139-1234-5678", "+86 13912345678", "0086-13912345678", "０13912345678"],
)
def test_a_known_customer_is_recognised_however_the_number_is_written(typed):
    wang = recognise(phone="13912345678")
    with nothing_changes():
        assert recognise(name="王先生", phone=typed) == wang


def test_a_known_customer_is_recognised_by_mail_without_regard_to_case():
    wang = recognise(email="wang@example.cn")
    with nothing_changes():
        assert recognise(email="WANG@EXAMPLE.CN") == wang


def test_recognition_costs_one_statement(django_assert_num_queries):
    recognise(phone="13912345678")
    with django_assert_num_queries(1 + 2):  # savepoint and release
        recognise(phone="13912345678", email="wang@example.cn")


def test_the_phone_decides_where_the_contacts_point_to_two_people():
    wang, li = recognise(phone="13912345678"), recognise(name="李梅", email="li@example.cn")
    with nothing_changes():
        assert recognise(phone="13912345678", email="li@example.cn") == wang
        assert recognise(name="李梅", phone="13812345678", email="li@example.cn") == li


def test_a_further_contact_that_a_stranger_types_is_not_added_to_the_customer():
    recognise(phone="13912345678")
    with nothing_changes():
        recognise(phone="13912345678", email="thief@example.com")


def test_a_phone_number_is_no_mail_address_even_if_it_has_the_same_letters():
    recognise(phone="13912345678")
    assert recognise(name="李梅", phone="13812345678").pk != Customer.objects.order_by("pk").first().pk


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"name": " ", "phone": "13912345678"}, {"name"}),
        ({"name": "长" * 81, "phone": "13912345678"}, {"name"}),
        ({"name": "王\x00", "phone": "13912345678"}, {"name"}),
        ({"name": "王\ud83d", "phone": "13912345678"}, {"name"}),
        ({"name": "王建国"}, {"phone"}),
        ({"name": "王建国", "phone": " ", "email": " "}, {"phone"}),
        ({"name": "王建国", "phone": "12"}, {"phone"}),
        ({"name": "王建国", "phone": "不告诉你"}, {"phone"}),
        ({"name": "王建国", "email": "wang"}, {"email"}),
        ({"name": "", "phone": "x", "email": "x"}, {"name", "phone", "email"}),
        ({"name": "王建国", "phone": "13912345678", "email": "x"}, {"email"}),
    ],
)
def test_what_names_or_reaches_nobody_is_refused_with_the_field(answers, wrong):
    with nothing_changes(), pytest.raises(Invalid) as refused:
        recognise_customer(actor=STRANGER, **answers)
    assert set(refused.value.fields) == wrong


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_newcomer_in_several_requests_at_once_becomes_one_customer():
    found = at_once(*[lambda: recognise(phone="13912345678", email="wang@example.cn")] * 5)
    assert {getattr(one, "pk", one) for one in found} == {Customer.objects.get().pk}
    assert Contact.objects.count() == 2
    assert JournalEntry.objects.count() == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_newcomers_who_share_a_contact_at_once_become_one_customer_or_two_but_never_none():
    calls = [
        lambda: recognise(phone="13912345678", email="wang@example.cn"),
        lambda: recognise(phone="13912345678"),
        lambda: recognise(email="wang@example.cn"),
    ]
    found = at_once(*calls)
    assert all(isinstance(one, Customer) for one in found)
    assert {one.pk for one in found} == set(Customer.objects.values_list("pk", flat=True))
