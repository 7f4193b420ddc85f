"""How a customer is reached: one more way, what is known of it, and no longer."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done
from fuwutai.desk.customers.form_page import form_page, written
from fuwutai.desk.customers.forms import ContactForm, ContactStateForm
from fuwutai.desk.look_ups import try_contact
from fuwutai.domain.customers.choices import CONTACT_KINDS
from fuwutai.domain.customers.commands import add_contact, change_contact, remove_contact
from fuwutai.domain.customers.file import ContactLine, contact_to_change, profile_to_change

EDIT = "customers.edit"


@staff_page(permission=EDIT, statements=8)
def contact_new(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Show the form. Raises: NotFound."""
    found: Any = profile_to_change(request.actor, customer_id)
    return _new(request, found, ContactForm(initial={"kind": "phone"}))


@staff_action(permission=EDIT, statements=35)
def contact_add(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Add the contact. Raises: NotFound, TooMany."""
    found: Any = profile_to_change(request.actor, customer_id)

    def write(said: dict[str, Any]) -> Any:
        try_contact(request.actor, "desk:contact_new")
        return add_contact(actor=request.actor, customer_id=customer_id, **said)

    return written(
        request, ContactForm(request.POST), write, lambda form: _new(request, found, form),
        onward=reverse("desk:customer", args=[customer_id]), said=_("The contact is added."),
    )  # fmt: skip


@staff_page(permission=EDIT, statements=8)
def contact_form(request: StaffRequest, customer_id: int, contact_id: int) -> HttpResponse:
    """Show what is known of the contact. Raises: NotFound."""
    found = contact_to_change(request.actor, customer_id, contact_id)
    now = {name: getattr(found, name) for name in ("preferred", "shared", "verified_how")}
    return _page(request, customer_id, found, ContactStateForm(initial=now))


@staff_action(permission=EDIT, statements=30)
def contact_change(request: StaffRequest, customer_id: int, contact_id: int) -> HttpResponse:
    """Write down what is known of the contact. Raises: NotFound."""
    found = contact_to_change(request.actor, customer_id, contact_id)

    def write(said: dict[str, Any]) -> Any:
        return change_contact(actor=request.actor, customer_id=customer_id, contact_id=contact_id, **said)

    return written(
        request, ContactStateForm(request.POST), write, lambda form: _page(request, customer_id, found, form),
        onward=reverse("desk:customer", args=[customer_id]), said=_("It is saved."),
    )  # fmt: skip


@staff_action(permission=EDIT, statements=25)
def contact_remove(request: StaffRequest, customer_id: int, contact_id: int) -> HttpResponse:
    """Remove the contact. Raises: NotFound, Conflict."""
    remove_contact(actor=request.actor, customer_id=customer_id, contact_id=contact_id)
    return done(request, reverse("desk:customer", args=[customer_id]), _("The contact is removed."))


def _new(request: StaffRequest, found: Any, form: forms.Form) -> HttpResponse:
    return form_page(
        request, form, title=_("Add a contact"), submit=_("Add"), about=found.name,
        back=reverse("desk:customer", args=[found.pk]),
    )  # fmt: skip


def _page(request: StaffRequest, customer_id: int, found: ContactLine, form: forms.Form) -> HttpResponse:
    return form_page(
        request, form, title=_("What we know of the contact"), submit=_("Save"),
        about=f"{CONTACT_KINDS.get(found.kind, found.kind)} {found.value}",
        back=reverse("desk:customer", args=[customer_id]),
        removal={
            "url": reverse("desk:contact_remove", args=[customer_id, found.id]), "label": _("Remove the contact"),
            "hint": _("What it was stays in the history of changes."),
        },
    )  # fmt: skip
