"""The same done to many cases by one person: started, stopped, taken back.

Each case is done in its own transaction, as the person and with her rights of that moment; what came of it stands in
its row in the same transaction, so that nothing is done twice, however often a worker dies.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.actions.bulk import (
    AT_ONCE,
    DONE,
    FAILED,
    KEPT,
    RUNNING,
    STOPPED,
    UNDO_WITHIN,
    UNDOING,
    UNDONE,
    WAITING,
    chosen,
    final_steps,
    own_run,
    own_runs,
    tallies,
)
from fuwutai.domain.cases.actions.macros import visible_macro
from fuwutai.domain.cases.actions.registry import Step, checked_steps
from fuwutai.domain.cases.commands.acting import in_words, known_action
from fuwutai.domain.cases.events.bulk import BulkEnded, BulkStarted, BulkUndone
from fuwutai.domain.cases.lists.query import understood
from fuwutai.domain.cases.models import BulkItem, BulkRun, Case, Macro
from fuwutai.domain.cases.queries import visible_case, visible_cases
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.bulk import insert
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, NotFound, Refused
from fuwutai.kernel.jobs import enqueue

WORK = "cases.bulk"
LATER = timedelta(seconds=30)
"""A few cases are done in the request that asks for them; should it break off, the worker goes on so much later."""


@command(replay=own_run, statements=12)
def start_bulk(
    *,
    actor: Actor,
    steps: Sequence[Mapping[str, Any]],
    case_ids: Sequence[int] = (),
    query: str = "",
    macro_id: int | None = None,
) -> BulkRun:
    """Let steps be taken with the cases named, or with all of a query, as far as the person sees them.

    At most 20,000. Nothing is done yet: `bulk_work.carry_on` does it, for many cases the worker.
    `macro_id`: whose steps they are. Emits: BulkStarted. Raises: Refused, Invalid at `cases`, `query` and for each
    wrong step, NotFound for a macro, Conflict where it was changed since.
    """
    if actor.staff_id is None or not actor.may("cases.view") or (actor.kind == "token" and actor.token_id is None):
        raise Refused  # what the worker does later, it does as the very token that asked
    kept_steps = checked_steps(actor, steps)
    found = understood(actor, query) if query else None
    ids = chosen(actor, case_ids=case_ids, query=found)
    if macro_id is not None:
        _use_macro(actor, macro_id, kept_steps)
    run = BulkRun.objects.create(
        staff_id=actor.staff_id, token_id=actor.token_id, steps=kept_steps, macro_id=macro_id, made_at=clock.now(),
        wanted=len(ids), state=WAITING,
    )  # fmt: skip
    insert([BulkItem(run=run, case_id=case_id) for case_id in ids])
    emit(BulkStarted(bulk_id=run.pk, wanted=run.wanted, macro_id=macro_id))
    promise(run)
    return run


@command(statements=6)
def stop_bulk(*, actor: Actor, run_id: int) -> BulkRun:
    """Stop a run before its next case; what was done stays, and can be taken back.

    Emits: BulkEnded. Raises: NotFound, Conflict.
    """
    run = _locked(actor, run_id)
    if run.state not in (WAITING, RUNNING):
        raise Conflict(_("This bulk change is not running any more. Reload the page."), code="not_running")
    _end(run, STOPPED, tallies(run))
    return run


@command(statements=6)
def undo_bulk(*, actor: Actor, run_id: int) -> BulkRun:
    """Begin to take a run back, within 24 hours: what has a way back, in every case that nobody has changed since.

    Raises: NotFound, Conflict where it is too late, or nothing can be taken back.
    """
    run = _locked(actor, run_id)
    if run.state not in (DONE, STOPPED) or run.ended_at is None:
        raise Conflict(_("This bulk change cannot be undone as it stands. Reload the page."), code="not_ended")
    if run.ended_at + UNDO_WITHIN <= clock.now():
        raise Conflict(_("A bulk change can be undone within 24 hours; they are over."), code="too_late")
    if not run.done or len(final_steps(run.steps)) == len(run.steps):
        raise Conflict(_("Nothing of this bulk change can be taken back."), code="nothing_to_undo")
    run.state = UNDOING
    run.save(update_fields=["state"])
    promise(run)
    return run


@command(statements=24)
def take_bulk_item(*, actor: Actor, item_id: int) -> bool:
    """Take the steps of a run with one of its cases; return False where that was done already, or the run is stopped.

    Emits: what the steps emit. Raises: NotFound, and what the steps raise; then nothing was done.
    Cost: 2 statements more than the steps.
    """
    item = _item(actor, item_id, WAITING, (RUNNING,))
    if item is None:
        return False
    case = item.case
    item.before, item.after = [], []
    for step in item.run.steps:
        action = known_action(step)
        item.before.append(action.kept(case, step) if action.kept else None)
        case = _as_it_is(actor, item.case_id, action.do(actor, item.case_id, in_words(actor, item.case_id, step)))
        item.after.append(action.kept(case, step) if action.kept else None)
    item.state, item.problem = DONE, ""
    item.save(update_fields=["state", "problem", "before", "after"])
    return True


@command(statements=24)
def undo_bulk_item(*, actor: Actor, item_id: int) -> bool:
    """Take back what a run did with one of its cases; return False where that was done already.

    Emits: what the way back emits. Raises: NotFound, Conflict where the case has changed since, and what the way back
    raises; then the case stays as it is. Cost: 2 statements more than the way back.
    """
    item = _item(actor, item_id, DONE, (UNDOING,))
    if item is None:
        return False
    case = item.case
    for step, before, after in reversed(list(zip(item.run.steps, item.before, item.after, strict=True))):
        action = known_action(step)
        if action.back is None or action.kept is None or before == after:
            continue
        if action.kept(case, step) != after:
            raise Conflict(_("Somebody has changed this case since; it stays as it is."), code="changed_since")
        case = _as_it_is(actor, item.case_id, action.back(actor, item.case_id, before, step))
    item.state, item.problem = UNDONE, ""
    item.save(update_fields=["state", "problem"])
    return True


@command(statements=2)
def note_bulk_problem(*, actor: Actor, item_id: int, code: str, words: str) -> None:
    """Note why a case was not done, or stays as it is, unless somebody was faster. `words`: in her language."""
    problem = f"{code[:40]}\n{words}"[:300]
    items = BulkItem.objects.filter(pk=item_id, run__in=_runs(actor))
    waiting = items.filter(state=WAITING, run__state=RUNNING).update(state=FAILED, problem=problem)
    if not waiting:
        items.filter(state=DONE, run__state=UNDOING).update(state=KEPT, problem=problem)


@command(statements=8)
def count_bulk(*, actor: Actor, run_id: int) -> bool:
    """Count what came of a run so far, and end it when no case is left; return whether it goes on.

    Emits: BulkEnded, BulkUndone. Raises: NotFound.
    """
    run = _locked(actor, run_id)
    found = tallies(run)
    if run.state == RUNNING and not found[WAITING]:
        _end(run, DONE, found)
    elif run.state == RUNNING:
        _count(run, found)
        run.save(update_fields=["done", "failed"])
    elif run.state == UNDOING and not found[DONE]:
        run.state, run.undone_at = UNDONE, clock.now()
        run.save(update_fields=["state", "undone_at"])
        emit(BulkUndone(bulk_id=run.pk, undone=found[UNDONE], stayed=found[KEPT]))
    return run.state in (RUNNING, UNDOING)


def _use_macro(actor: Actor, macro_id: int, steps: Sequence[Step]) -> None:
    """Note that a macro is used. Raises: NotFound, Conflict where it says something else by now."""
    if visible_macro(actor, macro_id).steps != steps:
        problem = _("Somebody has changed this macro in the meantime. Look at its steps again.")
        raise Conflict(problem, code="macro_changed")
    Macro.objects.filter(pk=macro_id).update(uses=F("uses") + 1, used_at=clock.now())


def promise(run: BulkRun) -> None:
    """Let the worker go on with a run: at once where it is large, else should the request not come to its end."""
    later = clock.wall() + LATER if run.wanted <= AT_ONCE else None
    enqueue(WORK, {"run_id": run.pk}, run_at=later, unique_key=f"{WORK}:{run.pk}")


def _end(run: BulkRun, state: str, found: Mapping[str, int]) -> None:
    _count(run, found)
    run.state, run.ended_at = state, clock.now()
    run.save(update_fields=["state", "ended_at", "done", "failed"])
    emit(BulkEnded(bulk_id=run.pk, done=run.done, failed=run.failed, left=found[WAITING]))


def _count(run: BulkRun, found: Mapping[str, int]) -> None:
    run.done, run.failed = found[DONE], found[FAILED]


def _runs(actor: Actor) -> Any:
    return BulkRun.objects.all() if actor.is_system else own_runs(actor)


def _locked(actor: Actor, run_id: int) -> BulkRun:
    """Raises: NotFound."""
    run: BulkRun | None = _runs(actor).select_for_update(no_key=True).filter(pk=run_id).first()
    if run is None:
        raise NotFound
    return run


def _item(actor: Actor, item_id: int, state: str, run_states: Sequence[str]) -> BulkItem | None:
    """Return a case of a run with the case itself, both locked, None where there is nothing (more) to do.

    Raises: NotFound for a case that is out of sight. Cost: 1 statement, 2 where nothing is returned.
    """
    items = BulkItem.objects.filter(pk=item_id, state=state, run__state__in=run_states)
    items = items.filter(run__in=own_runs(actor))
    locked = items.select_related("case", "run").select_for_update(no_key=True, of=("self", "case"))
    item = locked.filter(case__in=visible_cases(actor)).first()
    if item is None and items.exists():
        raise NotFound
    return item


def _as_it_is(actor: Actor, case_id: int, answer: Any) -> Case:
    """Return a case after a step: what its command answered, read again where that is something else."""
    return answer if isinstance(answer, Case) and answer.pk == case_id else visible_case(actor, case_id)
