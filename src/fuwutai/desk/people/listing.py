"""The list of people: found by name, narrowed by unit, team, role and state."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import pgettext

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.people import words
from fuwutai.domain.accounts.directory import NOWHERE, Sought, listed_teams, people_page, sought_staff
from fuwutai.domain.accounts.policies import may_edit_staff
from fuwutai.domain.accounts.queries import roles
from fuwutai.domain.accounts.units import visible_units

VIEW = "staff.view"
LONGEST = 80
STATES = {"active": True, "deactivated": False}


@staff_page(permission=VIEW, statements=12)
def people(request: StaffRequest) -> HttpResponse:
    """List the people: `?q=` words of a name, `?unit=`, `?team=`, `?role=`, `?state=`. Raises: Invalid for a damaged
    page link.
    """  # fmt: skip
    tree = visible_units(request.actor)
    offered: dict[str, dict[str, Any]] = {
        "unit": {str(key): label for key, label in words.indented(tree)},
        "team": {str(one.pk): one.name for one in listed_teams(request.actor)},
        "role": {one.code: one.name for one in roles()},
        "state": {"active": pgettext("person", "Active"), "deactivated": pgettext("person", "Deactivated")},
    }
    if tree:
        offered["unit"][str(NOWHERE)] = pgettext("organisation", "In no unit")
    asked = _asked(request.GET, offered)
    sought, cursor = _sought(asked), request.GET.get("after")
    found = people_page(request.actor, sought, cursor)
    names = {one.id: one.name for one in tree}
    url = reverse("desk:people")
    context = {
        "room": "people",
        "rows": [_row(one, names) for one in found.rows],
        "count": sought_staff(request.actor, sought).count(),
        "asked": asked,
        "offered": offered,
        "has_units": bool(tree),
        "may_add": may_edit_staff(request.actor),
        "first_url": _address(url, asked) if cursor else "",
        "next_url": _address(url, asked | {"after": found.next}) if found.next else "",
    }
    return render(request, "desk/people/people.html", context)


def _asked(typed: Mapping[str, str], offered: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return what is looked for; what is not offered narrows nothing."""
    chosen = {name: value for name in offered if (value := typed.get(name, "")) in offered[name]}
    q = typed.get("q", "").replace("\0", "").strip()[:LONGEST]
    return {**({"q": q} if q else {}), **chosen}


def _sought(asked: Mapping[str, str]) -> Sought:
    return Sought(
        words=asked.get("q", ""),
        unit_id=int(asked["unit"]) if "unit" in asked else None,
        team_id=int(asked["team"]) if "team" in asked else None,
        role=asked.get("role", ""),
        is_active=STATES.get(asked.get("state", "")),
    )


def _row(one: Any, units: Mapping[int, str]) -> dict[str, Any]:
    return {
        "person": one,
        "role": words.role_name(one.role),
        "unit": words.unit_name(one.unit_id, units),
        "teams": [team.name for team in one.teams.all()],
        "state": words.state(one.is_active),
    }


def _address(url: str, asked: Mapping[str, str]) -> str:
    return f"{url}?{urlencode(asked)}" if asked else url
