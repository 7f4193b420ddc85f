"""Give a person a new password, for who has forgotten hers."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.people.forms import PasswordForm
from fuwutai.domain.accounts.commands import set_password
from fuwutai.domain.accounts.directory import person_to_change
from fuwutai.kernel.errors import Invalid

EDIT = "staff.edit"


@staff_page(permission=EDIT, statements=10)
def password_form(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Show the form. Raises: NotFound, Refused."""
    return _page(request, person_to_change(request.actor, staff_id), PasswordForm())


@staff_action(permission=EDIT, statements=28)
def person_password(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Set the password; it is never shown again. Raises: NotFound, Refused."""
    found: Any = person_to_change(request.actor, staff_id)
    form = PasswordForm(request.POST)
    if form.is_valid():
        try:
            set_password(actor=request.actor, staff_id=staff_id, password=form.cleaned_data["password"])
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            text = _("The new password holds at once. Tell it to %(name)s in person.") % {"name": found.display_name}
            return done(request, reverse("desk:person", args=[staff_id]), text)
    return _page(request, found, form, 422)


def _page(request: StaffRequest, found: Any, form: PasswordForm, status: int = 200) -> HttpResponse:
    context = {"room": "people", "person": found, "form": form, "is_oneself": found.pk == request.actor.id}
    return render(request, "desk/people/password.html", context, status=status)
