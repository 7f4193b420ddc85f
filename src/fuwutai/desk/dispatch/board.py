"""How fairly the teams in sight share out their work, and having it done now."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx, done
from fuwutai.domain.accounts.choices import PRESENCES
from fuwutai.domain.dispatch import queries
from fuwutai.domain.dispatch.choices import SHORT_METHODS
from fuwutai.domain.dispatch.commands import give_waiting
from fuwutai.domain.dispatch.policies import may_edit_sharing
from fuwutai.domain.dispatch.routing import without_a_rule
from fuwutai.domain.dispatch.settings import sharings

VIEW, EDIT = "overview.view", "dispatch.edit"


@staff_page(permission=VIEW, statements=12)
def board(request: StaffRequest) -> HttpResponse:
    """Show per team what waits and who is given how much."""
    context = {
        "teams": [_team(one) for one in queries.boards(request.actor)],
        "unruled": len(without_a_rule(request.actor)),
        "is_counted": bool(sharings()),
        "may_edit": may_edit_sharing(request.actor),
        "may_move": request.actor.may("cases.assign"),
        "here": request.get_full_path(),
    }
    return render(request, "desk/dispatch/_board.html" if by_htmx(request) else "desk/dispatch/board.html", context)


@staff_action(permission=EDIT, statements=400)
def give(request: StaffRequest, team_id: int) -> HttpResponse:
    """Give what waits in the team to those who can take it. Raises: NotFound, Refused."""
    number = give_waiting(actor=request.actor, team_id=team_id)
    if number:
        said = ngettext("%(n)s case is given.", "%(n)s cases are given.", number) % {"n": number}
        return done(request, reverse("desk:dispatch"), said)
    said = _("Nothing could be given. Here is why, case by case.")
    return done(request, reverse("desk:dispatch_waiting", args=[team_id]), said)


def _team(one: Any) -> dict[str, Any]:
    return {
        "id": one.team_id,
        "name": one.name,
        "method": SHORT_METHODS[one.sharing.method],
        "is_automatic": one.sharing.is_automatic,
        "waiting": one.waiting,
        "oldest": one.oldest,
        "spread": one.spread,
        "rows": [_row(row) for row in one.rows],
    }


def _row(row: Any) -> dict[str, Any]:
    person = row.person
    return {
        "id": person.id,
        "name": row.name,
        "state": person.state,
        "label": PRESENCES.get(person.state, person.state),
        "since": row.since,
        "load": f"{row.load:g}",
        "filled": min(round(row.load * 100), row.most * 100),
        "room": row.most * 100,
        "most": row.most,
        "is_full": not person.has_room,
        "given": person.given_today,
        "taken": row.taken,
        "finished": row.finished,
        "last": person.last_given_at,
        "leads": person.leads,
    }
