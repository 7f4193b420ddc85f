"""Bulk changes as they go: the list of one's own, one with its progress and report, stopping it, taking it back."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx, done
from fuwutai.desk.bulk import words
from fuwutai.desk.bulk.choosing import VIEW, WHILE_ONE_WAITS
from fuwutai.desk.downloads import form_of, table
from fuwutai.domain.cases.actions.bulk import (
    AT_ONCE,
    GOES_ON,
    ITEM_STATES,
    UNDOING,
    WAITING,
    final_steps,
    own_run,
    problem_counts,
    problem_lines,
    problems_page,
    runs_page,
    tallies,
    undo_until,
)
from fuwutai.domain.cases.actions.registry import told
from fuwutai.domain.cases.commands.bulk import stop_bulk, undo_bulk
from fuwutai.domain.cases.commands.bulk_work import carry_on
from fuwutai.kernel.errors import Conflict


@staff_page(permission=VIEW, statements=12)
def bulk_runs(request: StaffRequest) -> HttpResponse:
    """List one's own bulk changes, the newest first. Raises: Invalid for a damaged page link."""
    cursor, url = request.GET.get("after"), reverse("desk:bulk_runs")
    found = runs_page(request.actor, cursor)
    context = {
        "rows": [
            {"run": run, "state": words.state(run), "lines": told(request.actor, run.steps)} for run in found.rows
        ],
        "first_url": url if cursor else "",
        "next_url": f"{url}?{urlencode({'after': found.next})}" if found.next else "",
    }
    return render(request, "desk/bulk/runs.html", context)


@staff_page(permission=VIEW, statements=12)
def bulk_run(request: StaffRequest, run_id: int) -> HttpResponse:
    """Show one bulk change; asked by htmx, only what changes while it goes on. Raises: NotFound."""
    template = "desk/bulk/_run.html" if by_htmx(request) else "desk/bulk/run.html"
    return render(request, template, _context(request, run_id))


@staff_page(permission=VIEW, statements=12)
def bulk_problems(request: StaffRequest, run_id: int) -> HttpResponseBase:
    """Hand out as a table what was not done, and why. Raises: NotFound."""
    run = own_run(request.actor, run_id)
    return table(problem_lines(request.actor, run), form_of(request.GET.get("form")), f"bulk-{run.pk}")


@staff_action(permission=VIEW, statements=20)
def bulk_stop(request: StaffRequest, run_id: int) -> HttpResponse:
    """Stop a bulk change before its next case. Raises: NotFound, Conflict."""
    stop_bulk(actor=request.actor, run_id=run_id)
    said = _("The bulk change is stopped. What was done stays.")
    return done(request, reverse("desk:bulk_run", args=[run_id]), said)


@staff_page(permission=VIEW, statements=12)
def bulk_undo(request: StaffRequest, run_id: int) -> HttpResponse:
    """Show what would be taken back. Raises: NotFound, Conflict where nothing can be."""
    run = own_run(request.actor, run_id)
    until = undo_until(run)
    if until is None:
        raise Conflict(_("This bulk change cannot be undone, or not any more."), code="too_late")
    final = final_steps(run.steps)
    context = {
        "run": run,
        "until": until,
        "lines": told(request.actor, [one for one in run.steps if one not in final]),
        "final": told(request.actor, final),
    }
    return render(request, "desk/bulk/undo.html", context)


@staff_action(permission=VIEW, statements=800)
def bulk_undone(request: StaffRequest, run_id: int) -> HttpResponse:
    """Take a bulk change back; a few cases at once. Raises: NotFound, Conflict."""
    run = undo_bulk(actor=request.actor, run_id=run_id)
    if run.wanted <= AT_ONCE:
        carry_on(run.pk, WHILE_ONE_WAITS)
    return done(request, reverse("desk:bulk_run", args=[run_id]), _("The bulk change is being taken back."))


def _context(request: StaffRequest, run_id: int) -> dict[str, Any]:
    """Return what a run shows. Cost: 5 statements beside those that name what the steps name."""
    actor = request.actor
    run = own_run(actor, run_id)
    counts = tallies(run)
    cursor, url = request.GET.get("after"), reverse("desk:bulk_run", args=[run_id])
    problems, following = problems_page(actor, run, cursor)
    left = counts["done"] if run.state == UNDOING else counts[WAITING]
    return {
        "run": run,
        "url": url,
        "state": words.state(run),
        "goes_on": run.state in GOES_ON,
        "may_stop": run.state in GOES_ON and run.state != UNDOING,
        "undoes": run.state == UNDOING,
        "undo_until": undo_until(run),
        "reached": run.wanted - left,
        "lines": told(actor, run.steps),
        "figures": words.figures(run, counts),
        "reasons": problem_counts(run) if problems else [],
        "problems": [{"one": one, "state": ITEM_STATES[one.state]} for one in problems],
        "first_url": url if cursor else "",
        "next_url": f"{url}?{urlencode({'after': following})}" if following else "",
    }
