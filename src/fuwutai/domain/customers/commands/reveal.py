"""Look at full contact data, for a stated reason."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.customers.events import ContactRevealed
from fuwutai.domain.customers.models import Customer
from fuwutai.domain.customers.policies import may_reveal_contacts
from fuwutai.domain.customers.queries import visible_customers
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.text import storable


@command(statements=6)
def reveal_contacts(*, actor: Actor, customer_id: int, reason: str) -> Customer:
    """Write down who looks at a customer's contacts and why; only then may the screen show them.

    Emits: ContactRevealed. Raises: NotFound, Refused, Invalid without a reason. Source: S0-5.4.
    """
    customer = visible_customers(actor).filter(pk=customer_id).first()
    if customer is None:
        raise NotFound
    if not may_reveal_contacts(actor):
        raise Refused
    if not reason.strip() or not storable(reason):
        raise Invalid(
            _("Say why you need the full number, for example “call back as agreed”."),
            fields={"reason": _("Enter a reason.")},
        )
    entry = record_access(
        actor, "reveal_contacts", subject="customer", subject_id=customer.pk, reason=reason.strip()[:200]
    )
    emit(ContactRevealed(customer_id=customer.pk, access_entry_id=entry.pk))
    return customer
