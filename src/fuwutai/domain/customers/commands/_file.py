"""What every change of a customer's file has in common: who may, the lock, and before and after."""

from collections.abc import Mapping
from datetime import time

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.customers.models import Customer, CustomerChange
from fuwutai.domain.customers.policies import may_edit_customers
from fuwutai.domain.customers.queries import visible_customers
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.text import storable

Changes = Mapping[str, tuple[str | None, str | None]]
"""Field → (before, after) as text."""


def locked_customer(actor: Actor, customer_id: int, *, may: bool | None = None) -> Customer:
    """Return a customer whom an actor sees and may change, locked until the command ends.

    `may`: whether the actor holds the permission, where it is not that of editing.
    Raises: NotFound, Refused, Conflict for who was erased.
    """
    customer = visible_customers(actor).select_for_update(no_key=True, of=("self",)).filter(pk=customer_id).first()
    if customer is None:
        raise NotFound
    if not (may_edit_customers(actor) if may is None else may):
        raise Refused
    if customer.erased_at is not None:
        raise Conflict(
            _("What we knew of this customer was erased for good. Nothing can be added any more."), code="erased"
        )
    return customer


def keep_changes(actor: Actor, customer: Customer, changes: Changes) -> None:
    """Store before and after of what was changed, and when. Source: S0-4.1-4. Cost: 2 statements."""
    now = clock.now()
    CustomerChange.objects.bulk_create(
        CustomerChange(customer=customer, field=field, before=before, after=after, at=now, by_id=actor.staff_id)
        for field, (before, after) in changes.items()
    )
    customer.changed_at = now
    customer.save(update_fields=["changed_at"])


def refuse(wrong: Mapping[str, Text]) -> None:
    """Raise Invalid naming every wrong field, if any is."""
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)


def wrong_text(text: str, longest: int, *, required: Text = "") -> Text | None:
    """Return what is wrong with a text. `required`: what is said where it is missing."""
    if required and not text.strip():
        return required
    if len(text.strip()) > longest or not storable(text):
        return _("Write at most %(longest)d characters, and no control characters.") % {"longest": longest}
    return None


def clock_time(value: time | None) -> str | None:
    """Return a time of day as it is kept in the history."""
    return value.strftime("%H:%M") if value is not None else None
