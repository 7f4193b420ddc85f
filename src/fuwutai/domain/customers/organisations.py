"""The organisations whose people turn to us: found by name, with those of their people whom somebody may see."""

from django.db.models import Count, Q, QuerySet

from fuwutai.domain.customers.models import Customer, Member, Organisation
from fuwutai.domain.customers.person import belongs_to
from fuwutai.domain.customers.policies import may_view_customers
from fuwutai.domain.customers.queries import visible_customers
from fuwutai.domain.customers.reveals import row_revealed_until
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import normalise_text
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.masking import mask_text
from fuwutai.kernel.paging import Page, page

ORGANISATIONS_AT_ONCE = 50
MEMBERS_SHOWN = 200


def visible_organisations(actor: Actor) -> QuerySet[Organisation]:
    """Return the organisations an actor may see by name: all of them for who may see customers.

    A name says nothing of a person; which people belong to one is said only of customers in sight.
    """
    may = actor.is_system or (may_view_customers(actor) and actor.reach != "none" and not actor.is_customer)
    return Organisation.objects.all() if may else Organisation.objects.none()


def organisation_page(actor: Actor, words: str, cursor: str | None) -> Page[Organisation]:
    """Return a page of the organisations whose name or number holds the words, those in use first by name.

    Each comes with `people`: how many of its people the actor sees. Cost: 1 statement. Raises: Invalid for a damaged
    cursor.
    """
    found = named_organisations(actor, words)
    people = Count("members", filter=Q(members__customer__in=visible_customers(actor)))
    return page(found.annotate(people=people), ("name", "id"), cursor, ORGANISATIONS_AT_ONCE)


def named_organisations(actor: Actor, words: str) -> QuerySet[Organisation]:
    """Return the organisations that are in use and whose name or register number holds every word."""
    found = visible_organisations(actor).filter(retired_at=None)
    for word in normalise_text(words).split():
        found = found.filter(Q(name_key__contains=word) | Q(register_number__icontains=word))
    return found


def organisation(actor: Actor, organisation_id: int) -> Organisation:
    """Return an organisation. Raises: NotFound. Cost: 1 statement."""
    found = visible_organisations(actor).filter(pk=organisation_id).first()
    if found is None:
        raise NotFound
    return found


def organisation_named(actor: Actor, name: str) -> Organisation | None:
    """Return the organisation in use with exactly this name or register number, None for none or several.

    Cost: 1 statement.
    """
    key, number = normalise_text(name), "".join(name.split()).upper()
    found = visible_organisations(actor).filter(retired_at=None)
    rows = list(found.filter(Q(name_key=key) | (Q(register_number=number) & ~Q(register_number="")))[:2])
    return rows[0] if len(rows) == 1 else None


def members_of(actor: Actor, organisation_id: int) -> list[tuple[Customer, Member]]:
    """Return the customers in sight who belong to an organisation, each as whom they are read, by when they came; with
    their posts, never to be saved, in which numbers are masked unless revealed.

    Cost: 1 statement.
    """
    seen = visible_customers(actor)
    rows = Member.objects.filter(belongs_to(seen), organisation_id=organisation_id)
    rows = rows.annotate(until=row_revealed_until(actor, "customer"))
    found = list(rows.select_related("customer__merged_into").order_by("pk")[:MEMBERS_SHOWN])
    for one in found:
        one.post = one.post if one.until else mask_text(one.post)
    return [(one.customer.merged_into or one.customer, one) for one in found]
