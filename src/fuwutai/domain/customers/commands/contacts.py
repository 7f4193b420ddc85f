"""How a customer is reached: added, preferred, checked, shared, removed."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.customers.choices import CONTACT_KINDS, EMAIL, PHONE, VERIFIED_HOW
from fuwutai.domain.customers.commands._file import keep_changes, locked_customer, refuse
from fuwutai.domain.customers.events import ContactAdded, ContactChanged, ContactRemoved
from fuwutai.domain.customers.limits import MAX_ACCOUNT
from fuwutai.domain.customers.models import Contact, Customer
from fuwutai.domain.customers.person import belongs_to
from fuwutai.domain.customers.queries import visible_customers
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import blind_index, normal_form
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Text
from fuwutai.kernel.events import Code
from fuwutai.kernel.masking import mask_text
from fuwutai.kernel.text import storable

_WRONG: dict[str, Text] = {
    PHONE: _("This does not look like a phone number. Check the digits."),
    EMAIL: _("This does not look like a mail address. Check it."),
}


@command(statements=17)
def add_contact(
    *, actor: Actor, customer_id: int, kind: str, value: str, shared: bool = False, preferred: bool = False
) -> Contact:
    """Reach a customer in one more way. `shared`: others are reached in the same way, so it does not say who speaks.

    Emits: ContactAdded; ContactChanged for who held it alone. Raises: NotFound, Refused, Invalid, Conflict where
    another customer holds it and it is not to be shared.
    """
    customer = locked_customer(actor, customer_id)
    normal = _normal(kind, value)
    index = blind_index(kind, normal)
    _refuse_twice(customer, kind, index)
    _make_room(actor, kind, index, shared=shared)
    if preferred:
        _of(customer).filter(preferred=True).update(preferred=False)
    contact = Contact(
        customer=customer, kind=kind, value=normal, value_index=index, shared=shared, preferred=preferred,
        added_at=clock.now(),
    )  # fmt: skip
    _store(contact)
    keep_changes(actor, customer, {f"contact.{kind}": (None, normal)})
    emit(ContactAdded(customer_id=customer.pk, contact_id=contact.pk, kind=Code(kind)))
    return contact


@command(statements=11)
def change_contact(
    *, actor: Actor, customer_id: int, contact_id: int, preferred: bool, shared: bool, verified_how: str
) -> Contact:
    """Say whether a contact is the preferred one, whether it is shared, and how it was checked; "" = it was not.

    Emits: ContactChanged, nothing where nothing changed. Raises: NotFound, Refused, Invalid, Conflict for one that
    others hold and that is not to be shared any more.
    """
    customer = locked_customer(actor, customer_id)
    contact = _contact(customer, contact_id)
    if verified_how and verified_how not in VERIFIED_HOW:
        raise Invalid(_("Some answers are missing or wrong."), fields={"verified_how": _("Choose one of the list.")})
    wanted = {"preferred": preferred, "shared": shared, "verified_how": verified_how}
    changed = {name: value for name, value in wanted.items() if value != getattr(contact, name)}
    if not changed:
        return contact
    if changed.get("shared") is False:
        _make_room(actor, contact.kind, contact.value_index, shared=False, but=contact.pk)
    if changed.get("preferred"):
        _of(customer).filter(preferred=True).update(preferred=False)
    for name, value in changed.items():
        setattr(contact, name, value)
    if "verified_how" in changed:
        contact.verified_at = clock.now() if verified_how else None
    contact.save(update_fields=[*changed, "verified_at"])
    keep_changes(actor, customer, {})
    emit(_changed(contact, customer.pk, *changed))
    return contact


@command(statements=11)
def remove_contact(*, actor: Actor, customer_id: int, contact_id: int) -> Customer:
    """Reach a customer in this way no more; what it was stays in the history of changes.

    Emits: ContactRemoved. Raises: NotFound, Refused, Conflict.
    """
    customer = locked_customer(actor, customer_id)
    contact = _contact(customer, contact_id)
    key, kind, value = contact.pk, contact.kind, contact.value
    contact.delete()
    keep_changes(actor, customer, {f"contact.{kind}": (value, None)})
    emit(ContactRemoved(customer_id=customer.pk, contact_id=key, kind=Code(kind)))
    return customer


def _store(contact: Contact) -> None:
    """Store a new contact. Raises: Conflict where somebody else stored the same one at the same moment."""
    try:
        with transaction.atomic():
            contact.save(force_insert=True)
    except IntegrityError as problem:
        text = _("A colleague has entered the same contact a moment ago. Reload the page and look.")
        raise Conflict(text, code="contact_held") from problem


def wrong_contact(kind: str, value: str) -> Text | None:
    """Return what is wrong with a contact as it was typed; whether somebody has it is not asked."""
    normal = normal_form(kind, value) if storable(value) and len(value) <= MAX_ACCOUNT else None
    return _WRONG.get(kind, _("Enter the number or name, at most 200 characters.")) if normal is None else None


def _normal(kind: str, value: str) -> str:
    """Return a contact in the form in which two are compared. Raises: Invalid."""
    if kind not in CONTACT_KINDS:
        raise Invalid(_("Some answers are missing or wrong."), fields={"kind": _("Choose one of the list.")})
    if problem := wrong_contact(kind, value):
        refuse({"value": problem})
    return normal_form(kind, value) or ""


def _of(customer: Customer) -> QuerySet[Contact]:
    return Contact.objects.filter(belongs_to([customer.pk]))


def _contact(customer: Customer, contact_id: int) -> Contact:
    found = _of(customer).filter(pk=contact_id).first()
    if found is None:
        raise NotFound
    return found


def _refuse_twice(customer: Customer, kind: str, index: str) -> None:
    if _of(customer).filter(kind=kind, value_index=index).exists():
        raise Invalid(
            _("Some answers are missing or wrong."), fields={"value": _("This stands in the file already.")}
        )


def _make_room(actor: Actor, kind: str, index: str, *, shared: bool, but: int = 0) -> None:
    """Refuse a contact that others hold, or mark theirs as shared. Raises: Conflict. Cost: 2 statements, 1 for none."""
    held = list(Contact.objects.filter(kind=kind, value_index=index).exclude(pk=but).select_related("customer"))
    if not held:
        return
    holders = {one.customer.merged_into_id or one.customer_id for one in held}
    if not shared:
        raise Conflict(_whose(actor, holders), code="contact_held")
    if visible_customers(actor).filter(pk__in=holders).count() != len(holders):
        raise Conflict(_whose(actor, holders), code="contact_held")
    for one in held:
        if not one.shared:
            one.shared = True
            one.save(update_fields=["shared"])
            emit(_changed(one, one.customer.merged_into_id or one.customer_id, "shared"))


def _whose(actor: Actor, holders: set[int]) -> Text:
    """Return whose a contact is, by name only where the actor sees who, and what to do."""
    seen = visible_customers(actor).filter(pk__in=holders).first()
    if seen is None:
        return _(
            "Another customer has this contact. If both are one person, ask who may merge customers; "
            "if both really use it, mark it as shared."
        )
    return _(
        "%(name)s (customer %(id)d) has this contact. If both are one person, merge them; "
        "if both really use it, mark it as shared."
    ) % {"name": mask_text(seen.name), "id": seen.pk}


def _changed(contact: Contact, customer_id: int, *names: str) -> ContactChanged:
    return ContactChanged(
        customer_id=customer_id,
        contact_id=contact.pk,
        kind=Code(contact.kind),
        fields=tuple(Code(name) for name in names),
    )
