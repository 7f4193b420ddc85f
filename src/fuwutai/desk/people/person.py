"""One person: the facts, what the role lets her see and do, and the ways to change it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.people import words
from fuwutai.domain.accounts.directory import listed_person, may_change, open_doors
from fuwutai.domain.accounts.policies import ABOVE, BEYOND, is_above, may_edit_staff, may_enter_as
from fuwutai.domain.accounts.profile import linked_accounts
from fuwutai.domain.accounts.queries import role
from fuwutai.domain.accounts.units import visible_units


@staff_page(permission="staff.view", statements=12)
def person(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Show a person. Raises: NotFound."""
    found: Any = listed_person(request.actor, staff_id)
    held = role(found.role)
    units = {one.id: one.name for one in visible_units(request.actor)}
    unit, teams = words.unit_name(found.unit_id, units), [team.name for team in found.teams.all()]
    may = may_change(request.actor, found)
    enters = may and may_enter_as(request.actor, [team.pk for team in found.teams.all()])
    above = may_edit_staff(request.actor) and is_above(request.actor, found)
    context = {
        "room": "people",
        "person": found,
        "state": words.state(found.is_active),
        "role": words.role_name(found.role),
        "unit": unit,
        "teams": list(found.teams.all()),
        "sees": [one for one in (words.sight(held, unit, teams), words.not_seen(held), words.allowed(held)) if one],
        "doors": open_doors(request.actor, staff_id),
        "may_change": may,
        "linked": linked_accounts(request.actor, staff_id) if may else (),
        "may_enter": enters,
        "why_not": ABOVE if above else BEYOND if may and not enters else "",
        "is_oneself": found.pk == request.actor.id,
    }
    return render(request, "desk/people/person.html", context)
