"""The teams: the list, a new one, another name, another unit."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.people.forms import NewTeamForm, TeamNameForm, TeamPlaceForm
from fuwutai.desk.people.words import unit_name
from fuwutai.domain.accounts.commands import create_team, move_team, rename_team
from fuwutai.domain.accounts.directory import listed_teams, people_in_teams, team_to_change
from fuwutai.domain.accounts.policies import HIDDEN_MATTERS, may_edit_organisation, may_move_teams
from fuwutai.domain.accounts.units import visible_units
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused

VIEW, EDIT = "staff.view", "staff.edit"


@staff_page(permission=VIEW, statements=10)
def teams(request: StaffRequest) -> HttpResponse:
    """List the teams with unit and number of people."""
    units = {one.id: one.name for one in visible_units(request.actor)}
    people = people_in_teams(request.actor)
    found: list[Any] = list(listed_teams(request.actor))
    context = {
        "room": "teams",
        "rows": [
            {"team": one, "unit": unit_name(one.unit_id, units), "people": people.get(one.pk, 0)} for one in found
        ],
        "may_edit": may_edit_organisation(request.actor),
    }
    return render(request, "desk/people/teams.html", context)


@staff_page(permission=EDIT, statements=10)
def team_new(request: StaffRequest) -> HttpResponse:
    """Show the form. Raises: Refused."""
    return _new(request, NewTeamForm())


@staff_action(permission=EDIT, statements=30)
def team_add(request: StaffRequest) -> HttpResponse:
    """Add the team, and put it into its unit. Raises: Refused."""
    form = NewTeamForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = create_team(actor=request.actor, code=said["code"], name=said["name"])
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            return _placed(request, made, said.get("unit_id"))
    return _new(request, form, 422)


@staff_page(permission=EDIT, statements=10)
def team(request: StaffRequest, team_id: int) -> HttpResponse:
    """Show a team with the forms that change it. Raises: Refused, NotFound."""
    return _page(request, team_id)


@staff_action(permission=EDIT, statements=25)
def team_rename(request: StaffRequest, team_id: int) -> HttpResponse:
    """Give the team another name. Raises: Refused, NotFound."""
    form = TeamNameForm(request.POST)
    if form.is_valid():
        try:
            rename_team(actor=request.actor, team_id=team_id, name=form.cleaned_data["name"])
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:teams"), _("The team has its new name."))
    return _page(request, team_id, name_form=form)


@staff_action(permission=EDIT, statements=25)
def team_move(request: StaffRequest, team_id: int) -> HttpResponse:
    """Put the team into another unit. Raises: Refused, NotFound."""
    form = TeamPlaceForm(request.POST)
    if form.is_valid():
        try:
            move_team(actor=request.actor, team_id=team_id, unit_id=form.cleaned_data.get("unit_id"))
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:teams"), _("The team belongs to its new unit."))
    return _page(request, team_id, place_form=form)


def _placed(request: StaffRequest, made: Any, unit_id: int | None) -> HttpResponse:
    """Return the way on after a team was added; a unit that went away meanwhile does not undo the team."""
    text = _("The team is added. Now give it people: open a person and choose the team.")
    if unit_id is not None:
        try:
            move_team(actor=request.actor, team_id=made.pk, unit_id=unit_id)
        except NotFound:
            text = _("The team is added, but its unit no longer exists. Choose another one.")
        except Refused as error:
            text = f"{_('The team is added, but belongs to no unit yet.')} {error.message}"
    return done(request, reverse("desk:teams"), text)


def _new(request: StaffRequest, form: forms.Form, status: int = 200) -> HttpResponse:
    if not may_edit_organisation(request.actor):
        raise Refused
    return render(request, "desk/people/team_new.html", {"room": "teams", "form": form}, status=status)


def _page(request: StaffRequest, team_id: int, **refused: forms.Form) -> HttpResponse:
    found: Any = team_to_change(request.actor, team_id)
    context = {
        "room": "teams",
        "team": found,
        "name_form": TeamNameForm(initial={"name": found.name}),
        "place_form": TeamPlaceForm(initial={"unit_id": found.unit_id}),
        "why_not": "" if may_move_teams(request.actor) else HIDDEN_MATTERS,
    }
    return render(request, "desk/people/team.html", context | refused, status=422 if refused else 200)
