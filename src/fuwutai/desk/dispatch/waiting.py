"""Why cases wait: nobody can take them, or no rule says whose they are."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.dispatch.words import said_of, summed_up
from fuwutai.domain.cases.choices import PRIORITIES, TYPES
from fuwutai.domain.dispatch import queries
from fuwutai.domain.dispatch.policies import may_edit_sharing
from fuwutai.domain.dispatch.routing import without_a_rule
from fuwutai.domain.dispatch.settings import sharing_of

VIEW = "overview.view"
MOST_SHOWN = 100


@staff_page(permission=VIEW, statements=18)
def waiting(request: StaffRequest, team_id: int) -> HttpResponse:
    """Show the cases that wait in a team, each with why nobody has it. Raises: NotFound."""
    team = queries.team_in_sight(request.actor, team_id)
    skills = queries.names_of_skills()
    rows = [_row(one, skills) for one in queries.explained(request.actor, team_id)]
    context = {
        "team": team, "rows": rows, "is_automatic": sharing_of(team_id).is_automatic,
        "may_edit": may_edit_sharing(request.actor), "priorities": PRIORITIES,
    }  # fmt: skip
    return render(request, "desk/dispatch/waiting.html", context)


@staff_page(permission=VIEW, statements=8)
def unruled(request: StaffRequest) -> HttpResponse:
    """Show the cases that went to the first team because no rule names one. Source: S2-3.2.2-1."""
    cases = without_a_rule(request.actor)
    context = {
        "cases": cases[:MOST_SHOWN], "number": len(cases), "may_draft": request.actor.may("standards.edit"),
        "priorities": PRIORITIES, "types": TYPES,
    }  # fmt: skip
    return render(request, "desk/dispatch/unruled.html", context)


def _row(one: Any, skills: Any) -> dict[str, Any]:
    return {
        "case": one.case,
        "why": summed_up(one.why, skills),
        "people": [{"name": name, "said": said_of(why, person, skills)} for name, person, why in one.why],
        "can": any(why is None for _name, _person, why in one.why),
    }
