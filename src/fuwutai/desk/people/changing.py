"""Change the name, role, unit and teams of a person."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.people.forms import PersonForm
from fuwutai.domain.accounts.commands import change_staff
from fuwutai.domain.accounts.directory import person_to_change
from fuwutai.kernel.errors import Conflict, Invalid

EDIT = "staff.edit"


@staff_page(permission=EDIT, statements=12)
def person_form(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Show the form as things are. Raises: NotFound, Refused."""
    found = person_to_change(request.actor, staff_id, enters=False)
    return _page(request, found, _form(request, found))


@staff_action(permission=EDIT, statements=30)
def person_change(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Change the person. Raises: NotFound, Refused."""
    found = person_to_change(request.actor, staff_id, enters=False)
    form = _form(request, found, request.POST)
    if form.is_valid():
        try:
            changed = change_staff(actor=request.actor, staff_id=staff_id, **form.chosen())
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            text = _("It is saved and holds from the person's next page.")
            return done(request, reverse("desk:person", args=[changed.pk]), text)
    return _page(request, found, form, 422)


def _form(request: StaffRequest, found: Any, sent: Any = None) -> PersonForm:
    """Return the form of a person as things are; of one's own place nothing is open."""
    now = {
        "display_name": found.display_name,
        "role": found.role,
        "unit_id": found.unit_id,
        "team_ids": [team.pk for team in found.teams.all()],
    }
    is_oneself = found.pk == request.actor.id
    return PersonForm(sent, actor=request.actor, teams=now["team_ids"], is_oneself=is_oneself, initial=now)


def _page(request: StaffRequest, found: Any, form: PersonForm, status: int = 200) -> HttpResponse:
    context = {"room": "people", "person": found, "form": form, "is_oneself": found.pk == request.actor.id}
    return render(request, "desk/people/change.html", context, status=status)
