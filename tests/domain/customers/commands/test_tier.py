"""In which class the centre serves a customer."""

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.customers.choices import TIERS
from fuwutai.domain.customers.commands import set_tier
from fuwutai.domain.customers.models import Customer
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", [given.supervisor, given.administrator, lambda: Actor.system("tests")])
def test_who_leads_says_in_which_class_a_customer_is_served(who):
    customer_id = given.a_case().customer_id
    for tier in (*TIERS, ""):
        assert set_tier(actor=who(), customer_id=customer_id, tier=tier).tier == tier
        assert Customer.objects.get().tier == tier
    told = JournalEntry.objects.filter(code="customers.tier_changed", subject_id=customer_id).order_by("pk")
    assert [entry.data["tier"] for entry in told] == [*TIERS, ""]


def test_the_same_class_again_is_no_event():
    customer_id = given.a_case().customer_id
    with nothing_changes():
        set_tier(actor=given.supervisor(), customer_id=customer_id, tier="")


def test_a_class_that_is_not_there_is_refused():
    customer_id = given.a_case().customer_id
    with nothing_changes(), pytest.raises(Invalid) as refused:
        set_tier(actor=given.supervisor(), customer_id=customer_id, tier="royal")
    assert set(refused.value.fields) == {"tier"}


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        (lambda case: given.agent(), Refused),
        (given.customer_of, Refused),
        (lambda case: Actor.customer(), NotFound),
        (lambda case: Actor(kind="staff", id=1, reach="all"), NotFound),
    ],
    ids=["agent", "the customer", "stranger", "who sees no customers"],
)
def test_who_may_not_changes_nothing(who, kind):
    case = given.a_case()
    actor = who(case)
    with nothing_changes(), pytest.raises(kind):
        set_tier(actor=actor, customer_id=case.customer_id, tier="vip")


def test_a_customer_who_is_not_there_is_not_found():
    with nothing_changes(), pytest.raises(NotFound):
        set_tier(actor=Actor.system("tests"), customer_id=987_654, tier="vip")
