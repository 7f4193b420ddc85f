"""Full contact data are shown for a stated reason only, and every look is written down."""

from dataclasses import replace

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.customers.commands import reveal_contacts
from fuwutai.domain.customers.queries import customer_card
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.models import AccessEntry, JournalEntry

pytestmark = pytest.mark.django_db

REASON = "按约定回电"


@pytest.mark.parametrize("who", [given.agent, given.supervisor, given.administrator])
@pytest.mark.proves("S1-7.1-1")
def test_a_look_for_a_reason_is_in_the_access_log_with_who_whom_and_why(who):
    case, actor = given.a_case(), who()
    reveal_contacts(actor=actor, customer_id=case.customer_id, reason=f"  {REASON} ")
    entry = AccessEntry.objects.get()
    assert (entry.action, entry.subject, entry.subject_id) == ("reveal_contacts", "customer", case.customer_id)
    assert (entry.actor_kind, entry.actor_id, entry.reason) == ("staff", actor.id, REASON)
    assert entry.reason_digest
    event = JournalEntry.objects.order_by("pk").last()
    assert (event.code, event.data) == (
        "customers.contact_revealed",
        {"customer_id": case.customer_id, "access_entry_id": entry.pk},
    )
    card = customer_card(actor, case.customer_id)
    assert card.contacts == (("phone", "13912345678"),)


@pytest.mark.parametrize("reason", ["", "  \n", "回电\x00"])
def test_without_a_reason_nothing_is_shown(reason):
    case = given.a_case()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        reveal_contacts(actor=given.agent(), customer_id=case.customer_id, reason=reason)
    assert set(refused.value.fields) == {"reason"}


def test_a_long_reason_is_kept_as_far_as_its_column_goes():
    case = given.a_case()
    reveal_contacts(actor=given.agent(), customer_id=case.customer_id, reason="回" * 300)
    assert AccessEntry.objects.get().reason == "回" * 200


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        (given.customer_of, Refused),
        (lambda case: Actor.customer(), NotFound),
        (lambda case: Actor.customer(case.customer_id + 1), NotFound),
        (lambda case: Actor(kind="staff", id=1), NotFound),
        (lambda case: Actor(kind="staff", id=1, permissions=frozenset({"customers.view"}), reach="all"), Refused),
        (lambda case: replace(given.agent(), kind="token"), Refused),
        (lambda case: Actor(kind="token", id=1), NotFound),
    ],
)
def test_who_may_not_look_leaves_no_trace(who, refusal):
    case = given.a_case()
    with nothing_changes(), pytest.raises(refusal):
        reveal_contacts(actor=who(case), customer_id=case.customer_id, reason=REASON)


def test_a_customer_who_is_not_there_is_not_found():
    with pytest.raises(NotFound):
        reveal_contacts(actor=given.agent(), customer_id=987_654, reason=REASON)
