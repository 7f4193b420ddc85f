"""What would go and what would stay if a customer were erased."""

from dataclasses import dataclass

from fuwutai.domain.customers import keeping
from fuwutai.domain.customers.keeping import Hindrance
from fuwutai.domain.customers.models import Contact, CustomerNote, CustomValue, SpecialHandling
from fuwutai.domain.customers.person import whole_ids
from fuwutai.domain.customers.policies import may_erase_customers
from fuwutai.domain.customers.queries import customer_in_sight
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What is known of a customer, in numbers, and what stands in the way of erasing it."""

    customer_id: int
    name: str
    ids: frozenset[int]
    contacts: int
    notes: int
    special: int
    values: int
    is_erased: bool
    hindrance: Hindrance | None


def erasure_of(actor: Actor, customer_id: int) -> Erasure:
    """Return what erasing a customer would take away. Raises: NotFound, Refused.

    Cost: 6 statements, and those of the hindrances.
    """
    customer = customer_in_sight(actor, customer_id)
    if not may_erase_customers(actor):
        raise Refused
    ids = frozenset(whole_ids(customer.pk))
    return Erasure(
        customer_id=customer.pk,
        name=customer.name,
        ids=ids,
        contacts=Contact.objects.filter(customer_id__in=ids).count(),
        notes=CustomerNote.objects.filter(customer_id__in=ids).count(),
        special=SpecialHandling.objects.filter(customer_id__in=ids).count(),
        values=CustomValue.objects.filter(customer_id__in=ids).count(),
        is_erased=customer.erased_at is not None,
        hindrance=keeping.hindrance(set(ids)),
    )
