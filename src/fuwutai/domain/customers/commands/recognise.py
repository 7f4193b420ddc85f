"""Recognise who is speaking, or register a newcomer."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.customers.choices import EMAIL, PHONE
from fuwutai.domain.customers.events import ContactAdded, CustomerRegistered
from fuwutai.domain.customers.models import Contact, Customer
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import blind_index, normalise_email, normalise_phone
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, Text
from fuwutai.kernel.events import Code
from fuwutai.kernel.text import storable


@command(statements=5)
def recognise_customer(*, actor: Actor, name: str, phone: str = "", email: str = "") -> Customer:
    """Return the customer with this phone number or mail address, registering a newcomer.

    The phone number decides where the two point to different people; a further contact typed by a stranger
    proves nothing and is not added to the customer who was recognised.
    Emits: CustomerRegistered, ContactAdded. Raises: Invalid naming the wrong field. Cost: 1 statement for
    a known customer, 3 for a newcomer.
    """
    given = _checked(name, phone, email)
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
    emit(CustomerRegistered(customer_id=customer.pk))
    for contact in contacts:
        emit(ContactAdded(customer_id=customer.pk, contact_id=contact.pk, kind=Code(contact.kind)))
    return customer


def _register(name: str, given: list[tuple[str, str, str]]) -> tuple[Customer, list[Contact]]:
    customer = Customer.objects.create(name=name, created_at=clock.now())
    contacts = [Contact(customer=customer, kind=kind, value=value, value_index=index) for kind, value, index in given]
    return customer, Contact.objects.bulk_create(contacts)


def _lookup(given: list[tuple[str, str, str]]) -> Customer | None:
    order = {(kind, index): position for position, (kind, _value, index) in enumerate(given)}
    found = Contact.objects.filter(value_index__in=[index for _kind, index in order]).select_related("customer")
    known = [contact for contact in found if (contact.kind, contact.value_index) in order]
    return min(known, key=lambda one: order[one.kind, one.value_index]).customer if known else None


def _checked(name: str, phone: str, email: str) -> list[tuple[str, str, str]]:
    wrong: dict[str, Text] = {}
    given: list[tuple[str, str, str]] = []
    if not name.strip():
        wrong["name"] = _("Tell us how to address you.")
    elif len(name.strip()) > 80 or not storable(name):
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
    if not given and not wrong.keys() & {"phone", "email"}:
        wrong["phone"] = _("Leave a phone number or a mail address, so that we can answer you.")
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    return given
