"""Imports as they are seen: the list, one with its progress and refused rows, and what a person does with it."""

from itertools import chain
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx, done, with_toast
from fuwutai.desk.imports import words
from fuwutai.domain.imports.choices import FAILED, RUNNING, STOPPED, WAITING
from fuwutai.domain.imports.commands import export_rejects, resume_run, stop_run
from fuwutai.domain.imports.queries import is_stuck, refusal_reasons, refusals_as_csv, run_page, visible_run
from fuwutai.kernel.errors import Text
from fuwutai.kernel.spreadsheets import BYTE_ORDER_MARK

IMPORT = "cases.import"
MOST_REJECTS_SHOWN = 50


@staff_page(permission=IMPORT, statements=8)
def imports(request: StaffRequest) -> HttpResponse:
    """List the imports, the newest first. Raises: Invalid for a damaged page link."""
    cursor = request.GET.get("after")
    found = run_page(request.actor, cursor)
    url = reverse("desk:imports")
    context = {
        "rows": [{"run": run, "state": words.state(run)} for run in found.rows],
        "first_url": url if cursor else "",
        "next_url": f"{url}?after={found.next}" if found.next else "",
    }
    return render(request, "desk/imports/imports.html", context)


@staff_page(permission=IMPORT, statements=10)
def import_run(request: StaffRequest, run_id: int) -> HttpResponse:
    """Show one import; asked by htmx, only what changes while it runs. Raises: NotFound."""
    template = "desk/imports/_run.html" if by_htmx(request) else "desk/imports/run.html"
    return render(request, template, _context(request, run_id))


@staff_action(permission=IMPORT, statements=20)
def import_stop(request: StaffRequest, run_id: int) -> HttpResponse:
    """Stop an import after the rows it is at. Raises: NotFound, Conflict."""
    stop_run(actor=request.actor, run_id=run_id)
    return _changed(request, run_id, _("The import is stopped. What came in stays."))


@staff_action(permission=IMPORT, statements=20)
def import_resume(request: StaffRequest, run_id: int) -> HttpResponse:
    """Let an import go on where it stands. Raises: NotFound, Conflict."""
    resume_run(actor=request.actor, run_id=run_id)
    return _changed(request, run_id, _("The import goes on where it stood."))


@staff_action(permission=IMPORT, statements=20)
def import_rejects(request: StaffRequest, run_id: int) -> HttpResponseBase:
    """Hand out all refused rows as a table, after writing down who took them. Raises: NotFound."""
    export_rejects(actor=request.actor, run_id=run_id)
    run = visible_run(request.actor, run_id)
    language = translation.get_language()

    def pieces() -> Any:
        # Written while it is sent, when the language of the request is no longer set.
        lines = chain([BYTE_ORDER_MARK], refusals_as_csv(request.actor, run_id))
        while True:
            with translation.override(language):
                line = next(lines, None)
            if line is None:
                return
            yield line.encode()

    answer = StreamingHttpResponse(pieces(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rejects-{run.pk}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _changed(request: StaffRequest, run_id: int, said: Text) -> HttpResponse:
    if not by_htmx(request):
        return done(request, reverse("desk:import", args=[run_id]), said)
    return with_toast(render(request, "desk/imports/_run.html", _context(request, run_id)), said)


def _context(request: StaffRequest, run_id: int) -> dict[str, Any]:
    """Return what an import shows. Cost: 1 statement, 1 more while it goes on, 2 more where rows were refused."""
    run = visible_run(request.actor, run_id)
    reasons = refusal_reasons(request.actor, run_id, MOST_REJECTS_SHOWN) if run.rejected else []
    goes_on = run.state in (WAITING, RUNNING)
    return {
        "run": run,
        "state": words.state(run),
        "goes_on": goes_on,
        "stuck": goes_on and is_stuck(run),
        "may_resume": run.state in (STOPPED, FAILED),
        "waits": run.state == WAITING,
        "failure": words.failure(run) if run.state == FAILED else "",
        "figures": words.figures(run),
        "rejects": [{"row": row, "why": words.why(problems)} for row, problems in reasons],
        "not_shown": run.rejected - len(reasons),
    }
