"""Let a person sign in no more, or again: each is asked for once more before it is done."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.domain.accounts.commands import deactivate_staff, reactivate_staff
from fuwutai.domain.accounts.directory import person_to_change, successors_for
from fuwutai.kernel.errors import Conflict, Invalid

EDIT = "staff.edit"
OUT, IN = "desk/people/deactivate.html", "desk/people/reactivate.html"


class SuccessorForm(forms.Form):
    """Who takes over the open cases of somebody who leaves."""

    successor_id = forms.TypedChoiceField(
        label=gettext_lazy("Who takes over the open cases"), required=False, coerce=int, empty_value=None,
        help_text=gettext_lazy("Cases of teams in which this colleague does not work go back to their queues."),
    )  # fmt: skip

    def __init__(self, *args: Any, offered: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = gettext_lazy("Nobody: they go back to the queues of their teams")
        self.fields["successor_id"].choices = [("", nobody), *offered]  # type: ignore[attr-defined]


@staff_page(permission=EDIT, statements=10)
def deactivate_form(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Say what deactivating does, and ask who takes over. Raises: NotFound, Refused."""
    found = person_to_change(request.actor, staff_id, enters=False)
    return _page(request, OUT, found, SuccessorForm(offered=successors_for(request.actor, found)))


@staff_action(permission=EDIT, statements=30)
def person_deactivate(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Deactivate the person. Raises: NotFound, Refused."""
    found: Any = person_to_change(request.actor, staff_id, enters=False)
    form = SuccessorForm(request.POST, offered=successors_for(request.actor, found))
    if form.is_valid():
        try:
            deactivate_staff(actor=request.actor, staff_id=staff_id, **form.cleaned_data)
        except (Conflict, Invalid) as error:
            refuse_in_form(form, error)
        else:
            text = _("%(name)s can sign in no more.") % {"name": found.display_name}
            return done(request, reverse("desk:person", args=[staff_id]), text)
    return _page(request, OUT, found, form, 422)


@staff_page(permission=EDIT, statements=10)
def reactivate_form(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Say what signing in again means. Raises: NotFound, Refused."""
    return _page(request, IN, person_to_change(request.actor, staff_id, enters=False))


@staff_action(permission=EDIT, statements=25)
def person_reactivate(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Let the person sign in again. Raises: NotFound, Refused."""
    found: Any = person_to_change(request.actor, staff_id, enters=False)
    try:
        reactivate_staff(actor=request.actor, staff_id=staff_id)
    except Conflict as error:
        form = forms.Form({})
        refuse_in_form(form, error)
        return _page(request, IN, found, form, 422)
    text = _("%(name)s can sign in again.") % {"name": found.display_name}
    return done(request, reverse("desk:person", args=[staff_id]), text)


def _page(
    request: StaffRequest, template: str, found: Any, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    return render(request, template, {"room": "people", "person": found, "form": form}, status=status)
