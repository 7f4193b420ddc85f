"""Reading a manual: chapter by chapter, now or as of a day or a version, and how its clauses stand."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.manuals.moment import Moment, in_force, moment_of
from fuwutai.desk.manuals.narrowing import Narrowing
from fuwutai.desk.manuals.outline import chapters, row_of
from fuwutai.desk.manuals.serving import served_by
from fuwutai.desk.manuals.shelf import use_of
from fuwutai.desk.manuals.standing import OF_STATES, states_of
from fuwutai.desk.standards.views import names_for
from fuwutai.domain.evidence.choices import STANDINGS
from fuwutai.domain.evidence.policies import may_read_figures
from fuwutai.domain.standards import manuals
from fuwutai.domain.standards.choices import AREAS, CLAUSE_KINDS, STATES
from fuwutai.domain.standards.manuals import ManualView, VersionView, Wording
from fuwutai.domain.standards.policies import may_draft
from fuwutai.kernel import clock


@staff_page(permission=None, statements=12 + OF_STATES)
def read_manual(request: StaffRequest, code: str) -> HttpResponse:
    """Show a manual: `?at=` a day or `?version=`, narrowed by `?q=&area=&kind=&state=`. Raises: NotFound."""
    manual = manuals.manual(request.actor, code)
    versions = manuals.versions(request.actor, code)
    moment = moment_of(request.GET, versions)
    narrowing = Narrowing.of(request.GET)
    everything = _wordings(request, manual, moment)
    found = [one for one in everything if narrowing.fits(one)]
    states = states_of(request.actor, found) if narrowing.state and moment.is_now else {}
    if states:
        found = [one for one in found if states.get(one.code) == narrowing.state]
    names, rules, now = names_for(request), manuals.rules_of_clauses(moment.at), clock.now()
    rows = [row_of(one, narrowing, states, served_by(rules.get(one.code, ()), names, now)) for one in found]
    context: dict[str, Any] = {
        "manual": manual,
        "moment": moment,
        "version": moment.asked or in_force(versions, moment.at),
        "coming": _coming(versions) if moment.is_now else None,
        "use": use_of(manual),
        "narrowing": narrowing,
        "chapters": chapters(manual, rows),
        "shown": len(rows),
        "total": len(everything),
        "states_url": f"{reverse('desk:clause_states')}?{narrowing.query(manual=manual.code, all='1')}",
        "states_later": moment.is_now and not states and may_read_figures(request.actor),
        "may_draft": may_draft(request.actor),
        **choices_among(everything),
        "states": STANDINGS if may_read_figures(request.actor) and moment.is_now else {},
        "version_states": STATES,
    }
    return render(request, "desk/manuals/manual.html", context)


def choices_among(wordings: Sequence[Wording]) -> dict[str, Any]:
    """Return the areas and kinds that occur, in the order in which they are known."""
    areas, kinds = {one.area for one in wordings}, {one.kind for one in wordings}
    return {
        "areas": {code: label for code, label in AREAS.items() if code in areas},
        "kinds": {code: label for code, label in CLAUSE_KINDS.items() if code in kinds},
    }


def _wordings(request: StaffRequest, manual: ManualView, moment: Moment) -> list[Wording]:
    """Return what the clauses say. Cost: 1 statement, 2 for a draft."""
    if moment.asked is not None and moment.at is None:
        return manuals.wordings(request.actor, version_id=moment.asked.id)
    return manuals.wordings(request.actor, manual_code=manual.code, at=moment.at)


def _coming(versions: Sequence[VersionView]) -> VersionView | None:
    """Return the next version that will take effect."""
    ahead = [one for one in versions if one.effective_from and one.effective_from > clock.now()]
    return min(ahead, key=lambda one: (one.effective_from or clock.now(), one.number), default=None)
