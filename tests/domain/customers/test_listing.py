"""The list of customers, and who is found by a number that was told."""

from datetime import timedelta

import pytest
import time_machine
from tests import given
from tests.domain.customers.scenarios_profile import PHONE, a_customer, a_field, an_organisation

from fuwutai.domain.customers import commands
from fuwutai.domain.customers.commands import Profile
from fuwutai.domain.customers.listing import (
    ANY_CARE,
    Sought,
    customer_fields,
    customer_page,
    field_to_change,
    found_by_contact,
    listed_state,
    sought_customers,
)
from fuwutai.domain.customers.models import Customer
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused

pytestmark = pytest.mark.django_db

OTHER = "13812345678"
WHOLE = {
    "name": "李丽", "type": "business", "stage": "use", "address": "上海市人民路8号", "language": "en",
    "channel": "sms",
}  # fmt: skip


def names(actor: Actor, **sought: object) -> set[str]:
    return {one.name for one in sought_customers(actor, Sought(**sought))}


def test_the_list_is_narrowed_by_what_is_known():
    a_customer(phone=PHONE)
    li = a_customer(phone=OTHER, name="李丽")
    there = {"actor": given.agent(), "customer_id": li.pk}
    whole = Profile(**WHOLE, owner_id=given.staff().pk)
    commands.change_profile(actor=given.supervisor(), customer_id=li.pk, profile=whole)
    commands.set_tier(actor=given.supervisor(), customer_id=li.pk, tier="vip")
    commands.add_member(**there, organisation_id=an_organisation().pk)
    commands.start_special_handling(actor=given.supervisor(), customer_id=li.pk, kind="high_value", note="-")
    agent = given.agent()
    fitting = [
        {"type": "business"}, {"stage": "use"}, {"tier": "vip"}, {"organisation": "惠民"}, {"care": ANY_CARE},
        {"care": "high_value"}, {"owner_id": given.staff().pk},
    ]  # fmt: skip
    assert [one for one in fitting if names(agent, **one) != {"李丽"}] == []
    assert names(agent, care="special_need") == names(agent, organisation="别家") == set()
    assert names(agent) == {"王建国", "李丽"} and names(given.agent_elsewhere()) == set()


@pytest.mark.proves("S0-4.1-2")
def test_to_be_checked_are_files_in_which_something_is_missing_and_old_ones():
    li = a_customer(phone=OTHER, name="李丽")
    commands.change_profile(actor=given.agent(), customer_id=li.pk, profile=Profile(**WHOLE))
    a_customer(phone=PHONE)
    agent = given.agent()
    assert names(agent, to_check=True) == {"王建国"}
    with time_machine.travel(clock.now() + timedelta(days=365), tick=False):
        assert names(agent, to_check=True) == {"王建国", "李丽"}
        commands.confirm_profile(actor=agent, customer_id=li.pk)
        assert names(agent, to_check=True) == {"王建国"}
        (wang,) = customer_page(agent, Sought(to_check=True), None).rows
        assert (listed_state(wang).percent, listed_state(wang).unchecked_days) == (16, 365)
    li.contacts.all().delete()
    assert names(agent, to_check=True) == {"王建国", "李丽"}


def test_list_and_narrowing_say_the_same_of_each_file():
    li = a_customer(phone=OTHER, name="李丽")
    commands.change_profile(actor=given.agent(), customer_id=li.pk, profile=Profile(**WHOLE))
    a_customer(phone=PHONE)
    rows = customer_page(given.agent(), Sought(), None).rows
    assert {one.name: listed_state(one).to_check for one in rows} == {"王建国": True, "李丽": False}


def test_the_newest_stand_first_and_a_page_costs_three_statements(django_assert_num_queries):
    for number in range(52):
        commands.register_customer(actor=given.agent(), name=f"第{number}名")
    agent = given.agent()
    with django_assert_num_queries(3):
        page = customer_page(agent, Sought(), None)
    assert (len(page.rows), page.rows[0].name) == (50, "第51名")
    assert [one.name for one in customer_page(agent, Sought(), page.next).rows] == ["第1名", "第0名"]


def test_who_was_merged_is_listed_as_the_one_they_are_read_as():
    kept, absorbed = a_customer(phone=PHONE), a_customer(phone=OTHER, name="李丽")
    commands.add_member(actor=given.agent(), customer_id=absorbed.pk, organisation_id=an_organisation().pk)
    Customer.objects.filter(pk=absorbed.pk).update(merged_into=kept)
    assert names(given.agent()) == names(given.agent(), organisation="惠民物业") == {"王建国"}
    assert [one.id for one in found_by_contact(given.agent(), OTHER)] == [kept.pk]


@pytest.mark.parametrize(
    ("kind", "value", "typed"),
    [("phone", PHONE, "+86 139 1234 5678"), ("email", "li@example.cn", "LI@example.cn"), ("account", "wx8", "wx8"),
     ("id_card", "11010519491231002X", "110105 19491231 002x")],
)  # fmt: skip
def test_exactly_who_is_reached_there_is_found(kind, value, typed):
    customer = a_customer(phone=OTHER)
    commands.add_contact(actor=given.agent(), customer_id=customer.pk, kind=kind, value=value)
    assert [one.id for one in found_by_contact(given.agent(), typed)] == [customer.pk]
    assert found_by_contact(given.agent(), value[:-1]) == []


def test_who_is_served_by_others_is_found_by_name_alone_and_a_restricted_one_not_at_all():
    customer = a_customer(phone=PHONE)
    (found,) = found_by_contact(given.agent_elsewhere(), PHONE)
    assert (found.name, found.is_visible) == ("王建国", False)
    commands.set_restricted(actor=given.supervisor(), customer_id=customer.pk, restricted=True)
    assert found_by_contact(given.agent_elsewhere(), PHONE) == []
    assert found_by_contact(given.supervisor(), PHONE)[0].is_visible


@pytest.mark.parametrize("who", [lambda: Actor.customer(), lambda: Actor(kind="staff", id=1, reach="all")])
def test_who_sees_no_customers_finds_and_lists_none(who):
    a_customer(phone=PHONE)
    a_field()
    assert found_by_contact(who(), PHONE) == [] and not names(who()) and not customer_fields(who())


def test_only_who_changes_the_centre_opens_a_field_to_change_it():
    field = a_field()
    assert field_to_change(given.administrator(), field.pk) == field
    with pytest.raises(Refused):
        field_to_change(given.agent(), field.pk)
