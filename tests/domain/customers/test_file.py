"""The file of a customer: everything in few statements, masked, whoever was merged into whom."""

from datetime import timedelta

import pytest
import time_machine
from tests import given
from tests.domain.customers.scenarios_profile import PHONE, a_customer, a_field, an_organisation
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import open_case
from fuwutai.domain.cases.of_customer import behaviour_since, cases_of
from fuwutai.domain.cases.queries import customer_history
from fuwutai.domain.customers import commands
from fuwutai.domain.customers.commands import Profile
from fuwutai.domain.customers.file import changes_page, customer_file, guidance, read_as
from fuwutai.domain.customers.models import Customer
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound

pytestmark = pytest.mark.django_db

OTHER = "13812345678"


def two_in_one() -> tuple[Customer, Customer]:
    """Return a customer and somebody who was merged into them; of each something is known."""
    kept, absorbed = a_customer(phone=PHONE), a_customer(phone=OTHER, name="李丽")
    for one in (kept, absorbed):
        there = {"actor": given.agent(), "customer_id": one.pk}
        commands.add_customer_note(**there, body=f"关于{one.name}")
        commands.note_consent(**there, purpose="survey", given=one == absorbed, how="phone")
        commands.start_special_handling(
            actor=given.supervisor(), customer_id=one.pk, kind="special_need", note=f"照顾{one.name}"
        )
    commands.add_member(actor=given.agent(), customer_id=absorbed.pk, organisation_id=an_organisation().pk)
    Customer.objects.filter(pk=absorbed.pk).update(merged_into=kept)
    return kept, absorbed


def test_a_file_holds_what_is_known_of_all_who_were_merged():
    kept, absorbed = two_in_one()
    found = customer_file(given.agent(), kept.pk)
    assert found.ids == {kept.pk, absorbed.pk} and read_as(given.agent(), absorbed.pk) == kept.pk
    assert [one.value for one in found.contacts] == ["139****5678", "138****5678"]
    assert {one.body for one in found.notes} == {"关于王建国", "关于李丽"}
    assert {one.note for one in found.care} == {"照顾王建国", "照顾李丽"}
    assert [one.organisation.name for one in found.memberships] == ["惠民物业"]
    assert found.consents["survey"].given and len(found.said) == 2
    with pytest.raises(NotFound):
        customer_file(given.agent(), absorbed.pk)
    assert len(cases_of(given.agent(), found.ids, 9)) == 2
    for one in (kept, absorbed):
        assert len(customer_history(given.agent(), one.pk, but=0)) == 2
        known = guidance(given.agent(), one.pk)
        assert known.customer == kept and len(known.care) == 2


def test_a_file_costs_seven_statements(django_assert_num_queries):
    kept, _absorbed = two_in_one()
    agent = given.agent()
    customer_file(agent, kept.pk)
    with django_assert_num_queries(7):
        customer_file(agent, kept.pk)
    with django_assert_num_queries(3):
        guidance(agent, kept.pk)


@pytest.mark.parametrize(
    "who",
    [given.agent_elsewhere, lambda: Actor.customer(), lambda: Actor(kind="staff", id=1, reach="all")],
)
def test_of_a_customer_out_of_sight_nothing_is_read(who):
    customer = a_customer()
    actor = who()
    for read in (customer_file, lambda *asked: changes_page(*asked, None)):
        with pytest.raises(NotFound):
            read(actor, customer.pk)
    assert read_as(actor, customer.pk) is None


def test_who_sees_no_customers_gets_no_guidance():
    customer = a_customer()
    assert guidance(Actor(kind="staff", id=1, reach="all", permissions=frozenset({"cases.view"})), customer.pk) is None


def test_the_state_of_a_file_says_what_is_missing_and_how_old_it_is():
    customer = a_customer()
    state = customer_file(given.agent(), customer.pk).state
    assert state.missing == ("type", "stage", "address", "language", "channel") and state.percent == 16
    with time_machine.travel(clock.now() + timedelta(days=400), tick=False):
        state = customer_file(given.agent(), customer.pk).state
        assert (state.unchecked_days, state.is_old) == (400, True)
        commands.confirm_profile(actor=given.agent(), customer_id=customer.pk)
        assert not customer_file(given.agent(), customer.pk).state.is_old


@pytest.mark.proves("S3-5.1-7")
def test_sensitive_values_are_masked_in_file_and_history_until_they_are_revealed():
    customer = a_customer()
    there = {"actor": given.agent(), "customer_id": customer.pk}
    address, number = "上海市浦东新区人民路8号", "8800123456"
    profile = Profile(name="王建国", type="business", address=address, manner="称王总")
    commands.change_profile(**there, profile=profile)
    commands.add_contact(**there, kind="email", value="wang@example.cn")
    a_field(level="sensitive")
    commands.set_custom_values(**there, values={"meter": number})

    def said() -> str:
        found = customer_file(**there)
        return str((found.address, found.contacts, found.values, changes_page(**there, cursor=None)))

    masked = said()
    assert not any(one in masked for one in (address, "wang@", number, PHONE))
    assert all(one in masked for one in ("上海市浦东新*", "称王总", "business"))
    commands.reveal_contacts(**there, reason="寄送资料")
    whole = said()
    assert all(one in whole for one in (address, "wang@example.cn", number, PHONE))


def test_the_history_goes_on_page_by_page():
    there = {"actor": given.agent(), "customer_id": a_customer().pk}
    for number in range(51):
        commands.change_profile(**there, profile=Profile(name=f"第{number}名"))
    lines, cursor = changes_page(**there, cursor=None)
    assert (len(lines), lines[0].after, lines[0].by) == (50, "第50名", "林小雨")
    rest, end = changes_page(**there, cursor=cursor)
    assert ([one.after for one in rest], end) == (["第0名"], None)


def test_behaviour_counts_only_what_is_seen_and_recent():
    given.an_open_case()
    given.a_case(team_code="mobile", channel="phone")
    customer = given.a_case(channel="phone").customer
    since = clock.now() - timedelta(days=30)
    mine = behaviour_since(given.agent(), {customer.pk}, since)
    counted = {one.channel: (one.opened, one.words, one.replies) for one in mine}
    assert counted == {"portal": (1, 1, 1), "phone": (1, 1, 0)}
    whole = behaviour_since(given.supervisor(), {customer.pk}, since)
    assert {one.channel: one.opened for one in whole} == {"portal": 1, "phone": 2}
    assert behaviour_since(given.agent(), {customer.pk}, clock.now() + timedelta(days=1)) == []


def test_a_case_is_opened_for_a_customer_who_was_chosen():
    customer = a_customer(phone=PHONE)
    matter = {name: value for name, value in given.MATTER.items() if name not in ("name", "phone")}
    made = open_case(actor=given.agent(), **matter, customer_id=customer.pk)
    assert made.customer == customer and Customer.objects.count() == 1
    elsewhere = given.agent_elsewhere()
    with nothing_changes(), pytest.raises(NotFound):
        open_case(actor=elsewhere, **matter, customer_id=customer.pk)
