"""Customers as rows of a file: what is wrong with one, who it is, and what it adds to whom we know; writes nothing.

Taking customers out as rows stands here as well.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from django.utils import translation

from fuwutai.domain.accounts.choices import LANGUAGES
from fuwutai.domain.customers import likeness, match_keys
from fuwutai.domain.customers.choices import ACCOUNT, CUSTOMER_TYPES, EMAIL, ID_CARD, PHONE, STAGES, TIERS
from fuwutai.domain.customers.limits import MAX_ACCOUNT, MAX_NAME, is_id_card
from fuwutai.domain.customers.models import Contact, Customer, Member
from fuwutai.domain.customers.person import AS_READ, rows_of
from fuwutai.domain.customers.queries import masked_contact, visible_customers
from fuwutai.domain.customers.rules import masked_address
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import (
    blind_index,
    normalise_account,
    normalise_email,
    normalise_id_card,
    normalise_phone,
)
from fuwutai.kernel.masking import mask_text
from fuwutai.kernel.text import storable

MAX_ADDRESS, MAX_ORGANISATION, MAX_NOTE = 300, 160, 2_000
CODES: dict[str, Mapping[str, Any]] = {
    "type": CUSTOMER_TYPES, "tier": TIERS, "stage": STAGES, "language": LANGUAGES,
}  # fmt: skip
LONGEST = {
    "name": MAX_NAME, "account": MAX_ACCOUNT, "address": MAX_ADDRESS, "organisation": MAX_ORGANISATION,
    "note": MAX_NOTE,
}  # fmt: skip
FILLED = ("type", "tier", "stage", "language", "address")
"""Columns that are filled in where a customer whom we know has nothing there."""
ROWS_AT_ONCE = 500

Problem = tuple[str, str]
"""What is wrong with a row: a code, and the column."""
Given = list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """A customer as a row of a file; every column but the name may be empty. Source: S2-4.4.2-2."""

    name: str
    type: str = ""
    phone: str = ""
    phone2: str = ""
    email: str = ""
    id_card: str = ""
    account: str = ""
    address: str = ""
    organisation: str = ""
    tier: str = ""
    stage: str = ""
    language: str = ""
    note: str = ""


COLUMNS = tuple(one.name for one in fields(CustomerRow))


@dataclass(slots=True)
class Somebody:
    """Whom a row speaks of: a customer whom we know, or one to come; `added`: what rows of this file add."""

    features: likeness.Features
    id: int | None = None
    has: dict[str, str] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    added: dict[str, str] = field(default_factory=dict)
    contacts: Given = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    shares: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What is to be done with rows: who they are, in order, and the contacts that turn out to be shared."""

    people: list[Somebody] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    now_shared: set[tuple[str, str]] = field(default_factory=set)


CREATED, KNOWN, FILLED_IN = "created", "known", "filled"
"""What became of a row: a new customer, one whom we knew and who has it all, one to whom it added something."""


def problems_of(row: CustomerRow) -> list[Problem]:
    """Return everything that is wrong with a row, in the order of its columns."""
    found: list[Problem] = []
    for name in COLUMNS:
        value: str = getattr(row, name).strip()
        if name == "name" and not value:
            found.append(("missing", name))
        elif not storable(value):
            found.append(("bad_character", name))
        elif len(value) > LONGEST.get(name, 2_000):
            found.append(("too_long", name))
        elif value and name in CODES and code_of(name, value) is None:
            found.append(("unknown_value", name))
        elif value and name in _CHECKS and not _CHECKS[name](value):
            found.append((_BAD[name], name))
    return found


def code_of(column: str, value: str) -> str | None:
    """Return the code that a value stands for: itself, or the one with this label; None for what is unknown here."""
    return _codes(column).get(value.strip().casefold())


@cache
def _codes(column: str) -> dict[str, str]:
    """Return the codes of a column by all that may stand for them: themselves and their labels in both languages."""
    known = {code: code for code in CODES[column]}
    for language in LANGUAGES:
        with translation.override(language):
            known |= {str(label).casefold(): code for code, label in CODES[column].items()}
    return known


def planned(rows: Sequence[CustomerRow]) -> Plan:
    """Return what rows that have nothing wrong with them do, one after the other. Cost: 5 statements."""
    given = [_given(row) for row in rows]
    held = _known({index for contacts in given for _kind, _value, index in contacts})
    plan = Plan()
    for row, contacts in zip(rows, given, strict=True):
        own = match_keys.features(row.name, _by_kind(contacts), addresses=[row.address] if row.address.strip() else [])
        found = _who(own, contacts, held)
        outcome = _fill(found, row, contacts, held) if found else CREATED
        if found is None:
            found = Somebody(features=own, kinds={kind for kind, _value, _index in contacts}, contacts=contacts)
            _fill_texts(found, row, {"name": row.name.strip()})
            for kind, _value, index in contacts:
                others = held[kind, index]
                if others:
                    plan.now_shared.add((kind, index))
                others.append(found)
        plan.people.append(found)
        plan.outcomes.append(outcome)
    return plan


def names_fit(one: likeness.Features, other: likeness.Features, contact: tuple[str, str]) -> bool:
    """Return whether two people with one contact are one by their names: alike in pinyin, a title for a given name, or
    a slip; on a landline, which a household has in common, the same name."""
    kind, value = contact
    reason = likeness.name_reason(one, other)
    return reason == "same_name" if kind == PHONE and not likeness.is_mobile(value) else reason != "other_name"


def _who(own: likeness.Features, contacts: Given, held: Mapping[tuple[str, str], list[Somebody]]) -> Somebody | None:
    """Return whom a row speaks of: by the first contact whose holder has a name that fits and no other identity number.

    A number is handed on, and a family has one in common: a name that does not fit is another person's.
    """
    for kind, value, index in contacts:
        for one in held.get((kind, index), ()):
            if kind == ID_CARD:
                return one
            cards = one.features.id_cards
            is_another = bool(cards and own.id_cards and not cards & own.id_cards)
            if not is_another and names_fit(own, one.features, (kind, value)):
                return one
    return None


def _fill(
    found: Somebody, row: CustomerRow, contacts: Given, held: defaultdict[tuple[str, str], list[Somebody]]
) -> str:
    """Let a row add what is missing; return what became of it."""
    before = (len(found.added), len(found.contacts), len(found.organisations), len(found.notes))
    _fill_texts(found, row, {})
    had = frozenset(found.kinds)
    for kind, value, index in contacts:
        if kind not in had and not held.get((kind, index)):
            found.contacts.append((kind, value, index))
            found.kinds.add(kind)
            held[kind, index].append(found)
    after = (len(found.added), len(found.contacts), len(found.organisations), len(found.notes))
    return FILLED_IN if after != before else KNOWN


def _fill_texts(found: Somebody, row: CustomerRow, more: dict[str, str]) -> None:
    found.added |= more
    for name in FILLED:
        value = getattr(row, name).strip()
        if value and not found.has.get(name) and name not in found.added:
            found.added[name] = (code_of(name, value) or "") if name in CODES else value
    place = " ".join(row.organisation.split())
    if place and not found.has.get("organisation") and not found.organisations:
        found.organisations.append(place)
    note = row.note.strip()
    if note and found.id is None and note not in found.notes:
        found.notes.append(note)


def _known(indexes: set[str]) -> defaultdict[tuple[str, str], list[Somebody]]:
    """Return who is reached by these contacts. Cost: 6 statements, 1 where it is nobody."""
    rows = Contact.objects.filter(value_index__in=indexes).order_by("pk")
    found = list(rows.values_list("kind", "value_index", "customer_id", "customer__merged_into_id"))
    ids = {into or own for _kind, _index, own, into in found}
    held: defaultdict[tuple[str, str], list[Somebody]] = defaultdict(list)
    if not ids:
        return held
    features = match_keys.features_of(ids)
    member = set(Member.objects.filter(customer__in=ids).values_list("customer_id", flat=True))
    known: dict[int, Somebody] = {}
    for one in Customer.objects.filter(pk__in=ids, erased_at=None):
        has = {name: getattr(one, name) or "" for name in FILLED} | {"organisation": "x" if one.pk in member else ""}
        whole = features[one.pk]
        kinds = {PHONE: whole.phones, EMAIL: whole.emails, ACCOUNT: whole.accounts, ID_CARD: whole.id_cards}
        held_kinds = {kind for kind, values in kinds.items() if values}
        known[one.pk] = Somebody(features=whole, id=one.pk, has=has, kinds=held_kinds)
    for kind, index, own, into in found:
        if (into or own) in known:
            held[kind, index].append(known[into or own])
    return held


def _given(row: CustomerRow) -> Given:
    """Return the contacts of a row in their normal forms, the one that says most first."""
    found: list[tuple[str, str | None]] = [
        (ID_CARD, normalise_id_card(row.id_card)), (PHONE, normalise_phone(row.phone)),
        (PHONE, normalise_phone(row.phone2)), (EMAIL, normalise_email(row.email)),
        (ACCOUNT, normalise_account(row.account)),
    ]  # fmt: skip
    return [(kind, value, blind_index(kind, value)) for kind, value in dict.fromkeys(found) if value]


def _by_kind(contacts: Given) -> dict[str, set[str]]:
    held: dict[str, set[str]] = defaultdict(set)
    for kind, value, _index in contacts:
        held[kind].add(value)
    return held


def _is_card(value: str) -> bool:
    return is_id_card(normalise_id_card(value) or "")


_CHECKS: dict[str, Callable[[str], object]] = {
    "phone": normalise_phone, "phone2": normalise_phone, "email": normalise_email, "id_card": _is_card,
}  # fmt: skip
_BAD = {"phone": "bad_phone", "phone2": "bad_phone", "email": "bad_email", "id_card": "bad_id_card"}


def exported(actor: Actor, *, full: bool) -> Iterator[list[str]]:
    """Yield the customers in sight as rows of COLUMNS without the note, the oldest first; masked unless `full`.

    Whoever shows them calls `export_customers` first. Cost: 4 statements for each 500 customers.
    """
    last = 0
    while batch := list(visible_customers(actor).filter(pk__gt=last, erased_at=None).order_by("pk")[:ROWS_AT_ONCE]):
        last = batch[-1].pk
        yield from _exported_rows(batch, full=full)


EXPORTED = COLUMNS[:-1]


def export_count(actor: Actor) -> int:
    """Return how many customers an actor would take out. Cost: 1 statement."""
    return visible_customers(actor).filter(erased_at=None).count()


def in_short(customer_ids: Iterable[int], *, full: bool) -> dict[int, tuple[str, str, str]]:
    """Return name, first phone number and mail address of customers whose cases are taken out, masked unless `full`.

    By the id that was asked for, also that of somebody absorbed. Cost: 2 statements.
    """
    asked = Customer.objects.filter(pk__in=set(customer_ids)).values_list("pk", AS_READ)
    root = dict(asked)
    names: dict[int, str] = {}
    contacts: dict[tuple[int, str], str] = {}
    columns = (AS_READ, "pk", "name", "contacts__kind", "contacts__value")
    people = rows_of(set(root.values())).order_by("-pk").values_list(*columns)
    for person, pk, name, kind, value in people:
        if pk == person:
            names[person] = name
        if kind in (PHONE, EMAIL):
            contacts[person, kind] = value if full else masked_contact(kind, value)
    return {
        pk: (
            names[person] if full else mask_text(names[person]), contacts.get((person, PHONE), ""),
            contacts.get((person, EMAIL), ""),
        )
        for pk, person in root.items()
    }  # fmt: skip


def _exported_rows(batch: Sequence[Customer], *, full: bool) -> Iterator[list[str]]:
    ids = [one.pk for one in batch]
    whole = match_keys.features_of(ids)
    member_of: dict[int, str] = {}
    for pk, name in Member.objects.filter(customer__in=ids).order_by("-pk").values_list(
        "customer_id", "organisation__name"
    ):
        member_of[pk] = name

    def told(kind: str, value: str) -> str:
        return value if full or not value else masked_contact(kind, value)

    for one in batch:
        has, address = whole[one.pk], one.address or ""
        phones = [*sorted(has.phones), "", ""]
        row = CustomerRow(
            name=one.name if full else mask_text(one.name), type=one.type,
            phone=told(PHONE, phones[0]), phone2=told(PHONE, phones[1]),
            email=told(EMAIL, min(has.emails, default="")), id_card=told(ID_CARD, min(has.id_cards, default="")),
            account=told(ACCOUNT, min(has.accounts, default="")),
            address=address if full else masked_address(address), organisation=member_of.get(one.pk, ""),
            tier=one.tier, stage=one.stage, language=one.language,
        )  # fmt: skip
        yield [getattr(row, name) for name in EXPORTED]
