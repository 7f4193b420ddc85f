"""Customers who are one person are read as one, and as two again when that is taken back."""

from datetime import timedelta

import pytest
import time_machine
from tests import given
from tests.domain.customers.given_duplicates import somebody, suggestions, twins
from tests.rows import all_rows, nothing_changes

from fuwutai.domain.cases.models import Case
from fuwutai.domain.customers.commands import (
    merge_customers,
    recognise_customer,
    recognise_customers,
    set_restricted,
    undo_merger,
)
from fuwutai.domain.customers.commands.recognise import Person
from fuwutai.domain.customers.models import Contact, Customer, CustomerNote, Merger, Suggestion
from fuwutai.domain.customers.person import whole_ids
from fuwutai.domain.customers.queries import customer_card, visible_customers
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")
FIRST, SECOND = "13912345678", "13912345687"


def merge(kept: Customer, absorbed: Customer) -> Merger:
    return merge_customers(actor=given.supervisor(), kept_id=kept.pk, absorbed_id=absorbed.pk)


def undo(merger: Merger) -> Merger:
    return undo_merger(actor=given.supervisor(), merger_id=merger.pk)


def pointers() -> dict[int, int | None]:
    return dict(Customer.objects.values_list("pk", "merged_into_id"))


def rows_but_traces() -> dict[str, list]:
    """Return everything that a merger and its undoing should leave alike; keys are written anew by the next search."""
    traces = {"kernel.JournalEntry", "customers.Merger", "customers.MatchKey", "customers.Suggestion"}
    return {label: rows for label, rows in all_rows().items() if label not in traces}


def test_both_are_read_as_one_with_all_that_is_theirs():
    kept, absorbed = twins()
    case = given.a_case(phone=SECOND)
    merger = merge(kept, absorbed)
    assert whole_ids(kept.pk) == whole_ids(absorbed.pk) == {kept.pk, absorbed.pk}
    card = customer_card(SYSTEM, absorbed.pk)
    assert card is not None
    assert (card.id, card.name, len(card.contacts)) == (kept.pk, "欧阳文静", 2)
    assert Case.objects.get(pk=case.pk).customer_id == absorbed.pk
    assert list(visible_customers(SYSTEM).filter(pk__in=(kept.pk, absorbed.pk))) == [kept]
    assert (merger.moved, merger.by_id) == ([], given.staff(given.CHEN).pk)


def test_both_histories_tell_of_the_merger_and_of_its_end():
    kept, absorbed = twins()
    undo(merge(kept, absorbed))
    told = JournalEntry.objects.filter(subject="customer").order_by("pk").values_list("subject_id", "code")
    assert list(told)[-4:] == [
        (kept.pk, "customers.customers_merged"),
        (absorbed.pk, "customers.customer_absorbed"),
        (kept.pk, "customers.merger_undone"),
        (absorbed.pk, "customers.customer_restored"),
    ]


def test_who_turns_to_us_under_an_absorbed_contact_is_the_kept_customer():
    kept, absorbed = twins()
    merge(kept, absorbed)
    assert recognise_customer(actor=Actor.customer(), name="谁", phone=SECOND).pk == kept.pk
    people = [Person(at=clock.now(), name="谁", phone=SECOND)]
    assert [one.customer_id for one in recognise_customers(actor=SYSTEM, people=people)] == [kept.pk]


def test_undoing_restores_every_row_as_it_was():
    kept, absorbed = twins()
    third = somebody("欧阳文静", email="wenjing@example.cn")
    for customer in (kept, absorbed, third):
        CustomerNote.objects.create(customer=customer, body=f"备注{customer.pk}", at=clock.now())
    given.a_case(phone=SECOND)
    given.supervisor()
    first = merge(absorbed, third)
    before = rows_but_traces()
    second = merge(kept, absorbed)
    assert pointers() == {kept.pk: None, absorbed.pk: kept.pk, third.pk: kept.pk}
    assert second.moved == [third.pk]
    undo(second)
    assert rows_but_traces() == before
    undo(first)
    assert set(pointers().values()) == {None}


def test_what_came_after_the_merger_stays_with_the_kept_one():
    kept, absorbed = twins()
    before = given.a_case(phone=SECOND)
    merger = merge(kept, absorbed)
    after = given.a_case(phone=SECOND)
    undo(merger)
    assert (Case.objects.get(pk=before.pk).customer_id, after.customer_id) == (absorbed.pk, kept.pk)
    assert given.a_case(phone=SECOND).customer_id == absorbed.pk


def test_a_merger_on_which_another_stands_is_taken_back_after_it():
    one, other = twins()
    third = somebody("李丽", phone="13800138000")
    first = merge(other, one)
    second = merge(third, other)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        undo(first)
    assert str(second.pk) in str(refused.value.message)
    undo(second)
    undo(first)
    assert set(pointers().values()) == {None}


def test_mergers_into_one_customer_are_taken_back_in_any_order():
    kept, other = twins()
    third = somebody("李丽", phone="13800138000")
    first, second = merge(kept, other), merge(kept, third)
    undo(first)
    assert pointers() == {kept.pk: None, other.pk: None, third.pk: kept.pk}
    undo(second)
    assert set(pointers().values()) == {None}


@pytest.mark.parametrize(("days", "undone"), [(30, True), (31, False)])
def test_a_merger_can_be_taken_back_for_thirty_days(days, undone):
    kept, absorbed = twins()
    merger = merge(kept, absorbed)
    with time_machine.travel(merger.at + timedelta(days=days), tick=False):
        if undone:
            assert undo(merger).undone_at == clock.now()
        else:
            with nothing_changes(), pytest.raises(Conflict):
                undo(merger)


def test_a_merger_is_taken_back_once():
    merger = merge(*twins())
    undo(merger)
    with nothing_changes(), pytest.raises(Conflict):
        undo(merger)


@pytest.mark.parametrize("which", [0, 1])
def test_of_two_the_whole_is_restricted_where_one_is_until_that_is_taken_back(which):
    both = twins()
    set_restricted(actor=given.supervisor(), customer_id=both[which].pk, restricted=True)
    merger = merge(*both)
    assert Customer.objects.get(pk=both[0].pk).restricted
    undo(merger)
    assert [Customer.objects.get(pk=one.pk).restricted for one in both] == [which == 0, which == 1]


def test_what_was_decided_since_on_who_may_know_stays():
    kept, absorbed = twins()
    set_restricted(actor=given.supervisor(), customer_id=absorbed.pk, restricted=True)
    merger = merge(kept, absorbed)
    for restricted in (False, True):
        set_restricted(actor=given.supervisor(), customer_id=kept.pk, restricted=restricted)
    undo(merger)
    assert Customer.objects.get(pk=kept.pk).restricted


def test_the_class_in_which_a_customer_is_served_stays_as_it_is():
    kept, absorbed = twins()
    Customer.objects.filter(pk=absorbed.pk).update(tier="vip")
    case = given.a_case(phone=SECOND)
    merge(kept, absorbed)
    assert (Case.objects.get(pk=case.pk).tier, Customer.objects.get(pk=kept.pk).tier) == ("vip", "")


def test_a_suggestion_is_settled_by_the_merger_and_not_made_again_after_its_end():
    kept, absorbed = twins()
    (found,) = suggestions()
    merger = merge(absorbed, kept)
    assert Suggestion.objects.get(pk=found.pk).state == "merged"
    suggestions()
    undo(merger)
    (again,) = suggestions()
    assert (again.pk, again.state) == (found.pk, "dismissed")


def test_the_kept_customer_is_compared_with_all_that_was_the_absorbed_ones():
    kept, absorbed = twins()
    suggestions()
    merge(kept, absorbed)
    third = somebody("欧阳文静", phone="13912345686")
    open_now = [one for one in suggestions() if one.state == "open"]
    assert [(one.first_id, one.second_id) for one in open_now] == [(kept.pk, third.pk)]


def test_a_customer_is_not_merged_into_themselves():
    kept, _absorbed = twins()
    given.supervisor()
    with nothing_changes(), pytest.raises(Invalid):
        merge(kept, kept)


def test_an_erased_customer_is_neither_merged_nor_separated():
    kept, absorbed = twins()
    merger = merge(kept, absorbed)
    Customer.objects.filter(pk=kept.pk).update(erased_at=clock.now())
    with nothing_changes(), pytest.raises(Conflict):
        undo(merger)
    third = somebody("李丽", phone="13800138000")
    with nothing_changes(), pytest.raises(Conflict):
        merge(third, kept)


def test_who_may_not_merge_changes_nothing():
    case = given.a_case(phone=FIRST)
    other = given.a_case(phone=SECOND)
    agent = given.agent()
    with nothing_changes(), pytest.raises(Refused):
        merge_customers(actor=agent, kept_id=case.customer_id, absorbed_id=other.customer_id)
    merger = merge(case.customer, other.customer)
    with nothing_changes(), pytest.raises(NotFound):
        undo_merger(actor=agent, merger_id=merger.pk)


def test_whom_somebody_does_not_see_she_does_not_merge():
    case = given.a_case(phone=FIRST)
    hidden = somebody("李丽", phone="13800138000")
    may = given.agent()
    may = type(may)(
        kind="staff", id=may.id, permissions=may.permissions | {"customers.merge"}, reach="team", team_ids=may.team_ids
    )
    for kept_id, absorbed_id in ((case.customer_id, hidden.pk), (hidden.pk, case.customer_id)):
        with nothing_changes(), pytest.raises(NotFound):
            merge_customers(actor=may, kept_id=kept_id, absorbed_id=absorbed_id)


def test_no_contact_is_lost_or_changed_by_a_merger():
    kept, absorbed = twins()
    before = list(Contact.objects.order_by("pk").values())
    merge(kept, absorbed)
    assert list(Contact.objects.order_by("pk").values()) == before
