"""Recognise who is speaking, or register a newcomer; one at a time, or all people of a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.customers.choices import ACCOUNT, EMAIL, PHONE
from fuwutai.domain.customers.events import ContactAdded, CustomerRegistered
from fuwutai.domain.customers.models import Contact, Customer
from fuwutai.domain.customers.policies import may_recognise_many
from fuwutai.kernel import bulk, clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import blind_index, normalise_account, normalise_email, normalise_phone
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, Refused, Text
from fuwutai.kernel.events import Code
from fuwutai.kernel.text import storable

MAX_NAME, MAX_ACCOUNT = 80, 200
Given = list[tuple[str, str, str]]
"""Contacts somebody gave, as (kind, value, blind index); the first decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody as another system names them, and when they turned to us. `account`: their name in that system."""

    at: datetime
    name: str
    phone: str = ""
    email: str = ""
    account: str = ""


class Recognised(NamedTuple):
    """Which customer a person is, and the class in which the centre serves them now."""

    customer_id: int
    tier: str


@command(statements=5)
def recognise_customer(
    *, actor: Actor, name: str, phone: str = "", email: str = "", account: str = ""
) -> Customer:
    """Return the customer with this phone number, mail address or account, registering a newcomer.

    The phone number decides where they point to different people, then the address; a further contact typed by a
    stranger proves nothing and is not added to the customer who was recognised.
    Emits: CustomerRegistered, ContactAdded. Raises: Invalid naming the wrong field. Cost: 1 statement for
    a known customer, 3 for a newcomer.
    """
    given, wrong = _checked(name, phone, email, account)
    if not given and not wrong.keys() & {"phone", "email", "account"}:
        wrong["phone"] = _("Leave a phone number or a mail address, so that we can answer you.")
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    if found := _lookup(given):
        return found
    try:
        with transaction.atomic():
            customer, contacts = _register(name.strip(), given)
    except IntegrityError:
        # Two requests of one newcomer at the same moment: the other one has registered the customer.
        if found := _lookup(given):
            return found
        raise
    _announce(customer, contacts)
    return customer


@command(most_events=20_000)
def recognise_customers(*, actor: Actor, people: Sequence[Person]) -> list[Recognised]:
    """Return who each person is, in order, as `recognise_customer` would find them one after the other.

    Who gives no contact at all is a customer of their own.
    Emits: CustomerRegistered, ContactAdded. Raises: Refused, Invalid. Cost: 4 statements, 1 where all are known.
    """
    if not may_recognise_many(actor):
        raise Refused
    given = [_checked_person(person) for person in people]
    known: dict[tuple[str, str], Customer | Recognised] = {**_known(given)}
    newcomers: list[tuple[Customer, Person, list[Contact]]] = []
    recognised: list[Customer | Recognised] = []
    for person, contacts in zip(people, given, strict=True):
        keys = [(kind, index) for kind, _value, index in contacts]
        found = next((known[key] for key in keys if key in known), None)
        if found is None:
            found = Customer(name=person.name.strip(), created_at=person.at)
            newcomers.append((found, person, [_contact(found, one) for one in contacts]))
            known |= dict.fromkeys(keys, found)
        recognised.append(found)
    bulk.insert([customer for customer, _person, _contacts in newcomers])
    bulk.insert([_with_owner(contact) for _customer, _person, contacts in newcomers for contact in contacts])
    for customer, person, own in newcomers:
        with clock.stopped_at(person.at):
            _announce(customer, own)
    return [Recognised(one.pk, one.tier) if isinstance(one, Customer) else one for one in recognised]


def _register(name: str, given: Given) -> tuple[Customer, list[Contact]]:
    customer = Customer.objects.create(name=name, created_at=clock.now())
    return customer, Contact.objects.bulk_create([_contact(customer, one) for one in given])


def _contact(customer: Customer, given: tuple[str, str, str]) -> Contact:
    kind, value, index = given
    return Contact(customer=customer, kind=kind, value=value, value_index=index)


def _with_owner(contact: Contact) -> Contact:
    """Return a contact that knows the id its customer got a moment ago."""
    contact.customer_id = contact.customer.pk
    return contact


def _announce(customer: Customer, contacts: list[Contact]) -> None:
    emit(CustomerRegistered(customer_id=customer.pk))
    for contact in contacts:
        emit(ContactAdded(customer_id=customer.pk, contact_id=contact.pk, kind=Code(contact.kind)))


def _lookup(given: Given) -> Customer | None:
    order = {(kind, index): position for position, (kind, _value, index) in enumerate(given)}
    found = Contact.objects.filter(value_index__in=[index for _kind, index in order]).select_related("customer")
    known = [contact for contact in found if (contact.kind, contact.value_index) in order]
    return min(known, key=lambda one: order[one.kind, one.value_index]).customer if known else None


def _known(given: Sequence[Given]) -> dict[tuple[str, str], Recognised]:
    """Return whose contacts these are, as far as anybody's. Cost: 1 statement, none for no contacts."""
    indexes = {index for contacts in given for _kind, _value, index in contacts}
    if not indexes:
        return {}
    rows = Contact.objects.filter(value_index__in=indexes)
    columns = ("kind", "value_index", "customer_id", "customer__tier")
    return {(kind, index): Recognised(pk, tier) for kind, index, pk, tier in rows.values_list(*columns)}


def _checked_person(person: Person) -> Given:
    given, wrong = _checked(person.name, person.phone, person.email, person.account)
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    return given


def _checked(name: str, phone: str, email: str, account: str) -> tuple[Given, dict[str, Text]]:
    """Return the contacts given, in their normal form, and what is wrong with the answers."""
    wrong: dict[str, Text] = {}
    given: Given = []
    if not name.strip():
        wrong["name"] = _("Tell us how to address you.")
    elif len(name.strip()) > MAX_NAME or not storable(name):
        wrong["name"] = _("A name has 80 characters at most, and no control characters.")
    if phone.strip():
        if (number := normalise_phone(phone)) is None:
            wrong["phone"] = _("This does not look like a phone number. Check the digits.")
        else:
            given.append((PHONE, number, blind_index(PHONE, number)))
    if email.strip():
        if (address := normalise_email(email)) is None:
            wrong["email"] = _("This does not look like a mail address. Check it.")
        else:
            given.append((EMAIL, address, blind_index(EMAIL, address)))
    if (own := normalise_account(account)) is not None:
        if len(own) > MAX_ACCOUNT or not storable(own):
            wrong["account"] = _("An account has 200 characters at most, and no control characters.")
        else:
            given.append((ACCOUNT, own, blind_index(ACCOUNT, own)))
    return given, wrong
