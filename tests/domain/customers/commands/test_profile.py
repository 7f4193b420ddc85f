"""Customers are registered by hand, changed with before and after, and confirmed."""

from datetime import time

import pytest
from django.db import connection
from tests import given
from tests.domain.customers.scenarios_profile import PHONE, a_customer
from tests.rows import nothing_changes

from fuwutai.domain.customers.commands import (
    Profile,
    change_profile,
    confirm_profile,
    register_customer,
    set_tier,
)
from fuwutai.domain.customers.models import Customer, CustomerChange
from fuwutai.domain.customers.queries import visible_customers
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

WHOLE = {
    "name": "王建军", "type": "business", "stage": "use", "address": "上海市浦东新区人民路8号", "manner": "称王总",
    "language": "en", "channel": "sms", "quiet_from": time(22), "quiet_until": time(8),
}  # fmt: skip


def last_event() -> JournalEntry:
    found = JournalEntry.objects.order_by("pk").last()
    assert found is not None
    return found


def test_who_registers_a_customer_sees_them_before_there_is_a_case():
    made = register_customer(actor=given.agent(), name=" 赵强 ", type="individual", phone="138 1234 5678")
    assert visible_customers(given.agent()).get() == made
    assert not visible_customers(given.agent_elsewhere()).exists()
    assert (made.name, made.created_by_id, made.contacts.get().value) == ("赵强", given.staff().pk, "13812345678")


@pytest.mark.parametrize("wrong", [{"email": "x"}, {"type": "king"}, {"name": ""}])
def test_what_is_told_wrongly_is_said_before_anybody_is_asked_for(wrong):
    a_customer(phone=PHONE)
    actor = given.agent()
    said = []
    for phone in (PHONE, "13500001234"):
        with nothing_changes(), pytest.raises(Invalid) as refused:
            register_customer(**{"actor": actor, "name": "赵强", "phone": phone, **wrong})
        said.append((str(refused.value.message), {name: str(text) for name, text in refused.value.fields.items()}))
    assert said[0] == said[1] and set(said[0][1]) == set(wrong)


def test_every_wrong_field_is_named_at_once():
    actor = given.agent()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        register_customer(actor=actor, name="", type="king", phone="12", email="nobody")
    assert set(refused.value.fields) == {"name", "type", "phone", "email"}


def test_a_request_that_is_sent_twice_registers_once():
    told = {"actor": given.agent(), "name": "赵强"}
    assert register_customer.once("k")(**told) == register_customer.once("k")(**told)
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": " "}, "name"), ({"name": "长" * 81}, "name"), ({"type": "king"}, "type"), ({"phone": "12"}, "phone"),
     ({"email": "nobody"}, "email"), ({"name": "a\x00"}, "name")],
)  # fmt: skip
def test_a_customer_who_is_told_wrongly_is_refused_at_the_field(wrong, field):
    actor = given.agent()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        register_customer(**{"actor": actor, "name": "赵强", **wrong})
    assert set(refused.value.fields) == {field}


def test_a_contact_of_somebody_else_registers_nobody():
    a_customer(phone=PHONE)
    actor = given.agent()
    with nothing_changes(), pytest.raises(Conflict):
        register_customer(actor=actor, name="赵强", phone=PHONE)


@pytest.mark.proves("S0-4.1-4")
def test_a_change_keeps_before_and_after_of_each_field_encrypted_and_names_only_fields_in_the_journal():
    customer = a_customer()
    change_profile(actor=given.agent(), customer_id=customer.pk, profile=Profile(**WHOLE))
    change_profile(actor=given.agent(), customer_id=customer.pk, profile=Profile(**WHOLE | {"address": "北京市"}))
    customer.refresh_from_db()
    assert {name: getattr(customer, name) for name in WHOLE} == WHOLE | {"address": "北京市"}
    rows = {one.field: (one.before, one.after) for one in CustomerChange.objects.order_by("pk")}
    assert rows["name"] == ("王建国", "王建军") and rows["quiet_from"] == (None, "22:00")
    assert rows["address"] == (WHOLE["address"], "北京市")
    assert customer.changed_at is not None
    entry = last_event()
    assert (entry.code, entry.data) == (
        "customers.profile_changed", {"customer_id": customer.pk, "fields": ["address"]},
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT before, after FROM customers_customerchange")
        assert "人民路" not in str(cursor.fetchall())


def test_an_address_that_is_not_told_stays_and_an_empty_one_goes():
    customer = a_customer()
    there = {"actor": given.agent(), "customer_id": customer.pk}
    change_profile(**there, profile=Profile(**WHOLE))
    change_profile(**there, profile=Profile(**WHOLE | {"address": None}))
    customer.refresh_from_db()
    assert customer.address == WHOLE["address"]
    change_profile(**there, profile=Profile(**WHOLE | {"address": ""}))
    customer.refresh_from_db()
    assert customer.address is None


def test_what_stays_the_same_is_no_change():
    customer = a_customer()
    actor = given.agent()
    with nothing_changes():
        change_profile(actor=actor, customer_id=customer.pk, profile=Profile(name="王建国"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"), ({"type": "king"}, "type"), ({"stage": "x"}, "stage"), ({"language": "xx"}, "language"),
        ({"channel": "pigeon"}, "channel"), ({"address": "长" * 301}, "address"), ({"manner": "长" * 1001}, "manner"),
        ({"quiet_until": None}, "quiet_until"), ({"quiet_from": None}, "quiet_from"),
        ({"quiet_until": time(22)}, "quiet_until"), ({"owner_id": 987_654}, "owner_id"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_refused_at_its_field(wrong, field):
    customer, actor = a_customer(), given.agent()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        change_profile(actor=actor, customer_id=customer.pk, profile=Profile(**WHOLE | wrong))
    assert set(refused.value.fields) == {field}


def test_to_confirm_a_file_begins_the_year_anew():
    customer = a_customer()
    confirm_profile(actor=given.agent(), customer_id=customer.pk)
    customer.refresh_from_db()
    assert customer.checked_at is not None and last_event().code == "customers.profile_confirmed"


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        (lambda customer: given.agent_elsewhere(), NotFound),
        (lambda customer: Actor.customer(customer.pk), Refused),
        (lambda customer: Actor.customer(), NotFound),
        (lambda customer: Actor(kind="staff", id=1, reach="all"), NotFound),
        (lambda customer: Actor(kind="staff", id=1, reach="all", permissions=frozenset({"customers.view"})), Refused),
    ],
)
def test_who_may_not_change_a_customer_changes_nothing(who, refusal):
    customer = a_customer()
    actor = who(customer)
    with nothing_changes():
        with pytest.raises(refusal):
            change_profile(actor=actor, customer_id=customer.pk, profile=Profile(**WHOLE))
        with pytest.raises(refusal):
            confirm_profile(actor=actor, customer_id=customer.pk)


def test_who_may_not_edit_registers_nobody():
    with nothing_changes(), pytest.raises(Refused):
        register_customer(actor=Actor.customer(), name="赵强")


def test_nothing_is_added_to_who_was_erased():
    customer = a_customer()
    Customer.objects.update(erased_at=clock.now())
    actor = given.agent()
    with nothing_changes(), pytest.raises(Conflict):
        change_profile(actor=actor, customer_id=customer.pk, profile=Profile(**WHOLE))


def test_another_class_stands_among_the_changes():
    customer = a_customer()
    set_tier(actor=given.supervisor(), customer_id=customer.pk, tier="vip")
    row = CustomerChange.objects.get()
    assert (row.field, row.before, row.after, row.by_id) == ("tier", None, "vip", given.staff(given.CHEN).pk)
