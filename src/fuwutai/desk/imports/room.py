"""What the rooms of imports have in common: one import with its progress and refused rows, and what is done with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest
from fuwutai.desk.answers import by_htmx, done, with_toast
from fuwutai.desk.downloads import csv_text
from fuwutai.desk.imports import words
from fuwutai.domain.imports.choices import FAILED, RUNNING, STOPPED, WAITING
from fuwutai.domain.imports.commands import export_rejects, resume_run, stop_run
from fuwutai.domain.imports.queries import is_stuck, refusal_reasons, refusals_as_csv, run_page, visible_run
from fuwutai.kernel.errors import Text

MOST_SHOWN = 50
PART = "desk/imports/_run.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRoom:
    """The imports of one kind. `address`: the name of that of one import; `acts`: how those of its `_stop`, `_resume`
    and `_rejects` begin.

    `page`: the template of one import; `figures` and `why`: what became of the rows, in words; `more`: its context.
    """

    kind: str
    address: str
    acts: str
    listed_at: str
    page: str
    figures: Callable[[Any], list[dict[str, Any]]]
    why: Callable[[Any], str]
    more: Mapping[str, Any] = field(default_factory=dict)

    def listed(self, request: StaffRequest) -> dict[str, Any]:
        """Return the context of a list of imports, the newest first. Raises: Invalid. Cost: 1 statement."""
        cursor, url = request.GET.get("after"), reverse(self.listed_at)
        found = run_page(request.actor, cursor, self.kind)
        return {
            "rows": [{"run": run, "state": words.state(run)} for run in found.rows],
            "first_url": url if cursor else "",
            "next_url": f"{url}?after={found.next}" if found.next else "",
        }

    def shown(self, request: StaffRequest, run_id: int) -> HttpResponse:
        """Show one import; asked by htmx, only what changes while it runs. Raises: NotFound."""
        return render(request, PART if by_htmx(request) else self.page, self._context(request, run_id))

    def stopped(self, request: StaffRequest, run_id: int) -> HttpResponse:
        """Stop an import after the rows it is at. Raises: NotFound, Conflict."""
        visible_run(request.actor, run_id, self.kind)
        stop_run(actor=request.actor, run_id=run_id)
        return self._changed(request, run_id, _("The import is stopped. What came in stays."))

    def resumed(self, request: StaffRequest, run_id: int) -> HttpResponse:
        """Let an import go on where it stands. Raises: NotFound, Conflict."""
        visible_run(request.actor, run_id, self.kind)
        resume_run(actor=request.actor, run_id=run_id)
        return self._changed(request, run_id, _("The import goes on where it stood."))

    def rejects(self, request: StaffRequest, run_id: int) -> HttpResponseBase:
        """Hand out all refused rows as a table, after writing down who took them. Raises: NotFound."""
        run = visible_run(request.actor, run_id, self.kind)
        export_rejects(actor=request.actor, run_id=run_id)
        return csv_text(refusals_as_csv(request.actor, run_id, self.kind), f"rejects-{run.pk}")

    def _changed(self, request: StaffRequest, run_id: int, said: Text) -> HttpResponse:
        if not by_htmx(request):
            return done(request, reverse(self.address, args=[run_id]), said)
        return with_toast(render(request, PART, self._context(request, run_id)), said)

    def _context(self, request: StaffRequest, run_id: int) -> dict[str, Any]:
        """Return what an import shows. Cost: 1 statement, 1 more while it goes on, 2 more where rows were refused."""
        run = visible_run(request.actor, run_id, self.kind)
        reasons = refusal_reasons(request.actor, run_id, MOST_SHOWN, self.kind) if run.rejected else []
        goes_on = run.state in (WAITING, RUNNING)
        return {
            **self.more,
            "run": run,
            "address": {
                "run": reverse(self.address, args=[run_id]),
                **{act: reverse(f"{self.acts}_{act}", args=[run_id]) for act in ("stop", "resume", "rejects")},
            },
            "state": words.state(run),
            "goes_on": goes_on,
            "stuck": goes_on and is_stuck(run),
            "may_resume": run.state in (STOPPED, FAILED),
            "waits": run.state == WAITING,
            "failure": words.failure(run) if run.state == FAILED else "",
            "figures": self.figures(run),
            "rejects": [{"row": row, "why": self.why(problems)} for row, problems in reasons],
            "not_shown": run.rejected - len(reasons),
        }
