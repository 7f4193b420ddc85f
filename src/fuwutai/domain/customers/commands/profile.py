"""Register a customer at the desk, change what we know of them, and say that it is still right."""

from dataclasses import dataclass, fields
from datetime import time
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.choices import LANGUAGES
from fuwutai.domain.accounts.queries import visible_staff
from fuwutai.domain.customers.choices import CHANNEL_PREFERENCES, CUSTOMER_TYPES, STAGES
from fuwutai.domain.customers.commands._file import (
    clock_time,
    keep_changes,
    locked_customer,
    refuse,
    wrong_text,
)
from fuwutai.domain.customers.commands.contacts import add_contact, wrong_contact
from fuwutai.domain.customers.events import CustomerRegistered, ProfileChanged, ProfileConfirmed
from fuwutai.domain.customers.limits import MAX_NAME
from fuwutai.domain.customers.models import Customer
from fuwutai.domain.customers.policies import may_classify_customers, may_edit_customers
from fuwutai.domain.customers.queries import customer_in_sight
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Refused, Text
from fuwutai.kernel.events import Code

MAX_ADDRESS, MAX_MANNER = 300, 1_000
OFFERED: dict[str, Any] = {
    "type": CUSTOMER_TYPES, "stage": STAGES, "language": LANGUAGES, "channel": CHANNEL_PREFERENCES,
}  # fmt: skip
"""The codes of which a field may hold one, or none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What we know of a customer, whole. `address` None leaves it as it stands; "" takes it away.

    `manner`: how to address them, language habits and what is customary with them. Source: S0-3.2-3.
    """

    name: str
    type: str = ""
    stage: str = ""
    address: str | None = None
    manner: str = ""
    language: str = ""
    channel: str = ""
    quiet_from: time | None = None
    quiet_until: time | None = None
    owner_id: int | None = None


@command(statements=24, replay=customer_in_sight)
def register_customer(
    *, actor: Actor, name: str, type: str = "", phone: str = "", email: str = "", shared: bool = False
) -> Customer:
    """Register somebody by hand, for example at the counter. `shared`: others may be reached in the same way.

    Who has a contact is asked last: an answer about anything else must not tell it.
    Emits: CustomerRegistered, ContactAdded. Raises: Refused, Invalid naming each wrong field, Conflict for a contact
    that another customer holds alone.
    """
    if not may_edit_customers(actor):
        raise Refused
    wrong = _wrong_name(name)
    if type and type not in CUSTOMER_TYPES:
        wrong["type"] = _("Choose one of the list.")
    given = {kind: value for kind, value in (("phone", phone), ("email", email)) if value.strip()}
    wrong |= {kind: problem for kind, value in given.items() if (problem := wrong_contact(kind, value))}
    refuse(wrong)
    customer = Customer(name=name.strip(), type=type, created_at=clock.now(), created_by_id=actor.staff_id)
    customer.save(force_insert=True)
    emit(CustomerRegistered(customer_id=customer.pk))
    for kind, value in given.items():
        add_contact(actor=actor, customer_id=customer.pk, kind=kind, value=value, shared=shared)
    return customer


@command(statements=11)
def change_profile(*, actor: Actor, customer_id: int, profile: Profile) -> Customer:
    """Change what we know of a customer; before and after are kept. Source: S0-4.1-1, S0-4.1-4.

    Emits: ProfileChanged, nothing where nothing changed. Raises: NotFound, Refused, Conflict, Invalid naming each
    wrong field.
    """
    customer = locked_customer(actor, customer_id)
    refuse(_wrong_profile(actor, profile, customer))
    wanted = {one.name: getattr(profile, one.name) for one in fields(profile)}
    wanted["name"], wanted["manner"] = profile.name.strip(), profile.manner.strip() or None
    wanted["address"] = customer.address if profile.address is None else profile.address.strip() or None
    changed = {name: (getattr(customer, name), value) for name, value in wanted.items()}
    changed = {name: both for name, both in changed.items() if both[0] != both[1]}
    if not changed:
        return customer
    for name, (_before, after) in changed.items():
        setattr(customer, name, after)
    customer.save(update_fields=list(changed))
    keep_changes(
        actor, customer, {_named(name): (_told(before), _told(after)) for name, (before, after) in changed.items()}
    )
    emit(ProfileChanged(customer_id=customer.pk, fields=tuple(Code(_named(name)) for name in changed)))
    return customer


@command(statements=7)
def confirm_profile(*, actor: Actor, customer_id: int) -> Customer:
    """Say that what we know of a customer is still right; from now the year counts anew. Source: S0-4.1-2.

    Emits: ProfileConfirmed. Raises: NotFound, Refused, Conflict.
    """
    customer = locked_customer(actor, customer_id)
    customer.checked_at = clock.now()
    customer.save(update_fields=["checked_at"])
    emit(ProfileConfirmed(customer_id=customer.pk))
    return customer


def _wrong_name(name: str) -> dict[str, Text]:
    problem = wrong_text(name, MAX_NAME, required=_("Enter the name of the customer."))
    return {"name": problem} if problem else {}


def _wrong_profile(actor: Actor, profile: Profile, customer: Customer) -> dict[str, Text]:
    wrong = _wrong_name(profile.name)
    for name, offered in OFFERED.items():
        code = getattr(profile, name)
        if code and code not in offered and code != getattr(customer, name):
            wrong[name] = _("Choose one of the list.")
    for name, text, longest in (
        ("address", profile.address or "", MAX_ADDRESS),
        ("manner", profile.manner, MAX_MANNER),
    ):
        if problem := wrong_text(text, longest):
            wrong[name] = problem
    if (profile.quiet_from is None) != (profile.quiet_until is None):
        missing = "quiet_until" if profile.quiet_until is None else "quiet_from"
        wrong[missing] = _("Say both from when and until when, or neither.")
    elif profile.quiet_from is not None and profile.quiet_from == profile.quiet_until:
        wrong["quiet_until"] = _("The quiet hours end when they begin. Choose another time.")
    if profile.owner_id != customer.owner_id and not may_classify_customers(actor):
        wrong["owner_id"] = _("Only who classifies customers may say who looks after them. Ask your supervisor.")
    elif profile.owner_id not in (None, customer.owner_id) and not _works_here(actor, profile.owner_id):
        wrong["owner_id"] = _("Choose a colleague who works here.")
    return wrong


def _works_here(actor: Actor, staff_id: int | None) -> bool:
    return visible_staff(actor).filter(pk=staff_id or 0, is_active=True).exists()


def _named(name: str) -> str:
    return {"owner_id": "owner"}.get(name, name)


def _told(value: Any) -> str | None:
    """Return a value as the history keeps it."""
    return clock_time(value) if isinstance(value, time) else (str(value) if value else None)
