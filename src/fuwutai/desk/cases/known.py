"""Who a telephone number or mail address belongs to, written down as a look at a customer."""

from typing import Any

from fuwutai.domain.cases.choices import ACTIVE, STATUSES
from fuwutai.domain.cases.queries import customer_history
from fuwutai.domain.customers.choices import CONTACT_KINDS, EMAIL, PHONE
from fuwutai.domain.customers.queries import customer_card, find_by_contact
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import normalise_email, normalise_phone


def contact_kind(text: str) -> str | None:
    """Return what a text could be: a phone number, a mail address, or neither."""
    if normalise_phone(text) is not None:
        return PHONE
    return EMAIL if normalise_email(text) is not None else None


def look_up(actor: Actor, text: str) -> Any:
    """Return the customer reached under a number or address, or None; either way the look is logged.

    Cost: 2 statements.
    """
    if (kind := contact_kind(text)) is None:
        return None
    found = find_by_contact(actor, kind, text)
    record_access(actor, "look_up_customer", subject="customer", subject_id=found.pk if found else None)
    return found


def caller(actor: Actor, phone: str) -> dict[str, Any]:
    """Return what the page of a new case says of a caller: card, open and past cases. Cost: 4 statements."""
    asked = bool(phone.strip()) and contact_kind(phone) is not None
    customer = look_up(actor, phone) if asked else None
    card = customer_card(actor, customer.pk) if customer else None
    history = customer_history(actor, customer.pk, but=0, limit=10) if customer else []
    return {
        "asked": asked,
        "card": card,
        "open_cases": [case for case in history if case.status in ACTIVE],
        "past_cases": [case for case in history if case.status not in ACTIVE][:3],
        "contact_kinds": CONTACT_KINDS,
        "statuses": STATUSES,
    }
