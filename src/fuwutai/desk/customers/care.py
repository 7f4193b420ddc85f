"""In which class and with what care a customer is served."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done
from fuwutai.desk.customers.form_page import form_page, written
from fuwutai.desk.customers.forms import CareForm, ClassForm
from fuwutai.domain.customers.commands import (
    end_special_handling,
    set_restricted,
    set_tier,
    start_special_handling,
)
from fuwutai.domain.customers.file import profile_to_change
from fuwutai.domain.customers.queries import visible_customers

CLASSIFY = "customers.classify"


@staff_page(permission=CLASSIFY, statements=8)
def customer_class_form(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Show the form as things are. Raises: NotFound."""
    found: Any = profile_to_change(request.actor, customer_id)
    return _class(request, found, ClassForm(initial={"tier": found.tier, "restricted": found.restricted}))


@staff_action(permission=CLASSIFY, statements=60)
def customer_class(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Serve the customer in another class, and let few or all know of them. Raises: NotFound."""
    found: Any = profile_to_change(request.actor, customer_id)

    def write(said: dict[str, Any]) -> Any:
        set_tier(actor=request.actor, customer_id=customer_id, tier=said["tier"])
        return set_restricted(actor=request.actor, customer_id=customer_id, restricted=said["restricted"])

    def onward(made: Any) -> str:
        seen = visible_customers(request.actor).filter(pk=customer_id).exists()
        return reverse("desk:customer", args=[customer_id]) if seen else reverse("desk:customers")

    return written(
        request, ClassForm(request.POST), write, lambda form: _class(request, found, form), onward=onward,
        said=_("It is saved and holds for all open cases of the customer."),
    )  # fmt: skip


@staff_page(permission=CLASSIFY, statements=8)
def care_new(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Show the form. Raises: NotFound."""
    return _care(request, profile_to_change(request.actor, customer_id), CareForm())


@staff_action(permission=CLASSIFY, statements=25)
def care_start(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Serve the customer with special care. Raises: NotFound."""
    found: Any = profile_to_change(request.actor, customer_id)

    def write(said: dict[str, Any]) -> Any:
        return start_special_handling(actor=request.actor, customer_id=customer_id, **said)

    return written(
        request, CareForm(request.POST), write, lambda form: _care(request, found, form),
        onward=reverse("desk:customer", args=[customer_id]),
        said=_("From now on it stands on every case of the customer."),
    )  # fmt: skip


@staff_action(permission=CLASSIFY, statements=25)
def care_end(request: StaffRequest, customer_id: int, special_handling_id: int) -> HttpResponse:
    """End the special care. Raises: NotFound, Conflict."""
    end_special_handling(actor=request.actor, customer_id=customer_id, special_handling_id=special_handling_id)
    said = _("The special handling has ended; that it was there stays readable.")
    return done(request, reverse("desk:customer", args=[customer_id]), said)


def _class(request: StaffRequest, found: Any, form: forms.Form) -> HttpResponse:
    return form_page(
        request, form, title=_("Class of the customer"), submit=_("Save"), about=found.name,
        back=reverse("desk:customer", args=[found.pk]),
    )  # fmt: skip


def _care(request: StaffRequest, found: Any, form: forms.Form) -> HttpResponse:
    return form_page(
        request, form, title=_("Special handling"), submit=_("Begin"), about=found.name,
        back=reverse("desk:customer", args=[found.pk]),
    )  # fmt: skip
