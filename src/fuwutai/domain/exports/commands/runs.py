"""Asking for a file, giving it up, and fetching it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.commands.exporting import export_cases
from fuwutai.domain.cases.policies import may_export
from fuwutai.domain.exports.choices import DONE, RUNNING, STOPPED
from fuwutai.domain.exports.events import ExportFetched, ExportStarted, ExportStopped
from fuwutai.domain.exports.models import ExportPage, ExportRun
from fuwutai.domain.exports.queries import visible_exports
from fuwutai.domain.exports.rules import paged
from fuwutai.kernel import clock
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, NotFound, Refused
from fuwutai.kernel.jobs import enqueue
from fuwutai.kernel.masking import mask_text

WORK = "exports.work"
MOST_RUNNING = 3
PLACE = "desk:export_file"
_ROWS_A_STATEMENT = 200


@command(statements=16)
def start_export(*, actor: Actor, cases: QuerySet[Any], what: str, full: bool, reason: str = "") -> ExportRun:
    """Note which cases of a list somebody takes out, and let the worker make the file.

    The file holds the cases that are in the list now, as each is when its page is made; what has gone out of the
    actor's sight by then is left out. `cases`: of the actor's sight; `what`: the list in words.
    Emits: CasesExported, ExportStarted. Raises: Refused, Invalid without a reason for full data, Conflict where
    several are being made for the actor already. Cost: 1 statement more for each 200,000 cases.
    """
    if not may_export(actor) or actor.staff_id is None:
        raise Refused
    if visible_exports(actor).filter(state=RUNNING).count() >= MOST_RUNNING:
        raise Conflict(
            _("Three of your files are being made already. Wait for one of them, or stop one."), code="too_many"
        )
    export_cases(actor=actor, cases=cases, what=what, full=full, reason=reason)
    run = ExportRun.objects.create(
        staff_id=actor.staff_id, words=mask_text(what)[:300], full=full, state=RUNNING, wanted=0, made_at=clock.now()
    )
    ids = cases.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=10_000)
    pages = [ExportPage(run=run, number=number, case_ids=page) for number, page in enumerate(paged(ids))]
    ExportPage.objects.bulk_create(pages, batch_size=_ROWS_A_STATEMENT)
    run.wanted = sum(len(page.case_ids) // 8 for page in pages)
    run.save(update_fields=["wanted"])
    emit(ExportStarted(export_run_id=run.pk, wanted=run.wanted, full=full))
    enqueue(WORK, {"run_id": run.pk}, unique_key=f"{WORK}:{run.pk}")
    return run


@command(statements=7)
def stop_export(*, actor: Actor, run_id: int) -> None:
    """Give up a file that is being made or ready; nothing of it is kept.

    Emits: ExportStopped. Raises: NotFound, Conflict where it is over already.
    """
    run = _own(actor, run_id)
    if run.state not in (RUNNING, DONE):
        raise Conflict(_("There is nothing to stop: the file is gone already."), code="over")
    end_run(run, STOPPED)
    emit(ExportStopped(export_run_id=run.pk))


@command(statements=8)
def fetch_export(*, actor: Actor, run_id: int) -> ExportRun:
    """Write down that somebody takes her finished file, and return it; then a query reads its rows.

    Emits: ExportFetched. Raises: NotFound, Conflict where the file is not ready or gone.
    """
    run = _own(actor, run_id)
    if run.state != DONE:
        raise Conflict(_("This file is not ready, or gone. The list of your exports says which."), code="not_ready")
    entry = record_access(actor, "fetch_export", reason=run.words, rows=run.rows, place=PLACE)
    emit(ExportFetched(export_run_id=run.pk, access_entry_id=entry.pk))
    return run


def end_run(run: ExportRun, state: str) -> None:
    """Let nothing be kept of a file. Cost: 2 statements."""
    run.pages.all().delete()
    run.state, run.ended_at = state, clock.now()
    run.save(update_fields=["state", "ended_at"])


def _own(actor: Actor, run_id: int) -> ExportRun:
    run = visible_exports(actor).select_for_update(no_key=True).filter(pk=run_id).first()
    if run is None:
        raise NotFound(_("This export does not exist, or it is not yours. Start it again from the list of cases."))
    return run
