"""Who sees which customer's data in full now: for a reason that was written down, until a moment. Source: S0-5.4-3."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from fuwutai.domain.customers.models import Reveal
from fuwutai.domain.customers.person import belongs_to
from fuwutai.domain.customers.policies import may_reveal_contacts
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor


def revealed_until(actor: Actor, customer_id: int) -> datetime | None:
    """Return until when an actor sees a customer in full, or None; `customer_id` may be that of somebody absorbed.

    Only who gave the reason, and no program that carries her token. Cost: 1 statement, none for who can reveal nothing.
    """
    same = Q(customer_id=customer_id) | Q(customer__merged_into=customer_id) | Q(customer__absorbed=customer_id)
    siblings = Q(customer__merged_into__absorbed=customer_id)
    found = running_reveals(actor).filter(same | siblings)
    return found.order_by("-until").values_list("until", flat=True).first()


def is_revealed(actor: Actor, customer: str) -> Exists:
    """Return the condition that an actor sees a row's customer in full; `customer` leads to them: "case__customer"."""
    return Exists(_of_row(actor, customer))


def row_revealed_until(actor: Actor, customer: str) -> Subquery:
    """Return until when an actor sees a row's customer in full, to annotate rows with; "" = the row is a customer."""
    return Subquery(_of_row(actor, customer).order_by("-until").values("until")[:1])


def running_reveals(actor: Actor) -> QuerySet[Reveal]:
    """Return an actor's own reveals that have not ended; a token has none, nor has who may not reveal any more."""
    if not actor.is_person or not may_reveal_contacts(actor):
        return Reveal.objects.none()
    return Reveal.objects.filter(staff_id=actor.id or 0, until__gt=clock.now())


def end_reveals_of(customer_id: int) -> bool:
    """End everybody's reveals of a person, for who that is changes: a reason given for one opens no other.

    Returns whether any ran. Cost: 1 statement.
    """
    now = clock.now()
    return Reveal.objects.filter(belongs_to([customer_id]), until__gt=now).update(until=now) > 0


def _of_row(actor: Actor, customer: str) -> QuerySet[Reveal]:
    """Return the running reveals of the person that a row's customer is, under whichever id they were written."""
    mine = running_reveals(actor).annotate(person=Coalesce(F("customer__merged_into_id"), F("customer_id")))
    merged_into, own = (f"{customer}__merged_into_id", f"{customer}_id") if customer else ("merged_into_id", "pk")
    return mine.filter(person=Coalesce(OuterRef(merged_into), OuterRef(own)))
