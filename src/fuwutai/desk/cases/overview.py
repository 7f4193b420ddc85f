"""The supervisor's overview: figures, each of which leads to the cases behind it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fuwutai.design.moments import span
from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.answers import by_htmx
from fuwutai.desk.cases.narrowing import start_of_today
from fuwutai.domain.accounts.queries import people_of_teams
from fuwutai.domain.cases.queries import resolved_count, staff_overview, team_overview
from fuwutai.kernel import clock


@dataclass(frozen=True, slots=True, kw_only=True)
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
    teams = team_overview(actor)
    people = _people(people_of_teams(actor), staff_overview(actor))
    waits = min((row["unanswered_since"] for row in teams if row["unanswered_since"]), default=None)
    context = {
        "tiles": _tiles(teams, resolved_count(actor, start_of_today())),
        "longest_wait": _span_since(waits),
        "longest_wait_url": _url("team", waits=1),
        "teams": [_team(row) for row in teams],
        "people": people,
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
        "waiting": _("Cases that wait for their customer; their clocks stand still"),
        "overdue": _("Open cases of which a running clock has passed its deadline"),
        "unassigned": _("Open cases that belong to a team but to no person"),
        "unanswered": _("The longest time since a customer's last words that nobody has answered"),
        "resolved": _("Cases marked as resolved since midnight, each counted once"),
        "load": _("All cases of the person that are neither resolved nor closed"),
    }


def _tiles(teams: list[dict[str, Any]], resolved_today: int) -> list[Tile]:
    total = {name: sum(int(row[name]) for row in teams) for name in ("new", "unassigned", "overdue", "waiting")}
    said = formulas()
    return [
        Tile(label=_("New"), icon="spark", value=total["new"], url=_url("team", status="new"), note=said["new"]),
        Tile(
            label=_("Unassigned"), icon="inbox", value=total["unassigned"], url=_url("unassigned"),
            note=said["unassigned"], tone="amber" if total["unassigned"] else "",
        ),
        Tile(
            label=_("Overdue"), icon="alert", value=total["overdue"], url=_url("team", overdue=1),
            note=said["overdue"], tone="red" if total["overdue"] else "green",
        ),
        Tile(label=_("Waiting for customer"), icon="hourglass", value=total["waiting"], url=_url("waiting"), note=said["waiting"]),
        Tile(
            label=_("Resolved today"), icon="check-circle", value=resolved_today, url=_url("all", resolved="today"),
            note=said["resolved"],
        ),
    ]  # fmt: skip


def _team(row: dict[str, Any]) -> dict[str, Any]:
    team = row["team_id"]
    return row | {
        "unanswered": _span_since(row["unanswered_since"]),
        "urls": {
            "all": _url("team", team=team),
            "new": _url("team", team=team, status="new"),
            "open": _url("team", team=team, status="open"),
            "waiting": _url("waiting", team=team),
            "overdue": _url("team", team=team, overdue=1),
            "unassigned": _url("unassigned", team=team),
            "unanswered": _url("team", team=team, waits=1),
        },
    }


def _people(members: list[tuple[int, str, int, str]], loads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return every person once with teams and load, the most loaded first; who has nothing to do shows as well."""
    found: dict[int, dict[str, Any]] = {
        row["assignee_id"]: {"id": row["assignee_id"], "name": row["name"], "teams": [], **row} for row in loads
    }
    for _team_id, team, person, name in members:
        nobody = {"id": person, "name": name, "teams": [], "load": 0, "overdue": 0, "waiting": 0}
        found.setdefault(person, nobody)["teams"].append(team)
    for person, row in found.items():
        row["urls"] = {
            "load": _url("team", assignee=person),
            "overdue": _url("team", assignee=person, overdue=1),
            "waiting": _url("waiting", assignee=person),
        }
    return sorted(found.values(), key=lambda row: (-row["load"], row["name"]))


def _url(queue: str, **narrowing: Any) -> str:
    address = reverse("desk:queue", args=[queue])
    return f"{address}?{urlencode(narrowing)}" if narrowing else address


def _span_since(moment: datetime | None) -> str:
    return span(max(0, int((clock.now() - moment).total_seconds()))) if moment else ""
