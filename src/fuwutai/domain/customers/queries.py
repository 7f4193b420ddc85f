"""Every read of customers."""

from dataclasses import dataclass

from django.db.models import QuerySet

from fuwutai.domain.customers.models import Contact, Customer
from fuwutai.domain.customers.policies import may_view_customers
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import blind_index
from fuwutai.kernel.masking import mask_email, mask_name, mask_phone


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCard:
    """What a screen shows of a customer; contact values are masked unless revealed."""

    id: int
    name: str
    contacts: tuple[tuple[str, str], ...]
    revealed: bool


def visible_customers(actor: Actor) -> QuerySet[Customer]:
    """Return the customers an actor may see at all."""
    if actor.is_customer:
        return Customer.objects.filter(pk=actor.id or 0)
    return Customer.objects.all() if may_view_customers(actor) else Customer.objects.none()


def find_by_contact(actor: Actor, kind: str, value: str) -> Customer | None:
    """Return the customer who is reached under a phone number or mail address, by blind index. Cost: 1 statement."""
    return visible_customers(actor).filter(contacts__kind=kind, contacts__value_index=blind_index(kind, value)).first()


def contact_matches(customer_id: int, kind: str, value: str) -> bool:
    """Return whether this is one of the customer's contacts: how a stranger proves to be the customer."""
    return Contact.objects.filter(
        customer_id=customer_id, kind=kind, value_index=blind_index(kind, value)
    ).exists()


def customer_card(actor: Actor, customer_id: int, *, revealed: bool = False) -> CustomerCard | None:
    """Return a customer for the screen, masked unless `revealed` by the reveal command.

    Cost: 1 statement, 2 for a customer who cannot be reached any more.
    """
    seen = visible_customers(actor).filter(pk=customer_id)
    contacts = list(Contact.objects.filter(customer__in=seen).select_related("customer"))
    contacts.sort(key=lambda contact: (contact.kind != "phone", contact.pk))
    customer = contacts[0].customer if contacts else seen.first()
    if customer is None:
        return None
    return CustomerCard(
        id=customer.pk,
        name=customer.name,
        contacts=tuple((one.kind, one.value if revealed else _masked(one)) for one in contacts),
        revealed=revealed,
    )


def customer_names(actor: Actor, ids: set[int]) -> dict[int, str]:
    """Return names by id; agents work with names, so these are whole. Cost: 1 statement, none for no ids."""
    if not ids:
        return {}
    return dict(visible_customers(actor).filter(pk__in=ids).values_list("pk", "name"))


def masked_name(name: str) -> str:
    """Return a name as outsiders may see it."""
    return mask_name(name)


def _masked(contact: Contact) -> str:
    return mask_phone(contact.value) if contact.kind == "phone" else mask_email(contact.value)
