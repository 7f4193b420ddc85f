"""In which class the centre serves a customer."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.customers.choices import TIERS
from fuwutai.domain.customers.commands._file import keep_changes
from fuwutai.domain.customers.events import TierChanged
from fuwutai.domain.customers.models import Customer
from fuwutai.domain.customers.policies import may_classify_customers
from fuwutai.domain.customers.queries import visible_customers
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.events import Code


@command(statements=14)
def set_tier(*, actor: Actor, customer_id: int, tier: str) -> Customer:
    """Serve a customer, with all cases that are not closed, in another class from now on; "" = in none.

    Emits: TierChanged, nothing where nothing changed. Raises: NotFound, Refused, Invalid.
    """
    customer = visible_customers(actor).select_for_update(no_key=True).filter(pk=customer_id).first()
    if customer is None:
        raise NotFound
    if not may_classify_customers(actor):
        raise Refused
    if tier and tier not in TIERS:
        raise Invalid(_("There is no such class of customers."), fields={"tier": _("Choose one of the list.")})
    if tier == customer.tier:
        return customer
    before, customer.tier = customer.tier, tier
    customer.save(update_fields=["tier"])
    keep_changes(actor, customer, {"tier": (before or None, tier or None)})
    emit(TierChanged(customer_id=customer.pk, tier=Code(tier)))
    return customer
