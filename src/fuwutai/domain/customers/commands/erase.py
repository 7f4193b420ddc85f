"""Erase for good what we know of a customer; numbers and times stay."""

from collections.abc import Set

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.customers import keeping
from fuwutai.domain.customers.choices import ERASED
from fuwutai.domain.customers.events import CustomerErased
from fuwutai.domain.customers.limits import MAX_REASON
from fuwutai.domain.customers.models import (
    Contact,
    Customer,
    CustomerChange,
    CustomerNote,
    CustomValue,
    MatchKey,
    Member,
    Reveal,
    SpecialHandling,
    Suggestion,
)
from fuwutai.domain.customers.person import whole_ids
from fuwutai.domain.customers.policies import may_erase_customers
from fuwutai.domain.customers.queries import visible_customers
from fuwutai.kernel import clock
from fuwutai.kernel.access_log import forget_reasons, record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.text import storable

GONE: tuple[type[Model], ...] = (
    Contact, Member, SpecialHandling, CustomerNote, CustomValue, CustomerChange, MatchKey, Reveal,
)  # fmt: skip
"""What is deleted as a whole; answers about consent stay, for they prove what we were allowed to do."""


@command(statements=44)
def erase_customer(*, actor: Actor, customer_id: int, reason: str) -> Customer:
    """Erase name, contacts and all that is written of a customer and of whom they absorbed, also in their cases.

    The journal keeps what happened, without names. Emits: CustomerErased. Raises: NotFound, Refused, Invalid without a
    reason, Conflict while cases are open or records must be kept. Source: S0-5.4-3, S4-2.1-7, S4-7.1-8.
    """
    customer = visible_customers(actor).select_for_update(no_key=True, of=("self",)).filter(pk=customer_id).first()
    if customer is None:
        raise NotFound
    if not may_erase_customers(actor):
        raise Refused
    if not reason.strip() or not storable(reason):
        raise Invalid(
            _("Say why the customer is erased, for example “asked for by letter of 3 March”."),
            fields={"reason": _("Enter a reason.")},
        )
    if customer.erased_at is not None:
        raise Conflict(_("This customer was erased already. Nothing is left to erase."), code="erased")
    ids = whole_ids(customer.pk)
    if found := keeping.hindrance(ids):
        raise Conflict(found.text, code=found.code, until=found.until)
    _forget(ids)
    customer.refresh_from_db()
    said = reason.strip()[:MAX_REASON]
    entry = record_access(actor, "erase_customer", subject="customer", subject_id=customer.pk, reason=said)
    emit(CustomerErased(customer_id=customer.pk, access_entry_id=entry.pk))
    return customer


def _forget(ids: Set[int]) -> None:
    """Delete and blank what is personal. Cost: 11 statements."""
    for model in GONE:
        model._default_manager.filter(customer_id__in=ids).delete()
    Suggestion.objects.filter(Q(first_id__in=ids) | Q(second_id__in=ids)).delete()
    now = clock.now()
    Customer.objects.filter(pk__in=ids).update(
        name=ERASED, address=None, manner=None, language="", channel="", quiet_from=None, quiet_until=None,
        changed_at=now, erased_at=now,
    )  # fmt: skip
    forget_reasons("customer", ids)
