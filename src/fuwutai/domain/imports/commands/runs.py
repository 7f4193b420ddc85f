"""Start, stop and resume imports."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.imports.choices import CASES, CUSTOMERS, DONE, FAILED, RUNNING, STOPPED, WAITING
from fuwutai.domain.imports.events import ImportFailed, ImportFinished, ImportResumed, ImportStarted, ImportStopped
from fuwutai.domain.imports.mapping import (
    Mapping,
    check_columns,
    check_customer_columns,
    customer_mapping,
    plain_mapping,
)
from fuwutai.domain.imports.models import ImportPage, ImportRun
from fuwutai.domain.imports.pages import ReadFile
from fuwutai.domain.imports.policies import PERMISSIONS, may_import
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, NotFound, Refused
from fuwutai.kernel.events import Code
from fuwutai.kernel.jobs import enqueue

WORK = "imports.work"


@command
def start_run(
    *,
    actor: Actor,
    file: ReadFile,
    file_name: str,
    mapping: Mapping | None = None,
    in_background: bool = False,
    kind: str = CASES,
) -> ImportRun:
    """Accept a file of a kind: its rows are stored in pages and wait to be taken in; `in_background`: by the worker.

    `file`: of `pages.read_file`. Without a mapping the columns bear our own names, those of customers also usual ones.
    Emits: ImportStarted, ImportFinished for a file without rows.
    Raises: Refused, Invalid for a file that lacks a column. Cost: 1 statement a page.
    """
    if not may_import(actor, kind):
        raise Refused
    if kind == CUSTOMERS:
        mapping = mapping or customer_mapping(file.columns)
        check_customer_columns(mapping, file.columns)
    else:
        mapping = mapping or plain_mapping(file.columns)
        check_columns(mapping, file.columns)
    run = ImportRun.objects.create(
        kind=kind,
        file_name=file_name[-200:],
        sha256=file.sha256,
        mapping=mapping.data(),
        columns=list(file.columns),
        options={"in_background": in_background},
        rows=file.rows,
        by_id=actor.staff_id,
        started_at=clock.now(),
    )
    for number, (rows, data) in enumerate(file.pages()):
        ImportPage.objects.create(run=run, number=number, rows=rows, data=data)
    emit(ImportStarted(import_id=run.pk, kind=Code(run.kind), rows=run.rows))
    if not run.rows:
        finish(run)
        run.save(update_fields=["state", "finished_at"])
    if in_background and run.rows:
        promise_work(run)
    return run


@command
def stop_run(*, actor: Actor, run_id: int) -> ImportRun:
    """Stop an import after the page it is at; what was taken in stays.

    Emits: ImportStopped. Raises: Refused, NotFound, Conflict.
    """
    run = run_to_change(actor, run_id)
    if run.state not in (WAITING, RUNNING):
        raise Conflict(_("This import is not running. Reload the page."), code="not_running")
    run.state = STOPPED
    run.save(update_fields=["state"])
    emit(ImportStopped(import_id=run.pk, position=run.position))
    return run


@command
def resume_run(*, actor: Actor, run_id: int) -> ImportRun:
    """Let an import that was stopped or failed go on where it stands.

    Emits: ImportResumed. Raises: Refused, NotFound, Conflict.
    """
    run = run_to_change(actor, run_id)
    if run.state not in (STOPPED, FAILED):
        raise Conflict(_("This import has not been stopped. Reload the page."), code="not_stopped")
    run.state, run.problem = RUNNING, ""
    run.save(update_fields=["state", "problem"])
    emit(ImportResumed(import_id=run.pk, position=run.position))
    if run.options.get("in_background"):
        promise_work(run)
    return run


@command
def fail_run(*, actor: Actor, run_id: int, problem: str) -> ImportRun:
    """Note that an import cannot go on by itself, and why, as the code of the refusal it met.

    Emits: ImportFailed. Raises: Refused, NotFound.
    """
    run = run_to_change(actor, run_id)
    run.state, run.problem = FAILED, problem
    run.save(update_fields=["state", "problem"])
    emit(ImportFailed(import_id=run.pk, position=run.position, problem=Code(problem)))
    return run


def run_to_change(actor: Actor, run_id: int) -> ImportRun:
    """Return an import, locked until the command ends. Raises: Refused, NotFound."""
    kinds = [kind for kind in PERMISSIONS if may_import(actor, kind)]
    if not kinds:
        raise Refused
    run = ImportRun.objects.select_for_update(no_key=True).filter(pk=run_id, kind__in=kinds).first()
    if run is None:
        raise NotFound
    return run


def finish(run: ImportRun) -> None:
    """Bring an import to its end; the caller saves it. Emits: ImportFinished."""
    run.state, run.finished_at = DONE, clock.now()
    emit(
        ImportFinished(import_id=run.pk, created=run.created, already=run.already, rejected=run.rejected)
    )


def promise_work(run: ImportRun) -> None:
    """Let the worker take in the next page."""
    enqueue(WORK, {"run_id": run.pk}, unique_key=f"{WORK}:{run.pk}")
