"""Files of cases that the worker makes: the list of one's own, one with its progress, fetching it, giving it up."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.design.tones import Look
from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx, done
from fuwutai.desk.case_exports.writing import lines, objects
from fuwutai.desk.downloads import form_of, json_lines, table
from fuwutai.domain.exports.choices import DONE, ENDINGS, KEPT_FOR, OVER, REFUSED, RUNNING, STATES, STOPPED
from fuwutai.domain.exports.commands import fetch_export, stop_export
from fuwutai.domain.exports.queries import batches, exports_page, own_export

EXPORT = "cases.export"
JSON_LINES = "jsonl"
FORMS = (("csv", "CSV"), ("xlsx", "XLSX"), (JSON_LINES, gettext_lazy("JSON lines, for programs")))
LOOKS = {
    RUNNING: Look("blue", "progress"),
    DONE: Look("green", "check"),
    STOPPED: Look("slate", "pause"),
    REFUSED: Look("red", "lock"),
    OVER: Look("slate", "clock"),
}


@staff_page(permission=EXPORT, statements=12)
def export_runs(request: StaffRequest) -> HttpResponse:
    """List one's own files, the newest first. Raises: Invalid for a damaged page link."""
    cursor, url = request.GET.get("after"), reverse("desk:export_runs")
    found = exports_page(request.actor, cursor)
    context = {
        "rows": [{"run": run, "state": _state(run)} for run in found.rows],
        "first_url": url if cursor else "",
        "next_url": f"{url}?{urlencode({'after': found.next})}" if found.next else "",
    }
    return render(request, "desk/case_exports/runs.html", context)


@staff_page(permission=EXPORT, statements=12)
def export_run(request: StaffRequest, run_id: int) -> HttpResponse:
    """Show one file; asked by htmx, only what changes while it is being made. Raises: NotFound."""
    run = own_export(request.actor, run_id)
    context = {
        "run": run,
        "url": reverse("desk:export_run", args=[run.pk]),
        "state": _state(run),
        "goes_on": run.state == RUNNING,
        "is_ready": run.state == DONE,
        "until": run.ended_at + KEPT_FOR if run.state == DONE and run.ended_at else None,
        "ending": ENDINGS.get(run.state, ""),
        "left_out": run.wanted - run.rows if run.state == DONE else 0,
        "forms": FORMS,
    }
    return render(request, f"desk/case_exports/{'_run' if by_htmx(request) else 'run'}.html", context)


@staff_action(permission=EXPORT, statements=14)
def export_file(request: StaffRequest, run_id: int) -> HttpResponseBase:
    """Hand a finished file out, after writing down that it is taken. Raises: NotFound, Conflict."""
    run = fetch_export(actor=request.actor, run_id=run_id)
    asked = request.POST.get("form")
    name = f"cases-{timezone.localtime(run.made_at):%Y%m%d-%H%M}"
    if asked == JSON_LINES:
        return json_lines(objects(batches(run)), name)
    return table(lines(batches(run)), form_of(asked), name, title=_("Cases"))


@staff_action(permission=EXPORT, statements=14)
def export_stop(request: StaffRequest, run_id: int) -> HttpResponse:
    """Give a file up. Raises: NotFound, Conflict."""
    stop_export(actor=request.actor, run_id=run_id)
    return done(request, reverse("desk:export_run", args=[run_id]), _("The file is given up. Nothing of it is kept."))


def _state(run: Any) -> dict[str, str]:
    look = LOOKS[run.state]
    return {"label": str(STATES[run.state]), "tone": look.tone, "icon": look.icon}
