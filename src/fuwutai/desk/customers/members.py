"""Which organisations a customer belongs to."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done
from fuwutai.desk.customers.form_page import form_page, written
from fuwutai.desk.customers.forms import MemberForm, NewMemberForm
from fuwutai.domain.customers.commands import add_member, change_member, remove_member
from fuwutai.domain.customers.file import membership_to_change, profile_to_change
from fuwutai.domain.customers.organisations import organisation_named
from fuwutai.kernel.errors import Invalid

EDIT = "customers.edit"


@staff_page(permission=EDIT, statements=8)
def member_new(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Show the form. Raises: NotFound."""
    return _new(request, profile_to_change(request.actor, customer_id), NewMemberForm(initial={"sight": "own"}))


@staff_action(permission=EDIT, statements=30)
def member_add(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Put the customer into the organisation of that name. Raises: NotFound."""
    found: Any = profile_to_change(request.actor, customer_id)

    def write(said: dict[str, Any]) -> Any:
        there = organisation_named(request.actor, said.pop("organisation"))
        if there is None:
            missing = _("There is no organisation of exactly this name. Add it first under Organisations.")
            raise Invalid(missing, fields={"organisation": missing})
        return add_member(actor=request.actor, customer_id=customer_id, organisation_id=there.pk, **said)

    return written(
        request, NewMemberForm(request.POST), write, lambda form: _new(request, found, form),
        onward=reverse("desk:customer", args=[customer_id]), said=_("It is saved."),
    )  # fmt: skip


@staff_page(permission=EDIT, statements=8)
def member_form(request: StaffRequest, customer_id: int, member_id: int) -> HttpResponse:
    """Show the form as things are. Raises: NotFound."""
    found: Any = membership_to_change(request.actor, customer_id, member_id)
    return _page(request, customer_id, found, MemberForm(initial={"post": found.shown, "sight": found.sight}))


@staff_action(permission=EDIT, statements=25)
def member_change(request: StaffRequest, customer_id: int, member_id: int) -> HttpResponse:
    """Give the customer another post or sight there. Raises: NotFound."""
    found: Any = membership_to_change(request.actor, customer_id, member_id)

    def write(said: dict[str, Any]) -> Any:
        if said["post"] == found.shown:  # masked as it was shown, it stays as it stands
            said["post"] = found.post
        return change_member(actor=request.actor, customer_id=customer_id, member_id=member_id, **said)

    return written(
        request, MemberForm(request.POST), write, lambda form: _page(request, customer_id, found, form),
        onward=reverse("desk:customer", args=[customer_id]), said=_("It is saved."),
    )  # fmt: skip


@staff_action(permission=EDIT, statements=25)
def member_remove(request: StaffRequest, customer_id: int, member_id: int) -> HttpResponse:
    """Take the customer out of the organisation. Raises: NotFound, Conflict."""
    remove_member(actor=request.actor, customer_id=customer_id, member_id=member_id)
    said = _("The customer does not belong to the organisation any more.")
    return done(request, reverse("desk:customer", args=[customer_id]), said)


def _new(request: StaffRequest, found: Any, form: forms.Form) -> HttpResponse:
    return form_page(
        request, form, title=_("Organisation of the customer"), submit=_("Add"), about=found.name,
        back=reverse("desk:customer", args=[found.pk]),
    )  # fmt: skip


def _page(request: StaffRequest, customer_id: int, found: Any, form: forms.Form) -> HttpResponse:
    return form_page(
        request, form, title=_("Organisation of the customer"), submit=_("Save"), about=found.organisation.name,
        back=reverse("desk:customer", args=[customer_id]),
        removal={
            "url": reverse("desk:member_remove", args=[customer_id, found.pk]), "label": _("Take out"),
            "hint": _("The customer sees the cases of the organisation no longer."),
        },
    )  # fmt: skip
