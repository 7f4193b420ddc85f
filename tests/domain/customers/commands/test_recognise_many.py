"""All people of a file at once: the same customers as one after the other."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from tests.rows import nothing_changes

from fuwutai.domain.customers.commands import Person, Recognised, recognise_customer, recognise_customers, set_tier
from fuwutai.domain.customers.models import Contact, Customer
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import blind_index
from fuwutai.kernel.errors import Invalid, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")
PAST = datetime(2011, 10, 31, 8, 38, 21, tzinfo=UTC)
FILE = [
    {"name": "王建国", "phone": "139 1234 5678"},
    {"name": " 李丽 ", "email": "Li@Example.cn", "account": "A01"},
    {"name": "王小二", "phone": "+8613912345678", "email": "wang@example.cn"},
    {"name": "李丽", "account": " A01 "},
    {"name": "另一位李丽", "account": "a01"},
    {"name": "张三", "phone": "13800138000", "email": "li@example.cn"},
    {"name": "老客户", "phone": "01012345678"},
]


def people(*rows: dict[str, str]) -> list[Person]:
    return [Person(at=PAST + timedelta(hours=place), **row) for place, row in enumerate(rows)]


def everybody() -> tuple[list, list, list]:
    """Return customers, contacts and journal, with numbers counted from the first customer in place of ids."""
    numbers = {pk: place for place, pk in enumerate(Customer.objects.order_by("pk").values_list("pk", flat=True))}
    customers = [(one.name, one.tier, one.created_at) for one in Customer.objects.order_by("pk")]
    contacts = [(numbers[one.customer_id], one.kind, one.value, one.value_index) for one in Contact.objects.all()]
    journal = JournalEntry.objects.order_by("subject_id", "subject_seq")
    told = [(numbers[one.subject_id], one.code, one.at, one.data.get("kind")) for one in journal]
    return customers, sorted(contacts), told


def test_a_file_makes_the_customers_that_its_people_make_one_after_the_other():
    recognise_customer.at(PAST)(actor=SYSTEM, name="老客户", phone="010-12345678")
    one_by_one = [
        recognise_customer.at(PAST + timedelta(hours=place))(actor=SYSTEM, **row).pk for place, row in enumerate(FILE)
    ]
    expected, places = everybody(), [sorted(set(one_by_one)).index(pk) for pk in one_by_one]
    JournalEntry.objects.all().delete()
    Contact.objects.all().delete()
    Customer.objects.all().delete()
    recognise_customer.at(PAST)(actor=SYSTEM, name="老客户", phone="010-12345678")
    found = [one.customer_id for one in recognise_customers(actor=SYSTEM, people=people(*FILE))]
    assert everybody() == expected
    assert [sorted(set(found)).index(pk) for pk in found] == places
    with nothing_changes():
        again = recognise_customers(actor=SYSTEM, people=people(*FILE))
    assert [one.customer_id for one in again] == found


def test_a_household_is_told_apart_by_names_as_one_after_the_other():
    names = ("王建国", "李丽")
    people_there = [recognise_customer(actor=SYSTEM, name=name, email=f"{name}@example.cn") for name in names]
    index = blind_index("phone", "02164381234")
    for one in people_there:
        Contact.objects.create(customer=one, kind="phone", value="02164381234", value_index=index, shared=True)
    rows = [{"name": name, "phone": "02164381234"} for name in ("李丽", "王小明", "王建国", "王小明")]
    found = [one.customer_id for one in recognise_customers(actor=SYSTEM, people=people(*rows))]
    assert [found[0], found[2]] == [people_there[1].pk, people_there[0].pk]
    assert found[1] == found[3] and Customer.objects.count() == 3
    assert Contact.objects.filter(shared=True).count() == 3
    with nothing_changes():
        again = [recognise_customer(actor=SYSTEM, **row).pk for row in rows]
    assert again == found


def test_who_gives_no_contact_is_a_customer_of_their_own():
    found = recognise_customers(actor=SYSTEM, people=people({"name": "路人"}, {"name": "路人"}))
    assert len({one.customer_id for one in found}) == 2
    assert not Contact.objects.exists()


def test_the_class_of_a_known_customer_is_told():
    known = recognise_customer(actor=SYSTEM, name="王建国", phone="13912345678")
    set_tier(actor=SYSTEM, customer_id=known.pk, tier="vip")
    assert recognise_customers(actor=SYSTEM, people=people(FILE[0])) == [Recognised(known.pk, "vip")]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "王", "phone": "不知道"}, "phone"),
        ({"name": "王", "email": "a@b"}, "email"),
        ({"name": "王", "account": "\ud800"}, "account"),
        ({"name": "王", "account": "A" * 201}, "account"),
    ],
)
def test_one_wrong_person_lets_nobody_in(wrong, field):
    with nothing_changes(), pytest.raises(Invalid) as refused:
        recognise_customers(actor=SYSTEM, people=people(FILE[0], wrong))
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize("who", [Actor.customer(), Actor(kind="staff", id=1)])
def test_only_who_may_import_takes_people_in(who):
    with nothing_changes(), pytest.raises(Refused):
        recognise_customers(actor=who, people=people(FILE[0]))


def storing(model, rows: int) -> int:
    """Return how many statements store new rows: two, or on SQLite as many as the values of a statement ask for."""
    if connection.vendor == "postgresql":
        return 2
    return math.ceil(rows / (connection.features.max_query_params // len(model._meta.concrete_fields)))


def test_a_thousand_people_cost_as_many_statements_as_one(django_assert_max_num_queries):
    stored = storing(Customer, 120) + storing(Contact, 120) + storing(JournalEntry, 240)
    with django_assert_max_num_queries(2 + 1 + stored):  # the transaction, who is known, rows with ids, the journal
        recognise_customers(
            actor=SYSTEM, people=people(*({"name": "客户", "phone": str(13900000000 + n)} for n in range(120)))
        )
