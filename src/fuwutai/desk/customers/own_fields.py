"""The fields of the centre's own: what is asked for, for what, and how it is protected."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done
from fuwutai.desk.customers.form_page import form_page, written
from fuwutai.desk.customers.forms import FieldForm, NewFieldForm
from fuwutai.domain.customers.choices import FIELD_KINDS, FIELD_PURPOSES, LEVELS
from fuwutai.domain.customers.commands import retire_customer_field, save_customer_field
from fuwutai.domain.customers.listing import customer_fields, field_to_change

EDIT = "centre.edit"


@staff_page(permission=EDIT, statements=8)
def fields(request: StaffRequest) -> HttpResponse:
    """List the fields in their order."""
    rows = [
        {
            "field": one,
            "kind": FIELD_KINDS.get(one.kind, one.kind),
            "purpose": FIELD_PURPOSES.get(one.purpose, one.purpose),
            "level": LEVELS.get(one.level, one.level),
        }
        for one in customer_fields(request.actor)
    ]
    return render(request, "desk/customers/fields.html", {"rows": rows, "room": "fields"})


@staff_page(permission=EDIT, statements=8)
def field_new(request: StaffRequest) -> HttpResponse:
    """Show the form."""
    return _page(request, NewFieldForm(initial={"purpose": "service", "level": "sensitive", "kind": "text"}))


@staff_action(permission=EDIT, statements=20)
def field_add(request: StaffRequest) -> HttpResponse:
    """Add the field."""
    form = NewFieldForm(request.POST)

    def write(said: dict[str, Any]) -> Any:
        return save_customer_field(actor=request.actor, **form.chosen())

    return written(
        request, form, write, lambda refused: _page(request, refused),
        onward=reverse("desk:customer_fields"), said=_("The field is added to every customer."),
    )  # fmt: skip


@staff_page(permission=EDIT, statements=8)
def field_form(request: StaffRequest, field_id: int) -> HttpResponse:
    """Show the form as things are. Raises: NotFound."""
    found: Any = field_to_change(request.actor, field_id)
    now = {name: getattr(found, name) for name in ("name", "purpose", "level", "position")}
    return _page(request, FieldForm(initial=now | {"options": "\n".join(found.options)}), found)


@staff_action(permission=EDIT, statements=20)
def field_change(request: StaffRequest, field_id: int) -> HttpResponse:
    """Change the field; code and kind stay. Raises: NotFound."""
    found: Any = field_to_change(request.actor, field_id)
    form = FieldForm(request.POST)

    def write(said: dict[str, Any]) -> Any:
        told = form.chosen() | {"code": found.code, "kind": found.kind}
        return save_customer_field(actor=request.actor, field_id=field_id, **told)

    return written(
        request, form, write, lambda refused: _page(request, refused, found),
        onward=reverse("desk:customer_fields"), said=_("It is saved."),
    )  # fmt: skip


@staff_action(permission=EDIT, statements=20)
def field_retire(request: StaffRequest, field_id: int) -> HttpResponse:
    """Ask for the field no more. Raises: NotFound."""
    retire_customer_field(actor=request.actor, field_id=field_id)
    said = _("The field is not asked for any more. What stands in it is kept and not shown.")
    return done(request, reverse("desk:customer_fields"), said)


def _page(request: StaffRequest, form: forms.Form, found: Any = None) -> HttpResponse:
    back = reverse("desk:customer_fields")
    if found is None:
        hint = _("Ask only for what the service needs. What is collected for more is kept only of who agreed to it.")
        return form_page(request, form, title=_("Add a field"), submit=_("Add"), back=back, hint=hint)
    return form_page(
        request, form, title=_("Change the field"), submit=_("Save"), about=found.name, back=back,
        removal={
            "url": reverse("desk:customer_field_retire", args=[found.pk]), "label": _("Retire the field"),
            "hint": _("It is not asked for any more. What stands in it is kept and not shown."),
        },
    )  # fmt: skip
