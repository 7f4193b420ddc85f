"""Notes on a customer, and what they say to uses of their data."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done
from fuwutai.desk.customers.form_page import form_page, written
from fuwutai.desk.customers.forms import ConsentForm, NoteForm
from fuwutai.domain.customers.choices import PURPOSES
from fuwutai.domain.customers.commands import (
    add_customer_note,
    note_consent,
    pin_customer_note,
    remove_customer_note,
)
from fuwutai.domain.customers.file import profile_to_change

EDIT = "customers.edit"


@staff_page(permission=EDIT, statements=8)
def customer_note_new(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Show the form. Raises: NotFound."""
    return _note(request, profile_to_change(request.actor, customer_id), NoteForm())


@staff_action(permission=EDIT, statements=25)
def customer_note_add(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Write the note down. Raises: NotFound."""
    found: Any = profile_to_change(request.actor, customer_id)

    def write(said: dict[str, Any]) -> Any:
        return add_customer_note(actor=request.actor, customer_id=customer_id, **said)

    return written(
        request, NoteForm(request.POST), write, lambda form: _note(request, found, form),
        onward=_back(customer_id), said=_("Note saved."),
    )  # fmt: skip


@staff_action(permission=EDIT, statements=20)
def customer_note_pin(request: StaffRequest, customer_id: int, note_id: int) -> HttpResponse:
    """Put the note on top, or back (`pinned` empty). Raises: NotFound, Conflict."""
    pinned = bool(request.POST.get("pinned"))
    pin_customer_note(actor=request.actor, customer_id=customer_id, note_id=note_id, pinned=pinned)
    said = _("The note stands on top.") if pinned else _("The note stands among the others again.")
    return done(request, _back(customer_id), said)


@staff_action(permission=EDIT, statements=20)
def customer_note_remove(request: StaffRequest, customer_id: int, note_id: int) -> HttpResponse:
    """Show the note no more. Raises: NotFound, Conflict."""
    remove_customer_note(actor=request.actor, customer_id=customer_id, note_id=note_id)
    return done(request, _back(customer_id), _("The note is removed."))


@staff_page(permission=EDIT, statements=8)
def consent_new(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Show the form; `?purpose=` is the use in question. Raises: NotFound."""
    found: Any = profile_to_change(request.actor, customer_id)
    asked = request.GET.get("purpose", "")
    return _consent(request, found, ConsentForm(initial={"purpose": asked if asked in PURPOSES else ""}))


@staff_action(permission=EDIT, statements=25)
def consent_add(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Write down what the customer said. Raises: NotFound."""
    found: Any = profile_to_change(request.actor, customer_id)

    def write(said: dict[str, Any]) -> Any:
        return note_consent(actor=request.actor, customer_id=customer_id, **said)

    return written(
        request, ConsentForm(request.POST), write, lambda form: _consent(request, found, form),
        onward=_back(customer_id), said=_("Noted. What was said before stays readable."),
    )  # fmt: skip


def _back(customer_id: int) -> str:
    return reverse("desk:customer", args=[customer_id])


def _note(request: StaffRequest, found: Any, form: forms.Form) -> HttpResponse:
    return form_page(
        request, form, title=_("Note on the customer"), submit=_("Save the note"), about=found.name,
        back=_back(found.pk),
    )  # fmt: skip


def _consent(request: StaffRequest, found: Any, form: forms.Form) -> HttpResponse:
    return form_page(
        request, form, title=_("What the customer says to a use of the data"), submit=_("Note it"),
        about=found.name, back=_back(found.pk),
        hint=_("For the service itself no consent is needed. Where nothing is noted, the answer is no."),
    )  # fmt: skip
