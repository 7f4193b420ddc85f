"""What if: the same promises under other terms, side by side with how it was."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.answers import refuse_in_form
from fuwutai.desk.cases.clocks import worked
from fuwutai.desk.evidence.asking import Asked
from fuwutai.desk.evidence.figures import formulas, share
from fuwutai.desk.evidence.forms import SuppositionForm
from fuwutai.domain.evidence.choices import CANCELLED, KEPT, MISSED, OPEN
from fuwutai.domain.evidence.labels import labels_of
from fuwutai.domain.evidence.what_if import Flip, WhatIf, flipped, what_if
from fuwutai.domain.sla.choices import FIRST_RESPONSE
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid

PAGE = "desk/evidence/what_if.html"
AT_ONCE = 50
FIELDS = ("clock", "by", "first", "last", "number", "unit", "calendar", "lost", "won")


@staff_page(permission="overview.view", statements=20)
def attainment_what_if(request: StaffRequest) -> HttpResponse:
    """Show what another target or calendar would have meant: `?number=&unit=&calendar=` and what the table is asked."""
    asked = Asked.of(request.GET, *FIELDS)
    form = SuppositionForm({"clock": FIRST_RESPONSE, **asked.fields})
    context: dict[str, Any] = {
        "form": form,
        "asked": asked,
        "presets": asked.presets("attainment_what_if"),
        "table_url": asked.url("attainment"),
    }
    if not form.is_valid():
        return render(request, PAGE, context, status=422)
    definition, terms = form.cleaned_data["clock"], form.terms()
    labels = labels_of(request.actor, definition, asked.narrowing)
    context |= {
        "only": asked.only("attainment_what_if", labels),
        "widen_url": asked.url("attainment_what_if", narrowing={}),
        "period": form.words(),
    }
    if terms:
        which = {**form.period(), "definition": definition, "narrowing": asked.narrowing}
        try:
            found = what_if(request.actor, **which, **terms)
        except Invalid as error:
            refuse_in_form(form, error)
            return render(request, PAGE, context, status=422)
        context |= _answer(request.actor, found, asked)
    return render(request, PAGE, context)


def _answer(actor: Actor, found: WhatIf, asked: Asked) -> dict[str, Any]:
    return {
        "found": found,
        "lines": _lines(found),
        "flips": [
            _side(actor, "lost", _("Kept, would have been missed"), found.lost, asked),
            _side(actor, "won", _("Missed, would have been kept"), found.won, asked),
        ],
    }


def _lines(found: WhatIf) -> list[dict[str, Any]]:
    """Return the figures as they were, as they would have been, and the difference."""
    said = formulas()
    before, after = found.before.percent, found.after.percent
    points = None if before is None or after is None else round(after - before, 1)
    lines = [
        {
            "label": said["percent"][0],
            "formula": said["percent"][1],
            "before": share(before),
            "after": share(after),
            "difference": "–" if points is None else pgettext("difference", "%(n)s points") % {"n": _signed(points)},
        }
    ]
    for name in (KEPT, MISSED, OPEN, CANCELLED):
        was, would = getattr(found.before, name), getattr(found.after, name)
        lines.append(
            {
                "label": said[name][0],
                "formula": said[name][1],
                "before": was,
                "after": would,
                "difference": _signed(would - was),
            }
        )
    return lines


def _signed(number: float) -> str:
    return f"{number:+}".replace("-", "−") if number else "0"


def _side(actor: Actor, name: str, title: str, flips: Sequence[Flip], asked: Asked) -> dict[str, Any]:
    """Return one page of the promises that change to one side; `?lost=` and `?won=` say which page, from 0."""
    number = asked.fields.get(name, "")
    asked_for = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
    page = min(asked_for, max(0, len(flips) - 1) // AT_ONCE)
    shown = flips[page * AT_ONCE : (page + 1) * AT_ONCE]
    more = len(flips) > (page + 1) * AT_ONCE
    return {
        "name": name,
        "title": title,
        "count": len(flips),
        "rows": [_shown(flip, case) for flip, case in flipped(actor, shown)],
        "first_url": asked.url("attainment_what_if", **{name: ""}) + f"#{name}" if page else "",
        "next_url": asked.url("attainment_what_if", **{name: page + 1}) + f"#{name}" if more else "",
    }


def _shown(flip: Flip, case: Any) -> dict[str, Any]:
    before, after = flip.before, flip.after
    return {
        "case": case,
        "started_at": flip.started_at,
        "before": _("%(used)s of %(target)s")
        % {"used": worked(before.used_seconds), "target": worked(before.target_seconds)},
        "after": _("%(used)s of %(target)s")
        % {"used": worked(after.used_seconds), "target": worked(after.target_seconds)},
    }
