"""Who a telephone number or mail address belongs to, written down as a look at a customer."""

from typing import Any

from fuwutai.desk.look_ups import contact_kind, look_up
from fuwutai.desk.looks import look_at_customer
from fuwutai.domain.cases.choices import ACTIVE, STATUSES
from fuwutai.domain.cases.queries import customer_history
from fuwutai.domain.customers.choices import CONTACT_KINDS
from fuwutai.domain.customers.queries import customer_card, visible_customers
from fuwutai.kernel.actors import Actor


def chosen(actor: Actor, customer_id: int) -> dict[str, Any] | None:
    """Return what the page of a new case says of a customer in sight for whom it is opened, None for nobody in sight.

    Cost: 4 statements.
    """
    if not visible_customers(actor).filter(pk=customer_id).exists():
        return None
    look_at_customer(actor, customer_id, "desk:case_new")
    card = customer_card(actor, customer_id)
    return _said(card, customer_history(actor, customer_id, but=0, limit=10)) | {"asked": True, "chosen": card}


def caller(actor: Actor, phone: str) -> dict[str, Any]:
    """Return what the page of a new case says of a caller: card, open and past cases. Cost: 4 statements."""
    asked = bool(phone.strip()) and contact_kind(phone) is not None
    customer = look_up(actor, phone, "desk:case_new") if asked else None
    card = customer_card(actor, customer.pk) if customer else None
    history = customer_history(actor, customer.pk, but=0, limit=10) if customer else []
    return _said(card, history) | {"asked": asked}


def _said(card: Any, history: list[Any]) -> dict[str, Any]:
    return {
        "card": card,
        "open_cases": [case for case in history if case.status in ACTIVE],
        "past_cases": [case for case in history if case.status not in ACTIVE][:3],
        "contact_kinds": CONTACT_KINDS,
        "statuses": STATUSES,
    }
