"""Every read of customers."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from fuwutai.domain.customers.choices import EMAIL, ID_CARD, PHONE
from fuwutai.domain.customers.models import Contact, Customer
from fuwutai.domain.customers.person import belongs_to, is_read_as, same_person
from fuwutai.domain.customers.policies import may_view_customers, may_view_restricted
from fuwutai.domain.customers.reveals import row_revealed_until
from fuwutai.domain.customers.sight import in_sight
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import blind_index
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.masking import mask_account, mask_email, mask_id_card, mask_phone, mask_text


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCard:
    """What a screen shows of a customer; contact values are masked unless the reader revealed them until a moment."""

    id: int
    name: str
    contacts: tuple[tuple[str, str], ...]
    revealed_until: datetime | None
    quiet_from: time | None = None
    quiet_until: time | None = None

    @property
    def revealed(self) -> bool:
        """Return whether the contacts are whole."""
        return self.revealed_until is not None


def visible_customers(actor: Actor) -> QuerySet[Customer]:
    """Return the customers an actor may see; hidden equals absent. Who was merged into another is read as that one.

    Who does not see the whole centre sees the customers of the cases in her sight, those she looks after and those she
    registered. Of a restricted customer only they know who may, and who serves them.
    """
    if actor.is_system:
        return Customer.objects.filter(merged_into=None)
    if actor.is_customer:
        return Customer.objects.filter(pk=actor.id or 0, merged_into=None)
    if not may_view_customers(actor) or actor.reach == "none":
        return Customer.objects.none()
    seen = Customer.objects.filter(merged_into=None)
    hers = Q(owner_id=actor.id) | Q(created_by_id=actor.id)
    known = in_sight(actor) | (hers & Q(restricted=False))
    if actor.reach != "all":
        return seen.filter(known)
    return seen if may_view_restricted(actor) else seen.filter(Q(restricted=False) | known)


def known_customers(actor: Actor) -> QuerySet[Customer]:
    """Return the customers whom an actor finds by a number or address she was told: all but those
    who are restricted and whom she does not serve.

    Anybody may call anybody of us, so who holds the number learns the name; each look is logged.
    """
    if actor.is_system or actor.is_customer:
        return visible_customers(actor)
    if not may_view_customers(actor) or actor.reach == "none":
        return Customer.objects.none()
    known = Customer.objects.filter(merged_into=None)
    return known if may_view_restricted(actor) else known.filter(Q(restricted=False) | in_sight(actor))


def customer_in_sight(actor: Actor, customer_id: int) -> Customer:
    """Return a customer whom an actor sees. Raises: NotFound. Cost: 1 statement."""
    customer = visible_customers(actor).filter(pk=customer_id).first()
    if customer is None:
        raise NotFound
    return customer


def find_by_contact(actor: Actor, kind: str, value: str) -> Customer | None:
    """Return the customer who is reached under a phone number or mail address, by blind index. Cost: 1 statement."""
    held = Contact.objects.filter(kind=kind, value_index=blind_index(kind, value))
    owners = held.annotate(one=Coalesce("customer__merged_into_id", "customer_id")).values("one")
    return known_customers(actor).filter(pk__in=owners).order_by("pk").first()


def contact_matches(customer_id: int, kind: str, value: str, *, by: datetime) -> bool:
    """Return whether the customer had this contact at a moment: how a stranger proves to be who turned to us then.

    What a colleague entered later proves nothing, else she could let in whom she likes.
    """
    theirs = Contact.objects.filter(Q(customer_id=customer_id) | Q(customer__in=same_person(customer_id)))
    theirs = theirs.filter(Q(added_at=None) | Q(added_at__lte=by))
    return theirs.filter(kind=kind, value_index=blind_index(kind, value)).exists()


def customer_card(actor: Actor, customer_id: int) -> CustomerCard | None:
    """Return a customer for the screen, masked unless a reveal of the actor's own runs.

    Cost: 1 statement, 2 for a customer who cannot be reached any more.
    """
    seen = known_customers(actor).filter(is_read_as(customer_id))
    theirs = Contact.objects.filter(belongs_to(seen))
    theirs = theirs.annotate(revealed_until=row_revealed_until(actor, "customer"))
    contacts = list(theirs.select_related("customer__merged_into"))
    contacts.sort(key=lambda contact: (not contact.preferred, contact.kind != "phone", contact.pk))
    found = contacts[0] if contacts else seen.annotate(revealed_until=row_revealed_until(actor, "")).first()
    if found is None:
        return None
    until: datetime | None = found.revealed_until
    first = found.customer if isinstance(found, Contact) else found
    customer = first.merged_into or first
    return CustomerCard(
        id=customer.pk,
        name=mask_text(customer.name),
        contacts=tuple((one.kind, one.value if until else masked_contact(one.kind, one.value)) for one in contacts),
        revealed_until=until,
        quiet_from=customer.quiet_from,
        quiet_until=customer.quiet_until,
    )


def customer_names(actor: Actor, ids: set[int]) -> dict[int, str]:
    """Return names by id, for things that the actor sees already; of staff, numbers in them are masked.

    Cost: 1 statement, none for no ids.
    """
    if not ids or not (actor.is_system or actor.is_customer or may_view_customers(actor)):
        return {}
    names = Customer.objects.filter(pk__in=ids).select_related("merged_into")
    if actor.is_customer:
        names = names.filter(Q(pk=actor.id or 0) | Q(merged_into=actor.id or 0))
    whole = {one.pk: (one.merged_into or one).name for one in names}
    return whole if actor.is_customer or actor.is_system else {pk: mask_text(name) for pk, name in whole.items()}


def masked_contact(kind: str, value: str) -> str:
    """Return a contact as it is shown to who has no reason to see it whole."""
    return _MASKS.get(kind, mask_account)(value)


_MASKS = {PHONE: mask_phone, EMAIL: mask_email, ID_CARD: mask_id_card}
