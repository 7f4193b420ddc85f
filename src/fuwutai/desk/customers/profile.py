"""Register a customer, change what we know of them, and say that it is still right."""

import secrets
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done
from fuwutai.desk.customers.form_page import form_page, written
from fuwutai.desk.customers.forms import NewCustomerForm, ProfileForm, ValuesForm
from fuwutai.desk.look_ups import contact_kind, try_contact
from fuwutai.desk.looks import look_at_customer
from fuwutai.domain.accounts.queries import visible_staff
from fuwutai.domain.customers.commands import (
    Profile,
    change_profile,
    confirm_profile,
    register_customer,
    set_custom_values,
)
from fuwutai.domain.customers.file import address_shown, profile_to_change, values_of
from fuwutai.domain.customers.listing import customer_fields
from fuwutai.domain.customers.policies import may_classify_customers
from fuwutai.domain.customers.queries import visible_customers
from fuwutai.kernel.masking import mask_text

EDIT = "customers.edit"
PLAIN = ("name", "type", "stage", "manner", "language", "channel", "quiet_from", "quiet_until", "owner_id")


@staff_page(permission=EDIT, statements=8)
def customer_new(request: StaffRequest) -> HttpResponse:
    """Show the form."""
    return _new(request, NewCustomerForm(initial={"token": secrets.token_urlsafe(16)}))


@staff_action(permission=EDIT, statements=45)
def customer_add(request: StaffRequest) -> HttpResponse:
    """Register the customer and show the file. Raises: TooMany."""

    def write(said: dict[str, Any]) -> Any:
        for told in (said["phone"], said["email"]):
            if contact_kind(told):
                try_contact(request.actor, "desk:customer_new")
        return register_customer.once(said.pop("token"))(actor=request.actor, **said)

    def onward(made: Any) -> str:
        seen = visible_customers(request.actor).filter(pk=made.pk).exists()
        return reverse("desk:customer", args=[made.pk]) if seen else reverse("desk:customers")

    said = _("The customer is registered. Add what else you know.")
    return written(
        request, NewCustomerForm(request.POST), write, lambda form: _new(request, form), onward=onward, said=said
    )


@staff_page(permission=EDIT, statements=10)
def customer_form(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Show the form as things are. Raises: NotFound."""
    found: Any = profile_to_change(request.actor, customer_id)
    look_at_customer(request.actor, customer_id, "desk:customer_change")
    return _page(request, found, _form(request, found))


@staff_action(permission=EDIT, statements=30)
def customer_change(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Change what we know of the customer. Raises: NotFound."""
    found: Any = profile_to_change(request.actor, customer_id)
    form = _form(request, found, request.POST)

    def write(said: dict[str, Any]) -> Any:
        meant = _as_meant(found, form.chosen())
        return change_profile(actor=request.actor, customer_id=customer_id, profile=Profile(**meant))

    url = reverse("desk:customer", args=[customer_id])
    return written(
        request, form, write, lambda refused: _page(request, found, refused), onward=url, said=_("It is saved.")
    )


@staff_action(permission=EDIT, statements=20)
def customer_confirm(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Say that what we know is still right. Raises: NotFound, Conflict."""
    confirm_profile(actor=request.actor, customer_id=customer_id)
    said = _("Noted: the file was looked through today.")
    return done(request, reverse("desk:customer", args=[customer_id]), said)


@staff_page(permission=EDIT, statements=10)
def customer_values_form(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Show the centre's own fields as things are. Raises: NotFound."""
    found: Any = profile_to_change(request.actor, customer_id)
    look_at_customer(request.actor, customer_id, "desk:customer_fields_change")
    return _values(request, found, _values_form(request, customer_id))


@staff_action(permission=EDIT, statements=35)
def customer_values(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Write into the centre's own fields. Raises: NotFound."""
    found: Any = profile_to_change(request.actor, customer_id)
    form = _values_form(request, customer_id, request.POST)

    def write(said: dict[str, Any]) -> Any:
        return set_custom_values(actor=request.actor, customer_id=customer_id, values=form.chosen())

    url = reverse("desk:customer", args=[customer_id])
    return written(
        request, form, write, lambda refused: _values(request, found, refused), onward=url, said=_("It is saved.")
    )


def _form(request: StaffRequest, found: Any, data: Any = None) -> ProfileForm:
    masked = "" if found.until else address_shown(found)
    now = {name: getattr(found, name) for name in PLAIN} | {"address": found.address if found.until else ""}
    now |= _shown_words(found)
    people = dict(visible_staff(request.actor).filter(is_active=True).values_list("pk", "display_name"))
    if found.owner:
        people[found.owner_id] = found.owner.display_name
    named = sorted(people.items(), key=lambda one: one[1])
    form = ProfileForm(data, people=named, masked_address=masked, initial=now)
    form.fields["owner_id"].disabled = not may_classify_customers(request.actor)
    return form


def _shown_words(found: Any) -> dict[str, str]:
    """Return name and manner as the reader may see them: with the numbers in them masked unless revealed."""
    whole = {name: getattr(found, name) or "" for name in ("name", "manner")}
    return whole if found.until else {name: mask_text(words) for name, words in whole.items()}


def _as_meant(found: Any, said: dict[str, Any]) -> dict[str, Any]:
    """Return what was written; words that come back as they were shown stay as they stand, numbers and all."""
    kept = {name: getattr(found, name) or "" for name, shown in _shown_words(found).items() if said[name] == shown}
    return said | kept


def _values_form(request: StaffRequest, customer_id: int, data: Any = None) -> ValuesForm:
    asked = list(customer_fields(request.actor))
    return ValuesForm(data, asked=asked, lines=values_of(request.actor, customer_id), auto_id="own_%s")


def _new(request: StaffRequest, form: forms.Form) -> HttpResponse:
    return form_page(
        request, form, title=_("Register a customer"), submit=_("Register"), back=reverse("desk:customers"),
        hint=_("Look first whether the customer is here already: search by number or mail address in the list."),
    )  # fmt: skip


def _page(request: StaffRequest, found: Any, form: forms.Form) -> HttpResponse:
    back = reverse("desk:customer", args=[found.pk])
    return form_page(
        request, form, title=_("Change the customer's data"), submit=_("Save"), back=back, about=found.name
    )  # fmt: skip


def _values(request: StaffRequest, found: Any, form: forms.Form) -> HttpResponse:
    return form_page(
        request, form, title=_("Fields of our own"), submit=_("Save"), about=found.name,
        back=reverse("desk:customer", args=[found.pk]),
        hint="" if form.fields else _("The centre has no fields of its own yet. An administrator adds them."),
    )  # fmt: skip
