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
from fuwutai.domain.accounts.queries import role
from fuwutai.kernel.errors import Conflict, Invalid

EDIT, VIEW = "staff.edit", "staff.view"


@staff_page(permission=EDIT, statements=12)
def person_form(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Show the form as things are. Raises: NotFound, Refused."""
    found: Any = person_to_change(request.actor, staff_id)
    now = {
        "display_name": found.display_name,
        "role": found.role,
        "unit_id": found.unit_id,
        "team_ids": [team.pk for team in found.teams.all()],
    }
    return _page(request, found, PersonForm(actor=request.actor, teams=now["team_ids"], initial=now))


@staff_action(permission=EDIT, statements=30)
def person_change(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Change the person. Raises: NotFound, Refused."""
    found = person_to_change(request.actor, staff_id)
    form = PersonForm(request.POST, actor=request.actor, teams=[team.pk for team in found.teams.all()])
    if form.is_valid():
        try:
            changed = change_staff(actor=request.actor, staff_id=staff_id, **form.chosen())
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            text = _("It is saved and holds from the person's next page.")
            return done(request, _onward(request, changed), text)
    return _page(request, found, form, 422)


def _onward(request: StaffRequest, changed: Any) -> str:
    """Return the page of the person, or the start for who has just given up seeing it."""
    if changed.pk == request.actor.id and VIEW not in role(changed.role).permissions:
        return reverse("desk:home")
    return reverse("desk:person", args=[changed.pk])


def _page(request: StaffRequest, found: Any, form: PersonForm, status: int = 200) -> HttpResponse:
    context = {"room": "people", "person": found, "form": form}
    return render(request, "desk/people/change.html", context, status=status)
