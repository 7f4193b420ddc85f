"""A reveal lasts for the centre's minutes, for one person, for the customer with all whom they absorbed."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.accounts.models import Centre
from fuwutai.domain.accounts.queries import forget_centre
from fuwutai.domain.cases.models import Case
from fuwutai.domain.customers.commands import end_reveal, merge_customers, reveal_contacts, undo_merger
from fuwutai.domain.customers.models import Customer, Reveal
from fuwutai.domain.customers.queries import customer_card
from fuwutai.domain.customers.reveals import is_revealed, revealed_until
from fuwutai.kernel import clock
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.models import AccessEntry, JournalEntry

pytestmark = pytest.mark.django_db


def revealed() -> Case:
    case = given.an_open_case()
    reveal_contacts(actor=given.agent(), customer_id=case.customer_id, reason="按约回电", place="desk:case_reveal")
    return case


@pytest.mark.parametrize("minutes", [15, 40])
def test_a_reveal_ends_by_itself_after_the_minutes_of_the_centre(minutes):
    with time_machine.travel(clock.now(), tick=False) as now:
        Centre.objects.filter(pk=given.centre().pk).update(reveal_minutes=minutes)
        forget_centre()
        case, begun = revealed(), clock.now()
        assert revealed_until(given.agent(), case.customer_id) == begun + timedelta(minutes=minutes)
        now.shift(timedelta(minutes=minutes, seconds=-1))
        assert customer_card(given.agent(), case.customer_id).contacts == (("phone", "13912345678"),)
        now.shift(timedelta(seconds=1))
        assert revealed_until(given.agent(), case.customer_id) is None
        card = customer_card(given.agent(), case.customer_id)
        assert (card.contacts, card.revealed_until) == ((("phone", "139****5678"),), None)


def test_only_who_gave_the_reason_sees_and_no_program_of_hers():
    case = revealed()
    assert revealed_until(given.supervisor(), case.customer_id) is None
    assert revealed_until(replace(given.agent(), kind="token"), case.customer_id) is None
    assert revealed_until(given.customer_of(case), case.customer_id) is None


def test_who_may_reveal_no_more_sees_no_more():
    case, agent = revealed(), given.agent()
    without = replace(agent, permissions=agent.permissions - {"customers.reveal"})
    assert revealed_until(without, case.customer_id) is None
    assert not customer_card(without, case.customer_id).revealed


def test_another_customer_stays_masked():
    revealed()
    other = given.a_case(phone="13800138000")
    assert revealed_until(given.agent(), other.customer_id) is None


def test_a_reveal_holds_for_whoever_the_customer_is_read_as():
    agent, case = given.agent(), given.an_open_case()
    old = given.a_case(phone="13800138000").customer
    merge_customers(actor=given.supervisor(), kept_id=case.customer_id, absorbed_id=old.pk)
    reveal_contacts(actor=agent, customer_id=old.pk, reason="按约回电")
    assert Reveal.objects.get().customer_id == case.customer_id
    until = revealed_until(agent, case.customer_id)
    assert until is not None and revealed_until(agent, old.pk) == until
    shown = Case.objects.filter(is_revealed(agent, "customer")).values_list("customer_id", flat=True)
    assert set(shown) == {case.customer_id, old.pk}
    assert {value for _kind, value in customer_card(agent, old.pk).contacts} == {"13912345678", "13800138000"}


@pytest.mark.parametrize("which", [0, 1])
def test_a_merger_and_its_end_mask_both_for_everybody_again(which):
    case, other = given.an_open_case(), given.a_case(phone="13800138000")
    pair = (case.customer_id, other.customer_id)
    for who in (given.agent(), given.supervisor()):
        reveal_contacts(actor=who, customer_id=pair[which], reason="按约回电")
    merger = merge_customers(actor=given.supervisor(), kept_id=pair[0], absorbed_id=pair[1])
    for who in (given.agent(), given.supervisor()):
        assert [revealed_until(who, one) for one in pair] == [None, None]
        assert not customer_card(who, pair[1]).revealed
        reveal_contacts(actor=who, customer_id=pair[1], reason="核对合并")
    undo_merger(actor=given.supervisor(), merger_id=merger.pk)
    for who in (given.agent(), given.supervisor()):
        assert [revealed_until(who, one) for one in pair] == [None, None]
    told = JournalEntry.objects.filter(code="customers.reveal_ended").values_list("data__customer_id", flat=True)
    assert list(told) == [pair[0]] * 2


def test_a_merger_of_whom_nobody_sees_in_full_ends_nothing():
    pair = given.an_open_case().customer_id, given.a_case(phone="13800138000").customer_id
    merge_customers(actor=given.supervisor(), kept_id=pair[0], absorbed_id=pair[1])
    assert not JournalEntry.objects.filter(code="customers.reveal_ended").exists()


def test_the_reason_stands_at_each_of_whom_the_person_consists():
    pair = given.an_open_case().customer_id, given.a_case(phone="13800138000").customer_id
    merge_customers(actor=given.supervisor(), kept_id=pair[1], absorbed_id=pair[0])
    reveal_contacts(actor=given.agent(), customer_id=pair[0], reason="按约回电", place="desk:case_reveal")
    said = AccessEntry.objects.filter(action="reveal_contacts", subject="customer", reason="按约回电").order_by("pk")
    assert list(said.values_list("subject_id", flat=True)) == [pair[1], pair[0]]
    assert {(one.place, one.reason_digest != "") for one in said} == {("desk:case_reveal", True)}
    assert Reveal.objects.get().access_entry_id == said[0].pk


def test_a_customer_without_contacts_is_revealed_for_what_was_said():
    case = given.an_open_case()
    Customer.objects.get(pk=case.customer_id).contacts.all().delete()
    reveal_contacts(actor=given.agent(), customer_id=case.customer_id, reason="按约回电")
    assert customer_card(given.agent(), case.customer_id).revealed


def test_a_reveal_is_given_up_before_its_time():
    case = revealed()
    end_reveal(actor=given.agent(), customer_id=case.customer_id)
    assert revealed_until(given.agent(), case.customer_id) is None
    last = JournalEntry.objects.order_by("pk").last()
    assert (last.code, last.data) == ("customers.reveal_ended", {"customer_id": case.customer_id})
    with nothing_changes():
        end_reveal(actor=given.agent(), customer_id=case.customer_id)


def test_nobody_ends_the_reveal_of_somebody_else_or_of_who_is_hidden():
    case = revealed()
    with nothing_changes():
        end_reveal(actor=given.supervisor(), customer_id=case.customer_id)
        with pytest.raises(NotFound):
            end_reveal(actor=given.agent_elsewhere(), customer_id=case.customer_id)
    assert revealed_until(given.agent(), case.customer_id) is not None
