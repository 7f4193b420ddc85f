import json

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.customers.commands import reveal_contacts
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.models import AccessEntry, JournalEntry

pytestmark = pytest.mark.django_db


def test_who_looks_and_why_stands_in_the_access_log_and_only_ids_in_the_journal():
    lin, customer_id = given.agent(), given.a_case().customer_id
    reveal_contacts(actor=lin, customer_id=customer_id, reason=" 按约定回电 139 ")
    entry = AccessEntry.objects.get()
    assert (entry.action, entry.subject, entry.subject_id) == ("reveal_contacts", "customer", customer_id)
    assert (entry.actor_id, entry.reason) == (lin.id, "按约定回电 139")
    event = JournalEntry.objects.get(code="customers.contact_revealed")
    assert event.data == {"customer_id": customer_id, "access_entry_id": entry.pk}
    assert "139" not in json.dumps(event.data)


@pytest.mark.parametrize("reason", ["", "  ", "\x00", "a\ud800"])
def test_without_a_reason_nothing_is_revealed(reason):
    lin, customer_id = given.agent(), given.a_case().customer_id
    with nothing_changes(), pytest.raises(Invalid) as refused:
        reveal_contacts(actor=lin, customer_id=customer_id, reason=reason)
    assert set(refused.value.fields) == {"reason"}


def test_a_long_reason_is_cut_short():
    reveal_contacts(actor=given.agent(), customer_id=given.a_case().customer_id, reason="长" * 900)
    assert len(AccessEntry.objects.get().reason) == 200


def test_who_may_see_customers_but_not_reveal_them_is_refused():
    customer_id = given.a_case().customer_id
    clerk = Actor(kind="staff", id=1, permissions=frozenset({"customers.view"}), reach="all")
    with nothing_changes(), pytest.raises(Refused):
        reveal_contacts(actor=clerk, customer_id=customer_id, reason="好奇")


@pytest.mark.parametrize("who", [Actor.customer(), Actor(kind="staff", id=1, reach="all")])
def test_for_those_who_see_no_customers_there_is_none(who):
    customer_id = given.a_case().customer_id
    with nothing_changes(), pytest.raises(NotFound):
        reveal_contacts(actor=who, customer_id=customer_id, reason="好奇")


def test_customers_reveal_nothing_not_even_their_own():
    case = given.a_case()
    with nothing_changes(), pytest.raises(Refused):
        reveal_contacts(actor=given.customer_of(case), customer_id=case.customer_id, reason="好奇")


def test_a_customer_who_does_not_exist_is_not_found():
    lin = given.agent()
    with nothing_changes(), pytest.raises(NotFound):
        reveal_contacts(actor=lin, customer_id=987_654, reason="回电")
