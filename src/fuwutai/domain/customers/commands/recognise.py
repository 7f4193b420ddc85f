"""Recognise who is speaking, or register a newcomer; one at a time, or all people of a file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.customers.choices import ACCOUNT, EMAIL, ID_CARD, PHONE
from fuwutai.domain.customers.events import ContactAdded, CustomerRegistered
from fuwutai.domain.customers.limits import MAX_ACCOUNT, MAX_NAME, is_id_card
from fuwutai.domain.customers.models import Contact, Customer
from fuwutai.domain.customers.person import held
from fuwutai.domain.customers.policies import may_recognise_many
from fuwutai.kernel import bulk, clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import (
    blind_index,
    normalise_account,
    normalise_email,
    normalise_id_card,
    normalise_phone,
    normalise_text,
)
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, Refused, Text
from fuwutai.kernel.events import Code
from fuwutai.kernel.text import storable

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
    id_card: str = ""


class Recognised(NamedTuple):
    """Which customer a person is, in which class the centre serves them now, and whether only few may know of them."""

    customer_id: int
    tier: str
    restricted: bool = False


class _Holder(NamedTuple):
    """Somebody who is reached by a contact, as which customer they are read, and the names they are known by."""

    who: Customer | Recognised
    shared: bool
    names: frozenset[str]


Holders = Mapping[tuple[str, str], Sequence[_Holder]]
"""Who is reached by which contact, by kind and blind index."""


@command(statements=5)
def recognise_customer(
    *, actor: Actor, name: str, phone: str = "", email: str = "", account: str = "", id_card: str = ""
) -> Customer:
    """Return the customer with this phone number, mail address, account or identity number, registering a newcomer;
    held, so that whoever copies what stands there misses no change.

    The phone number decides where they point to different people, then the address; a further contact typed by a
    stranger proves nothing and is not added to the customer who was recognised. A contact that several people share
    decides only together with the name; where nobody who shares it is called so, a newcomer shares it too.
    Who was merged into another customer is recognised as that one.
    Emits: CustomerRegistered, ContactAdded. Raises: Invalid naming the wrong field. Cost: 2 statements
    for a known customer, 3 for a newcomer.
    """
    given, wrong = _checked(name, phone, email, account, id_card)
    if not given and not wrong.keys() & {"phone", "email", "account", "id_card"}:
        wrong["phone"] = _("Leave a phone number or a mail address, so that we can answer you.")
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    holders = _holders(given)
    if isinstance(found := _decide(name, given, holders), Customer):
        return held(found.pk)
    try:
        with transaction.atomic():
            customer, contacts = _register(actor, name.strip(), given, holders)
    except IntegrityError:
        # Two requests of one newcomer at the same moment: the other one has registered the customer.
        if isinstance(found := _decide(name, given, _holders(given)), Customer):
            return held(found.pk)
        raise
    _announce(customer, contacts)
    return customer


@command(most_events=20_000)
def recognise_customers(*, actor: Actor, people: Sequence[Person]) -> list[Recognised]:
    """Return who each person is, in order, as `recognise_customer` would find them one after the other.

    Who gives no contact at all is a customer of their own.
    Emits: CustomerRegistered, ContactAdded. Raises: Refused, Invalid. Cost: 4 statements, 1 where all are known; 1 more
    where contacts are shared.
    """
    if not may_recognise_many(actor):
        raise Refused
    given = [_checked_person(person) for person in people]
    known = _known(given)
    newcomers: list[tuple[Customer, Person, list[Contact]]] = []
    recognised: list[Customer | Recognised] = []
    for person, contacts in zip(people, given, strict=True):
        found = _decide(person.name, contacts, known)
        if found is None:
            found = Customer(name=person.name.strip(), created_at=person.at)
            newcomers.append((found, person, [_contact(found, one, known) for one in contacts]))
            _remember(found, person.name, contacts, known)
        recognised.append(found)
    bulk.insert([customer for customer, _person, _contacts in newcomers])
    bulk.insert([_with_owner(contact) for _customer, _person, contacts in newcomers for contact in contacts])
    for customer, person, own in newcomers:
        with clock.stopped_at(person.at):
            _announce(customer, own)
    return [Recognised(one.pk, one.tier) if isinstance(one, Customer) else one for one in recognised]


def _decide(name: str, given: Given, holders: Holders) -> Customer | Recognised | None:
    """Return who is meant by a name and contacts: by the first contact that tells."""
    called = normalise_text(name)
    for kind, _value, index in given:
        found = holders.get((kind, index), ())
        if not any(one.shared for one in found):
            if found:
                return found[0].who
            continue
        if same := [one for one in found if called in one.names]:
            return same[0].who
    return None


def _register(actor: Actor, name: str, given: Given, holders: Holders) -> tuple[Customer, list[Contact]]:
    by = actor.staff_id
    customer = Customer.objects.create(name=name, created_by_id=by, created_at=clock.now())
    return customer, Contact.objects.bulk_create([_contact(customer, one, holders) for one in given])


def _contact(customer: Customer, given: tuple[str, str, str], holders: Holders) -> Contact:
    kind, value, index = given
    shared = any(one.shared for one in holders.get((kind, index), ()))
    return Contact(
        customer=customer, kind=kind, value=value, value_index=index, shared=shared, added_at=customer.created_at
    )


def _remember(
    customer: Customer, name: str, given: Given, known: dict[tuple[str, str], list[_Holder]]
) -> None:
    """Let the next people of a file be recognised as a newcomer."""
    for kind, _value, index in given:
        held = known.setdefault((kind, index), [])
        held.append(_Holder(customer, any(one.shared for one in held), frozenset({normalise_text(name)})))


def _with_owner(contact: Contact) -> Contact:
    """Return a contact that knows the id its customer got a moment ago."""
    contact.customer_id = contact.customer.pk
    return contact


def _announce(customer: Customer, contacts: list[Contact]) -> None:
    emit(CustomerRegistered(customer_id=customer.pk))
    for contact in contacts:
        emit(ContactAdded(customer_id=customer.pk, contact_id=contact.pk, kind=Code(contact.kind)))


def _holders(given: Given) -> Holders:
    """Return who is reached by these contacts, the oldest customer first. Cost: 1 statement."""
    found = Contact.objects.filter(value_index__in=[index for _kind, _value, index in given])
    holders: dict[tuple[str, str], list[_Holder]] = {}
    for contact in found.select_related("customer__merged_into").order_by("pk"):
        own, root = contact.customer, contact.customer.merged_into or contact.customer
        names = frozenset(normalise_text(one.name) for one in (own, root))
        holders.setdefault((contact.kind, contact.value_index), []).append(_Holder(root, contact.shared, names))
    return holders


def _known(given: Iterable[Given]) -> dict[tuple[str, str], list[_Holder]]:
    """Return whose contacts these are, as far as anybody's; only those who share one are asked for their names.

    Cost: 1 statement, none for no contacts, 1 more where contacts are shared.
    """
    indexes = {index for contacts in given for _kind, _value, index in contacts}
    if not indexes:
        return {}
    rows = Contact.objects.filter(value_index__in=indexes).order_by("pk")
    columns = ("kind", "value_index", "shared", "customer_id", "customer__tier", "customer__restricted")
    root = tuple(f"customer__merged_into__{name}" for name in ("id", "tier", "restricted"))
    found = list(rows.values_list(*columns, *root))
    asked = {pk for _kind, _index, shared, own, _tier, _few, into, *_its in found if shared for pk in (own, into) if pk}
    people = Customer.objects.filter(pk__in=asked).values_list("pk", "name") if asked else ()
    names = {pk: normalise_text(name) for pk, name in people}
    known: dict[tuple[str, str], list[_Holder]] = {}
    for kind, index, shared, own, tier, restricted, into, *its in found:
        who = Recognised(into, *its) if into else Recognised(own, tier, restricted)
        called = frozenset(names[pk] for pk in (own, into) if pk in names)
        known.setdefault((kind, index), []).append(_Holder(who, shared, called))
    return known


def _checked_person(person: Person) -> Given:
    given, wrong = _checked(person.name, person.phone, person.email, person.account, person.id_card)
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    return given


def _checked(
    name: str, phone: str, email: str, account: str, id_card: str = ""
) -> tuple[Given, dict[str, Text]]:
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
    if (card := normalise_id_card(id_card)) is not None:
        if not is_id_card(card):
            wrong["id_card"] = _("This does not look like an identity number. Check the digits.")
        else:
            given.append((ID_CARD, card, blind_index(ID_CARD, card)))
    return given, wrong
