"""Everything that is known of one clause: what serves it, the figures with their cases, tests, and people's words."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.evidence.attest_form import AttestForm
from fuwutai.desk.evidence.chart import chart_of
from fuwutai.desk.evidence.choosing import Chosen
from fuwutai.desk.evidence.saying import reason, rounds_of, target_words, value_words
from fuwutai.desk.manuals.changes import numbers_of, reading_order
from fuwutai.desk.manuals.serving import served_by
from fuwutai.desk.manuals.standing import badge_of
from fuwutai.desk.standards.codes import METRICS, TASKS
from fuwutai.desk.standards.views import names_for
from fuwutai.domain.evidence.attestations import Attested
from fuwutai.domain.evidence.choices import NEEDS_FIGURE, NOT_SERVED
from fuwutai.domain.evidence.figures import PART, REST, cases_behind
from fuwutai.domain.evidence.policies import may_attest
from fuwutai.domain.evidence.proofs import FAILED, PASSED, SKIPPED, proofs
from fuwutai.domain.evidence.scoreboard import Standing, standings
from fuwutai.domain.evidence.selection import centre_today
from fuwutai.domain.evidence.trend import trend
from fuwutai.domain.standards import manuals
from fuwutai.domain.standards.choices import AREAS, CLAUSE_KINDS
from fuwutai.domain.standards.manuals import Wording
from fuwutai.kernel import clock
from fuwutai.kernel.errors import NotFound

LOOKS = {PASSED: ("green", "check"), FAILED: ("red", "alert"), SKIPPED: ("slate", "minus")}


@staff_page(permission="overview.view", statements=12)
def evidence_clause(request: StaffRequest, code: str) -> HttpResponse:
    """Show how a clause stands and why: `?period=`; `?behind=0.part&after=` are the cases of a figure.

    Raises: NotFound.
    """
    return clause_page(request, code, AttestForm(initial={"done_on": centre_today()}))


def clause_page(request: StaffRequest, code: str, form: AttestForm, status: int = 200) -> HttpResponse:
    """Return the page with a form to attest, as it was filled in. Raises: NotFound for a clause not in force."""
    wording = next(iter(manuals.wordings(request.actor, codes=[code])), None)
    if wording is None:
        raise NotFound
    chosen = Chosen.of(request.GET)
    standing = standings(request.actor, [wording], *chosen.days)[code]
    context: dict[str, Any] = {
        **_clause(request, wording, standing, chosen),
        "presets": chosen.presets(lambda period: Chosen(narrowing=chosen.narrowing, period=period).clause_url(code)),
        "figures": [_figure(chosen, code, standing, place) for place in range(len(standing.figures))],
        "rounds": rounds_of(standing),
        "proofs": _proofs(standing),
        "behind": _behind(request, chosen, code, standing),
        "months": chart_of(trend(request.actor, standing.figures[0].wanted)) if standing.figures else None,
        "attestations": [_attested(one) for one in standing.words],
        "may_attest": may_attest(request.actor),
        "form": form,
    }
    return render(request, "desk/evidence/clause.html", context, status=status)


def _clause(request: StaffRequest, wording: Wording, standing: Standing, chosen: Chosen) -> dict[str, Any]:
    unserved, rules = standing.state in (NEEDS_FIGURE, NOT_SERVED), standing.serving.rules
    return {
        "code": wording.code,
        "wording": wording,
        "languages": [(one, wording.texts[one]) for one in reading_order() if wording.texts.get(one)],
        "area": AREAS.get(wording.area, wording.area),
        "kind": CLAUSE_KINDS.get(wording.kind, wording.kind),
        "numbers": numbers_of(wording),
        "badge": badge_of(standing.state),
        "standing": standing,
        "chosen": chosen,
        "reason": reason(standing) if unserved else "",
        "uncounted": [METRICS.get(one) or TASKS.get(one, one) for one in standing.serving.uncounted],
        "served": served_by(rules, names_for(request), clock.now()) if rules else [],
    }


def _figure(chosen: Chosen, code: str, standing: Standing, place: int) -> dict[str, Any]:
    counted = standing.figures[place]
    rest = counted.whole - (counted.part or 0) if counted.part is not None else 0
    has_cases = bool(counted.wanted.counts.base.case) and counted.whole > 0

    def behind(which: str) -> str:
        return chosen.clause_url(code, behind=f"{place}.{which}") + "#behind"

    is_share = counted.unit == "percent"
    return {
        "title": counted.title,
        "badge": badge_of(counted.state),
        "value": value_words(counted),
        "target": target_words(counted),
        "formula": counted.formula,
        "part": counted.part if is_share else counted.whole,
        "part_url": behind(PART) if has_cases else "",
        "rest": rest if is_share else None,
        "rest_url": behind(REST) if has_cases and rest else "",
        "is_share": is_share,
    }


def _behind(request: StaffRequest, chosen: Chosen, code: str, standing: Standing) -> dict[str, Any] | None:
    """Return the cases that `?behind=` asks for, None where it asks for none of this clause."""
    place, _dot, which = request.GET.get("behind", "").partition(".")
    if which not in (PART, REST) or not (place.isascii() and place.isdigit() and len(place) < 3):
        return None
    if int(place) >= len(standing.figures):
        return None
    counted, cursor = standing.figures[int(place)], request.GET.get("after")
    found = cases_behind(request.actor, counted.wanted, which, *chosen.days, cursor)
    here = {"behind": f"{place}.{which}"}
    return {
        "title": counted.title,
        "formula": counted.formula,
        "is_part": which == PART,
        "is_share": counted.unit == "percent",
        "rows": found.cases,
        "first_url": chosen.clause_url(code, **here) + "#behind" if cursor else "",
        "next_url": chosen.clause_url(code, **here, after=found.next) + "#behind" if found.next else "",
    }


def _proofs(standing: Standing) -> dict[str, Any]:
    known = proofs()
    return {
        "rows": [(one.test, one.result, *LOOKS.get(one.result, LOOKS[SKIPPED])) for one in standing.proofs],
        "commit": known.commit[:10],
        "written": known.written,
    }


def _attested(one: Attested) -> dict[str, Any]:
    return {"one": one, "holds": one.holds_on(centre_today())}
