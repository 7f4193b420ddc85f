"""The evidence of a manual on paper, for the management review."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.evidence.board import verdicts_of
from fuwutai.desk.evidence.choosing import Chosen
from fuwutai.desk.evidence.saying import line
from fuwutai.desk.manuals.standing import badge_of
from fuwutai.domain.evidence.choices import STANDINGS, VERDICTS
from fuwutai.domain.evidence.rules import percent
from fuwutai.domain.evidence.scoreboard import Standing, standings, totals
from fuwutai.domain.standards import manuals
from fuwutai.domain.standards.choices import EFFECTIVE
from fuwutai.domain.standards.manuals import ManualView, Wording
from fuwutai.kernel import clock


@staff_page(permission="overview.view", statements=12)
def evidence_report(request: StaffRequest, manual: str) -> HttpResponse:
    """Show how a whole manual stands, to be printed and signed: `?period=`. Raises: NotFound."""
    book = manuals.manual(request.actor, manual)
    chosen = Chosen.of(request.GET)
    clauses = manuals.wordings(request.actor, manual_code=book.code)
    found = standings(request.actor, clauses, *chosen.days)
    whole = verdicts_of(list(found.values()))
    decided = whole["holds"] + whole["fails"]
    counts = totals(found.values())
    context: dict[str, Any] = {
        "manual": book,
        "version": next((one for one in manuals.versions(request.actor, book.code) if one.state == EFFECTIVE), None),
        "chosen": chosen,
        "presets": chosen.presets(lambda code: Chosen(narrowing=chosen.narrowing, period=code).report_url(book.code)),
        "made_at": clock.now(),
        "is_in_use": all(one.serving.in_use for one in found.values()),
        "count": len(clauses),
        "verdicts": VERDICTS,
        "summary": [(VERDICTS[verdict], number, percent(number, len(clauses))) for verdict, number in whole.items()],
        "kept_share": percent(whole["holds"], decided),
        "decided": decided,
        "states": [(badge_of(state), counts[state]) for state in STANDINGS if state in counts],
        "chapters": _chapters(book, clauses, found),
    }
    return render(request, "desk/evidence/report.html", context)


def _chapters(book: ManualView, clauses: Sequence[Wording], found: Mapping[str, Standing]) -> list[dict[str, Any]]:
    """Return the chapters, each with its sums and its clauses."""
    chapters = []
    for number in dict.fromkeys(one.chapter for one in clauses):
        own = [one for one in clauses if one.chapter == number]
        counts = verdicts_of([found[one.code] for one in own])
        chapters.append(
            {
                "label": f"{number} {book.heading(number)}".strip(),
                "url": "",
                "count": len(own),
                "counts": [(VERDICTS[verdict], verdict, amount) for verdict, amount in counts.items()],
                "rows": [
                    {"wording": one, "badge": badge_of(found[one.code].state), "line": line(found[one.code])}
                    for one in own
                ],
            }
        )
    return chapters
