"""The organisation as a tree of units: the tree, a new unit, another name, kind or place."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.people.forms import NewUnitForm, UnitForm
from fuwutai.domain.accounts.choices import UNIT_KINDS
from fuwutai.domain.accounts.commands import change_unit, create_unit
from fuwutai.domain.accounts.directory import people_in_units, places_for, teams_in_units, unit_to_change
from fuwutai.domain.accounts.policies import may_edit_organisation
from fuwutai.domain.accounts.units import UnitView, visible_units
from fuwutai.kernel.errors import Conflict, Invalid, Refused

VIEW, EDIT = "staff.view", "staff.edit"


@staff_page(permission=VIEW, statements=10)
def units(request: StaffRequest) -> HttpResponse:
    """Show the tree with the people and teams of each unit."""
    tree = visible_units(request.actor)
    people, teams = (people_in_units(request.actor), teams_in_units(request.actor)) if tree else ({}, {})
    context = {
        "room": "units",
        "branches": _branches(tree, people, teams),
        "may_edit": may_edit_organisation(request.actor),
    }
    return render(request, "desk/people/units.html", context)


@staff_page(permission=EDIT, statements=10)
def unit_new(request: StaffRequest) -> HttpResponse:
    """Show the form; `?below=` is the unit to which the new one belongs. Raises: Refused."""
    below = request.GET.get("below", "")
    return _new(request, NewUnitForm(places=visible_units(request.actor), initial={"parent_id": below}))


@staff_action(permission=EDIT, statements=30)
def unit_add(request: StaffRequest) -> HttpResponse:
    """Add the unit. Raises: Refused, NotFound."""
    form = NewUnitForm(request.POST, places=visible_units(request.actor))
    if form.is_valid():
        try:
            create_unit(actor=request.actor, **form.chosen())
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:units"), _("The unit is added."))
    return _new(request, form, 422)


@staff_page(permission=EDIT, statements=10)
def unit_form(request: StaffRequest, unit_id: int) -> HttpResponse:
    """Show the form as things are. Raises: Refused, NotFound."""
    found = unit_to_change(request.actor, unit_id)
    now = {"name": found.name, "kind": found.kind, "parent_id": found.parent_id}
    return _page(request, found, UnitForm(places=places_for(found), initial=now))


@staff_action(permission=EDIT, statements=30)
def unit_change(request: StaffRequest, unit_id: int) -> HttpResponse:
    """Change the unit; all below it move with it. Raises: Refused, NotFound."""
    found = unit_to_change(request.actor, unit_id)
    form = UnitForm(request.POST, places=places_for(found))
    if form.is_valid():
        try:
            change_unit(actor=request.actor, unit_id=unit_id, **form.chosen())
        except (Invalid, Conflict, Refused) as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:units"), _("The unit is saved. What people see follows at once."))
    return _page(request, found, form, 422)


def _branches(tree: Iterable[UnitView], people: dict[int, int], teams: dict[int, int]) -> list[dict[str, Any]]:
    """Return the units at the top, each with those below it; its numbers count these as well."""
    top: list[dict[str, Any]] = []
    known: dict[int, dict[str, Any]] = {}
    for one in tree:
        above = _lineage(known, one)
        branch: dict[str, Any] = {
            "unit": one,
            "kind": UNIT_KINDS.get(one.kind, one.kind),
            "people": 0,
            "teams": 0,
            "below": [],
        }
        (above[0]["below"] if above else top).append(branch)
        known[one.id] = branch
        for counting in (branch, *above):
            counting["people"] += people.get(one.id, 0)
            counting["teams"] += teams.get(one.id, 0)
    return top


def _lineage(known: dict[int, dict[str, Any]], one: UnitView) -> list[dict[str, Any]]:
    """Return the branches above a unit, the nearest first; in the tree they come before it."""
    found, parent_id = [], one.parent_id
    while parent_id is not None:
        found.append(known[parent_id])
        parent_id = found[-1]["unit"].parent_id
    return found


def _new(request: StaffRequest, form: NewUnitForm, status: int = 200) -> HttpResponse:
    if not may_edit_organisation(request.actor):
        raise Refused
    return render(request, "desk/people/unit_new.html", {"room": "units", "form": form}, status=status)


def _page(request: StaffRequest, found: UnitView, form: UnitForm, status: int = 200) -> HttpResponse:
    context = {"room": "units", "unit": found, "form": form}
    return render(request, "desk/people/unit_change.html", context, status=status)
