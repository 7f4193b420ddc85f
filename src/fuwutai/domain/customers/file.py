"""The file of a customer: everything we know of one person, whoever of them was merged into whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, QuerySet

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.customers.choices import SENSITIVE
from fuwutai.domain.customers.models import (
    Consent,
    Contact,
    Customer,
    CustomerChange,
    CustomerNote,
    CustomField,
    CustomValue,
    Member,
    SpecialHandling,
)
from fuwutai.domain.customers.person import AS_READ, belongs_to, is_read_as, rows_of, whole_ids
from fuwutai.domain.customers.queries import known_customers, masked_contact, visible_customers
from fuwutai.domain.customers.reveals import row_revealed_until
from fuwutai.domain.customers.rules import FileState, file_state, is_quiet, level_of, masked_address
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.masking import mask_account, mask_text
from fuwutai.kernel.paging import Page, page

NOTES_SHOWN, CHANGES_AT_ONCE = 100, 50
AnyRow = TypeVar("AnyRow", Customer, CustomerNote, SpecialHandling, Member)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """A way to reach the customer; `value` is masked unless the reader has revealed the file."""

    id: int
    kind: str
    value: str
    shared: bool
    preferred: bool
    verified_at: datetime | None
    verified_how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueLine:
    """What stands in a field of the centre's own; masked whole where its level asks for that, else numbers in it."""

    field: CustomField
    value: str
    is_masked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One change of one field, by whom; sensitive values are masked unless the reader has revealed the file."""

    field: str
    before: str
    after: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFile:
    """Everything of one customer in one view. `until`: how long the reader sees it in full, None = masked."""

    customer: Customer
    ids: frozenset[int]
    until: datetime | None
    address: str
    is_quiet_now: bool
    contacts: tuple[ContactLine, ...]
    memberships: tuple[Member, ...]
    care: tuple[SpecialHandling, ...]
    past_care: tuple[SpecialHandling, ...]
    consents: dict[str, Consent]
    said: tuple[Consent, ...]
    notes: tuple[CustomerNote, ...]
    values: tuple[ValueLine, ...]
    state: FileState


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """What to know of a customer before speaking to them. Source: S0-3.2-3, S0-5.2-1."""

    customer: Customer
    is_quiet_now: bool
    care: tuple[SpecialHandling, ...]
    notes: tuple[CustomerNote, ...]


def customer_file(actor: Actor, customer_id: int) -> CustomerFile:
    """Return the whole file of a customer in sight. Raises: NotFound. Source: S0-1.1-1, S2-1.3-2.

    Cost: 7 statements.
    """
    customer, ids = _person(actor, customer_id)
    until: datetime | None = customer.until  # type: ignore[attr-defined]
    contacts = list(Contact.objects.filter(customer_id__in=ids))
    contacts.sort(key=lambda one: (not one.preferred, one.kind != "phone", one.pk))
    rows = SpecialHandling.objects.filter(customer_id__in=ids).order_by("-since", "-id")
    care = _masked_words(rows, "note", revealed=until is not None)
    said = list(Consent.objects.filter(customer_id__in=ids).order_by("-at", "-id"))
    address = customer.address or ""
    state = state_of(customer, has_contact=bool(contacts), has_address=bool(address))
    (shown,) = _masked_person([customer], revealed=until is not None)
    return CustomerFile(
        customer=shown,
        ids=ids,
        until=until,
        address=address_shown(customer),
        is_quiet_now=_quiet_now(customer),
        contacts=tuple(_contact_line(one, revealed=until is not None) for one in contacts),
        memberships=_masked_words(_memberships(ids), "post", revealed=until is not None),
        care=tuple(one for one in care if one.ended_at is None),
        past_care=tuple(one for one in care if one.ended_at is not None),
        consents={one.purpose: one for one in reversed(said)},
        said=tuple(said),
        notes=_masked_words(_notes(ids)[:NOTES_SHOWN], "body", revealed=until is not None),
        values=tuple(_value_line(one, revealed=until is not None) for one in _values(customer.pk, ids)),
        state=state,
    )


def guidance(actor: Actor, customer_id: int) -> Guidance | None:
    """Return what to know before speaking to a customer whom an actor serves, None for who may not see customers.

    `customer_id` may be that of somebody absorbed. Cost: 3 statements.
    """
    seen = known_customers(actor).filter(is_read_as(customer_id))
    rows: list[Any] = list(rows_of(seen).annotate(until=row_revealed_until(actor, "")))
    customer = next((one for one in rows if one.merged_into_id is None), None)
    if customer is None:
        return None
    ids, revealed = {one.pk for one in rows}, customer.until is not None
    care = SpecialHandling.objects.filter(customer_id__in=ids, ended_at=None).order_by("since", "id")
    (shown,) = _masked_person([customer], revealed=revealed)
    return Guidance(
        customer=shown,
        is_quiet_now=_quiet_now(customer),
        care=_masked_words(care, "note", revealed=revealed),
        notes=_masked_words(_notes(ids).filter(pinned=True)[:NOTES_SHOWN], "body", revealed=revealed),
    )


def profile_to_change(actor: Actor, customer_id: int) -> Customer:
    """Return a customer in sight, with `until` as in `CustomerFile`. Raises: NotFound. Cost: 1 statement."""
    rows = visible_customers(actor).select_related("owner").annotate(until=row_revealed_until(actor, ""))
    found = rows.filter(pk=customer_id).first()
    if found is None:
        raise NotFound
    return found


def address_shown(customer: Customer) -> str:
    """Return the address of a customer as read by `profile_to_change` or `customer_file`, masked unless revealed."""
    address = customer.address or ""
    return address if customer.until else masked_address(address)  # type: ignore[attr-defined]


def contact_to_change(actor: Actor, customer_id: int, contact_id: int) -> ContactLine:
    """Return one contact of a customer in sight, masked. Raises: NotFound. Cost: 1 statement."""
    seen = visible_customers(actor).filter(pk=customer_id)
    found = Contact.objects.filter(belongs_to(seen), pk=contact_id).first()
    if found is None:
        raise NotFound
    return _contact_line(found, revealed=False)


def membership_to_change(actor: Actor, customer_id: int, member_id: int) -> Member:
    """Return one membership of a customer in sight with `shown`, the post as the reader may see it. Raises: NotFound.

    Cost: 1 statement.
    """
    seen = visible_customers(actor).filter(pk=customer_id)
    rows: Any = Member.objects.filter(belongs_to(seen), pk=member_id).select_related("organisation")
    found = rows.annotate(until=row_revealed_until(actor, "customer")).first()
    if found is None:
        raise NotFound
    found.shown = _text(found.post, revealed=found.until is not None)
    return found  # type: ignore[no-any-return]


def read_as(actor: Actor, customer_id: int) -> int | None:
    """Return as whom somebody absorbed is read, None where nobody in sight absorbed them. Cost: 1 statement."""
    return visible_customers(actor).filter(absorbed=customer_id).values_list("pk", flat=True).first()


def values_of(actor: Actor, customer_id: int) -> dict[str, ValueLine]:
    """Return what stands in the centre's own fields of a customer in sight, by code. Cost: 2 statements.

    Raises: NotFound.
    """
    customer, ids = _person(actor, customer_id)
    lines = [_value_line(one, revealed=bool(customer.until)) for one in _values(customer.pk, ids)]  # type: ignore[attr-defined]
    return {one.field.code: one for one in lines}


def has_consent(customer_id: int, purpose: str) -> bool:
    """Return whether a customer agreed to a use of their data beyond the service; nothing said is no consent.

    Cost: 2 statements. Source: S0-5.4-3.
    """
    return purpose in consents_given(customer_id)


def consents_given(customer_id: int) -> frozenset[str]:
    """Return the uses to which a customer agrees now: the latest word on each counts. Cost: 2 statements."""
    rows = Consent.objects.filter(customer_id__in=whole_ids(customer_id)).order_by("at", "id")
    latest = dict(rows.values_list("purpose", "given"))
    return frozenset(purpose for purpose, given in latest.items() if given)


def changes_page(
    actor: Actor, customer_id: int, cursor: str | None, *, at: datetime | None = None
) -> tuple[list[ChangeLine], str | None]:
    """Return what was changed in a file, the latest first, and the cursor of what follows; `at`: only what was changed
    at that moment. Source: S0-4.1-4.

    Raises: NotFound, Invalid for a damaged cursor. Cost: 3 statements.
    """
    customer, ids = _person(actor, customer_id)
    revealed = bool(customer.until)  # type: ignore[attr-defined]
    levels = {f"custom.{code}": level for code, level in CustomField.objects.values_list("code", "level")}
    rows = CustomerChange.objects.filter(customer_id__in=ids).select_related("by")
    rows = rows if at is None else rows.filter(at=at)
    found: Page[CustomerChange] = page(rows, ("-at", "-id"), cursor, CHANGES_AT_ONCE)
    lines = [
        ChangeLine(
            field=one.field,
            before=_shown(one.field, one.before, levels, revealed=revealed),
            after=_shown(one.field, one.after, levels, revealed=revealed),
            at=one.at,
            by=one.by.display_name if one.by else "",
        )
        for one in found.rows
    ]
    return lines, found.next


def has_reach(customer: str) -> Exists:
    """Return the condition that a customer, or somebody merged into them, can be reached; `customer`: their id."""
    theirs = Customer.objects.alias(person=AS_READ).filter(person=OuterRef(OuterRef(customer)))
    return Exists(Contact.objects.filter(customer__in=theirs))


def _person(actor: Actor, customer_id: int) -> tuple[Customer, frozenset[int]]:
    """Return a customer in sight with `until`, and all ids of theirs. Raises: NotFound. Cost: 1 statement."""
    seen = visible_customers(actor).filter(pk=customer_id)
    both = rows_of(seen).select_related("owner", "created_by")
    rows = list(both.annotate(until=row_revealed_until(actor, "")))
    customer = next((one for one in rows if one.pk == customer_id), None)
    if customer is None:
        raise NotFound
    return customer, frozenset(one.pk for one in rows)


def _quiet_now(customer: Customer) -> bool:
    return is_quiet(customer.quiet_from, customer.quiet_until, clock.now().astimezone(centre_zone()).time())


def _contact_line(one: Contact, *, revealed: bool) -> ContactLine:
    return ContactLine(
        id=one.pk,
        kind=one.kind,
        value=one.value if revealed else masked_contact(one.kind, one.value),
        shared=one.shared,
        preferred=one.preferred,
        verified_at=one.verified_at,
        verified_how=one.verified_how,
    )


def _memberships(ids: Iterable[int]) -> QuerySet[Member]:
    return Member.objects.filter(customer_id__in=ids).select_related("organisation").order_by("pk")


def _notes(ids: Iterable[int]) -> QuerySet[CustomerNote]:
    rows = CustomerNote.objects.filter(customer_id__in=ids, removed_at=None).select_related("author")
    return rows.order_by("-pinned", "-at", "-id")


def _masked_person(rows: Iterable[Customer], *, revealed: bool) -> tuple[Customer, ...]:
    """Return customers, never to be saved, with the numbers masked that stand in name and manner unless revealed."""
    return _masked_words(_masked_words(rows, "name", revealed=revealed), "manner", revealed=revealed)


def _masked_words(rows: Iterable[AnyRow], field: str, *, revealed: bool) -> tuple[AnyRow, ...]:
    """Return rows, never to be saved, whose words have the numbers in them masked unless revealed."""
    found = tuple(rows)
    for one in found:
        setattr(one, field, _text(getattr(one, field), revealed=revealed))
    return found


def _text(words: str | None, *, revealed: bool) -> str | None:
    return words if revealed or not words else mask_text(words)


def _values(customer_id: int, ids: Iterable[int]) -> list[CustomValue]:
    """Return one value for each field, the customer's own before that of somebody they absorbed. Cost: 1 statement."""
    rows = CustomValue.objects.filter(customer_id__in=ids, field__retired_at=None).select_related("field")
    ordered = sorted(rows, key=lambda one: one.customer_id == customer_id)
    found = {one.field_id: one for one in ordered}
    return sorted(found.values(), key=lambda one: (one.field.position, one.field_id))


def _value_line(one: CustomValue, *, revealed: bool) -> ValueLine:
    if revealed:
        return ValueLine(field=one.field, value=one.value, is_masked=False)
    shown = mask_account(one.value) if one.field.level == SENSITIVE else mask_text(one.value)
    return ValueLine(field=one.field, value=shown, is_masked=one.field.level == SENSITIVE or shown != one.value)


def _shown(field: str, value: str | None, levels: dict[str, str], *, revealed: bool) -> str:
    """Return a value of the history as its level lets the reader see it."""
    if not value or revealed:
        return value or ""
    if levels.get(field, level_of(field)) != SENSITIVE:
        return mask_text(value)
    what, _dot, kind = field.partition(".")
    if what == "contact":
        return masked_contact(kind, value)
    return masked_address(value) if what == "address" else mask_account(value)


def state_of(customer: Customer, *, has_contact: bool, has_address: bool) -> FileState:
    """Return how complete the file of a customer is and since when nobody has looked. Source: S0-4.1-2."""
    has = {name: bool(getattr(customer, name)) for name in ("type", "stage", "language", "channel")}
    has |= {"contact": has_contact, "address": has_address}
    return file_state(has, customer.checked_at or customer.created_at, clock.now())
