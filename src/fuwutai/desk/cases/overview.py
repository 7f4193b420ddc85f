"""The supervisor's overview: figures, each of which leads to the cases behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.design.moments import span
from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.answers import by_htmx
from fuwutai.desk.cases.narrowing import start_of_today
from fuwutai.domain.accounts.queries import people_of_teams
from fuwutai.domain.cases.queries import resolved_count, staff_overview, team_overview
from fuwutai.kernel import clock


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure with its way to the rows."""

    label: str
    icon: str
    value: int
    url: str
    note: str
    tone: str = ""


@staff_page(permission="overview.view", statements=12)
def overview(request: StaffRequest) -> HttpResponse:
    """Show how the centre stands now."""
    actor = request.actor
    teams: list[Mapping[str, Any]] = team_overview(actor)
    members = people_of_teams(actor)
    waits = min((row["unanswered_since"] for row in teams if row["unanswered_since"]), default=None)
    context = {
        "tiles": _tiles(teams, resolved_count(actor, start_of_today())),
        "longest_wait": _rough_since(waits),
        "longest_wait_url": _url("open", waits=1),
        "teams": [_team(row) for row in _with_idle_teams(teams, members)],
        "people": _people(members, staff_overview(actor)),
        "formulas": formulas(),
        "here": request.get_full_path(),
    }
    template = "desk/cases/_overview.html" if by_htmx(request) else "desk/cases/overview.html"
    return render(request, template, context)


def formulas() -> dict[str, str]:
    """Return how each figure is counted, in words."""
    return {
        "new": _("Open cases on which nobody has worked yet"),
        "open": _("Cases somebody works on"),
        "waiting": _("Cases that wait for their customer or for a third party"),
        "overdue": _("Open cases of which a running clock has passed its deadline"),
        "unassigned": _("Open cases that belong to a team but to no person"),
        "unanswered": _("The longest time since a customer's last words that nobody has answered"),
        "resolved": _("Cases marked as resolved since midnight, each counted once"),
        "load": _("All cases of the person that are neither resolved nor closed"),
    }


def _tiles(teams: list[Mapping[str, Any]], resolved_today: int) -> list[Tile]:
    total = {
        name: sum(int(row[name]) for row in teams) for name in ("new", "unassigned", "overdue", "waiting")
    }
    said = formulas()
    free, late = total["unassigned"], total["overdue"]
    today = _url("all", resolved="today")
    return [
        Tile(_("New"), "spark", total["new"], _url("open", status="new"), said["new"]),
        Tile(_("Unassigned"), "inbox", free, _url("unassigned"), said["unassigned"], "amber" if free else ""),
        Tile(
            _("Overdue"), "alert", late, _url("open", overdue=1), said["overdue"], "red" if late else "green"
        ),
        Tile(pgettext("queue", "Waiting"), "hourglass", total["waiting"], _url("waiting"), said["waiting"]),
        Tile(_("Resolved today"), "check-circle", resolved_today, today, said["resolved"]),
    ]


def _with_idle_teams(
    teams: list[Mapping[str, Any]], members: list[tuple[int, str, int, str]]
) -> list[Mapping[str, Any]]:
    """Add the teams that have no open case: their zero is a figure too."""
    known = {row["team_id"] for row in teams}
    nothing: dict[str, Any] = dict.fromkeys(("new", "open", "waiting", "overdue", "unassigned"), 0)
    nothing["unanswered_since"] = None
    idle = {
        team: {**nothing, "team_id": team, "name": name}
        for team, name, *_person in members
        if team not in known
    }
    return [*teams, *idle.values()]


def _team(row: Mapping[str, Any]) -> dict[str, Any]:
    team = row["team_id"]
    return dict(row) | {
        "unanswered": _span_since(row["unanswered_since"]),
        "urls": {
            "all": _url("open", team=team),
            "new": _url("open", team=team, status="new"),
            "open": _url("open", team=team, status="open"),
            "waiting": _url("waiting", team=team),
            "overdue": _url("open", team=team, overdue=1),
            "unassigned": _url("unassigned", team=team),
            "unanswered": _url("open", team=team, waits=1),
        },
    }


def _people(members: list[tuple[int, str, int, str]], loads: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return every person once with teams and load, the most loaded first; who has nothing shows as well."""
    found: dict[int, dict[str, Any]] = {
        row["assignee_id"]: {"id": row["assignee_id"], "name": row["name"], "teams": [], **row}
        for row in loads
    }
    for _team_id, team, person, name in members:
        nobody = {"id": person, "name": name, "teams": [], "load": 0, "overdue": 0, "waiting": 0}
        found.setdefault(person, nobody)["teams"].append(team)
    for person, row in found.items():
        row["urls"] = {
            "load": _url("open", assignee=person),
            "overdue": _url("open", assignee=person, overdue=1),
            "waiting": _url("waiting", assignee=person),
        }
    return sorted(found.values(), key=lambda row: (-row["load"], row["name"]))


def _url(queue: str, **narrowing: Any) -> str:
    address = reverse("desk:queue", args=[queue])
    return f"{address}?{urlencode(narrowing)}" if narrowing else address


def _rough_since(moment: datetime | None) -> tuple[int, str]:
    """Return how long ago in its largest unit, as a tile says it."""
    minutes = int((clock.now() - moment).total_seconds()) // 60 if moment else 0
    if minutes >= 1440:
        return minutes // 1440, _("days")
    if minutes >= 60:
        return minutes // 60, _("hours")
    return max(0, minutes), _("minutes")


def _span_since(moment: datetime | None) -> str:
    return span(max(0, int((clock.now() - moment).total_seconds()))) if moment else ""
