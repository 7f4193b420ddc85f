"""Set one's own presence, see that of the teams in sight, and set it for who forgot."""

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx, done, safe_next, with_toast
from fuwutai.domain.accounts.choices import AVAILABLE, PRESENCES
from fuwutai.domain.accounts.commands import set_presence
from fuwutai.domain.accounts.policies import may_set_presence_of
from fuwutai.domain.accounts.presence import AtWork, capacities, people_at_work
from fuwutai.domain.cases.queries import staff_overview

BOARD = "overview.view"


@staff_page(permission=BOARD, statements=12)
def presence(request: StaffRequest) -> HttpResponse:
    """Show who of the teams in sight takes work, since when, and how much everybody has in hand."""
    people = people_at_work(request.actor)
    load: dict[Any, Any] = {row["assignee_id"]: row for row in staff_overview(request.actor)}
    limits = capacities({one.staff_id for one in people})
    context = {
        "teams": [
            _team(name, [_row(one, load, limits) for one in members])
            for (_team_id, name), members in groupby(people, key=lambda one: (one.team_id, one.team))
        ],
        "offered": PRESENCES.items(),
        "may_set": may_set_presence_of(request.actor) and request.actor.is_person,
        "here": request.get_full_path(),
    }
    fragment = by_htmx(request)
    return render(request, "desk/presence/_board.html" if fragment else "desk/presence/board.html", context)


@staff_action(permission=None, statements=25)
def presence_set(request: StaffRequest) -> HttpResponse:
    """Say whether oneself takes work. Raises: Invalid."""
    state = request.POST.get("state", "")
    stands: Any = set_presence(actor=request.actor, state=state)
    text = _("Colleagues now see you as: %(state)s.") % {"state": PRESENCES[state]}
    if by_htmx(request):
        own = {"state": stands.state, "since": stands.since, "offered": PRESENCES.items()}
        return with_toast(render(request, "desk/presence/_own.html", {"presence": own}), text)
    return done(request, safe_next(request), text)


@staff_action(permission="cases.assign", statements=25)
def presence_set_of(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Say for somebody of one's teams whether she takes work. Raises: NotFound, Invalid."""
    set_presence(actor=request.actor, staff_id=staff_id, state=request.POST.get("state", ""))
    return done(request, reverse("desk:presence"), _("The state is set. The person sees it at her next page."))


def _team(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    free = sum(row["state"] == AVAILABLE for row in rows)
    return {"name": name, "rows": rows, "available": free, "people": len(rows)}


def _row(one: AtWork, load: dict[Any, Any], limits: dict[int, dict[str, int]]) -> dict[str, Any]:
    in_hand = load.get(one.staff_id, {})
    most = limits.get(one.staff_id, {}).get("any")
    return {
        "id": one.staff_id,
        "name": one.name,
        "state": one.standing.state,
        "label": PRESENCES.get(one.standing.state, one.standing.state),
        "since": one.standing.since,
        "load": in_hand.get("load", 0),
        "overdue": in_hand.get("overdue", 0),
        "most": most,
        "is_full": most is not None and in_hand.get("load", 0) >= most,
    }
