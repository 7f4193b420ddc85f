"""Looks for somebody by what was typed: each counts against one allowance, wherever at the desk it is made.

To hear that somebody has a number is a look like seeing them: it is written down before anything is answered.
"""

from typing import Any

from fuwutai.domain.customers.choices import EMAIL, PHONE
from fuwutai.domain.customers.queries import find_by_contact
from fuwutai.kernel import rate_limit
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import normalise_email, normalise_phone
from fuwutai.kernel.masking import mask_text

LOOK_UPS = "120/10 minute"
"""More than one person asks for callers; else a range of numbers could be walked through to learn names."""


def contact_kind(text: str) -> str | None:
    """Return what a text could be: a phone number, a mail address, or neither."""
    if normalise_phone(text) is not None:
        return PHONE
    return EMAIL if normalise_email(text) is not None else None


def is_personal(text: str) -> bool:
    """Return whether a text is somebody's number or address, or holds one: such a text stands in no address."""
    return contact_kind(text) is not None or mask_text(text) != text


def look_up(actor: Actor, text: str, place: str) -> Any:
    """Return the customer reached under a number or address, or None; either way the look is logged.

    Raises: TooMany. Cost: 2 statements.
    """
    if (kind := contact_kind(text)) is None:
        return None
    spend_look_up(actor)
    found = find_by_contact(actor, kind, text)
    note_look_up(actor, found.pk if found else None, place)
    return found


def spend_look_up(actor: Actor) -> None:
    """Count one look for somebody by what was typed. Raises: TooMany."""
    rate_limit.spend(LOOK_UPS, "look_up", str(actor.id))


def note_look_up(actor: Actor, customer_id: int | None, place: str, *, rows: int | None = None) -> None:
    """Write down who was found by what was typed, or that nobody was; `rows`: how many were. Cost: 1 statement."""
    record_access(actor, "look_up_customer", subject="customer", subject_id=customer_id, place=place, rows=rows)


def try_contact(actor: Actor, place: str) -> None:
    """Count and write down that a contact is about to be entered: the answer tells whether somebody has it.

    Raises: TooMany. Cost: 1 statement.
    """
    spend_look_up(actor)
    note_look_up(actor, None, place)
