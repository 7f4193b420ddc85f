"""Attainment: the table, and the promises behind each of its figures."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.cases.clocks import worked
from fuwutai.desk.evidence.asking import Asked
from fuwutai.desk.evidence.figures import formula_of, formulas, shown_row
from fuwutai.desk.evidence.forms import GroupForm, PeriodForm
from fuwutai.domain.evidence.attainment import Promise, attainment, promises
from fuwutai.domain.evidence.choices import CANCELLED, CLAUSE, GROUPS, KEPT, MISSED, NONE, OPEN, OUTCOMES, SETS
from fuwutai.domain.evidence.labels import labels_of
from fuwutai.domain.sla.choices import CLOCKS, FIRST_RESPONSE
from fuwutai.kernel.errors import NotFound

LOOKS = {
    KEPT: ("green", "check-circle"),
    MISSED: ("red", "alert"),
    OPEN: ("blue", "clock"),
    CANCELLED: ("slate", "minus"),
}


@staff_page(permission="overview.view", statements=12)
def attainment_table(request: StaffRequest) -> HttpResponse:
    """Show how many promises were kept, in all and by group: `?clock=&by=&first=&last=` and a narrowing."""
    asked = Asked.of(request.GET, "clock", "by", "first", "last")
    form = GroupForm({"clock": FIRST_RESPONSE, "by": CLAUSE, **asked.fields})
    context: dict[str, Any] = {
        "form": form,
        "asked": asked,
        "presets": asked.presets("attainment"),
        "formulas": formulas().values(),
        "what_if_url": asked.url("attainment_what_if"),
    }
    if not form.is_valid():
        return render(request, "desk/evidence/attainment.html", context, status=422)
    definition, by = form.cleaned_data["clock"], form.cleaned_data["by"]
    which = {**form.period(), "definition": definition, "narrowing": asked.narrowing}
    labels = labels_of(request.actor, definition, asked.narrowing)
    (total,) = attainment(request.actor, **which)
    rows = attainment(request.actor, group_by=by, **which) if by != NONE and total.promises else []
    context |= {
        "only": asked.only("attainment", labels),
        "widen_url": asked.url("attainment", narrowing={}),
        "period": form.words(),
        "total": shown_row(total, asked, NONE),
        "rows": [shown_row(row, asked, by) for row in rows],
        "group": GROUPS[by],
    }
    return render(request, "desk/evidence/attainment.html", context)


@staff_page(permission="overview.view", statements=12)
def attainment_cases(request: StaffRequest) -> HttpResponse:
    """Show the promises behind one figure: `?only=` a set, with what else the table was asked.

    Raises: NotFound for what no table links to.
    """
    asked = Asked.of(request.GET, "clock", "by", "first", "last", "only")
    form = PeriodForm({"clock": FIRST_RESPONSE, **asked.fields})
    if not form.is_valid():
        raise NotFound
    only, cursor = asked.fields.get("only", ""), request.GET.get("after")
    definition = form.cleaned_data["clock"]
    labels = labels_of(request.actor, definition, asked.narrowing)
    found = promises(
        request.actor, definition=definition, narrowing=asked.narrowing, only=only, cursor=cursor, **form.period()
    )
    facts = {"clock": CLOCKS[definition], "which": SETS[only] if only else GROUPS[NONE]}
    context = {
        "formula": formula_of(only),
        "title": _("%(clock)s: %(which)s") % facts,
        "period": form.words(),
        "only": asked.only("attainment_cases", labels),
        "rows": [_shown(promise) for promise in found.rows],
        "table_url": asked.url("attainment"),
        "first_url": asked.url("attainment_cases") if cursor else "",
        "next_url": asked.url("attainment_cases", after=found.next) if found.next else "",
    }
    return render(request, "desk/evidence/cases.html", context)


def _shown(promise: Promise) -> dict[str, Any]:
    reading = promise.reading
    return {
        "case": promise.case,
        "round": reading.round,
        "outcome": (OUTCOMES[promise.outcome], *LOOKS[promise.outcome]),
        "started_at": reading.started_at,
        "due_at": reading.breached_at or reading.due_at,
        "over_at": reading.stopped_at,
        "used": worked(reading.used_seconds),
        "target": worked(reading.target_seconds),
        "clause": reading.clause_code,
        "day_only": promise.day_only,
    }
