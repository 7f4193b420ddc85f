"""Let a person sign in no more, or again: each is asked for once more before it is done."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.domain.accounts.commands import deactivate_staff, reactivate_staff
from fuwutai.domain.accounts.directory import person_to_change
from fuwutai.kernel.errors import Conflict

EDIT = "staff.edit"
OUT, IN = "desk/people/deactivate.html", "desk/people/reactivate.html"


@staff_page(permission=EDIT, statements=10)
def deactivate_form(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Say what deactivating does. Raises: NotFound, Refused."""
    return _page(request, OUT, person_to_change(request.actor, staff_id))


@staff_action(permission=EDIT, statements=30)
def person_deactivate(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Deactivate the person. Raises: NotFound, Refused."""
    return _carried_out(request, staff_id, deactivate_staff, OUT, _("%(name)s can sign in no more."))


@staff_page(permission=EDIT, statements=10)
def reactivate_form(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Say what signing in again means. Raises: NotFound, Refused."""
    return _page(request, IN, person_to_change(request.actor, staff_id))


@staff_action(permission=EDIT, statements=25)
def person_reactivate(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Let the person sign in again. Raises: NotFound, Refused."""
    return _carried_out(request, staff_id, reactivate_staff, IN, _("%(name)s can sign in again."))


def _carried_out(
    request: StaffRequest, staff_id: int, command: Callable[..., Any], template: str, text: str
) -> HttpResponse:
    found: Any = person_to_change(request.actor, staff_id)
    try:
        command(actor=request.actor, staff_id=staff_id)
    except Conflict as error:
        form = forms.Form({})
        refuse_in_form(form, error)
        return _page(request, template, found, form, 422)
    return done(request, reverse("desk:person", args=[staff_id]), text % {"name": found.display_name})


def _page(
    request: StaffRequest, template: str, found: Any, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    return render(request, template, {"room": "people", "person": found, "form": form}, status=status)
