"""Tasks of a case: add, change, tick off, drop, take up again, order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.commands._states import refuse_state
from fuwutai.domain.cases.commands.checklists import MAX_TITLE, refuse_too_many
from fuwutai.domain.cases.events import (
    TaskAdded,
    TaskChanged,
    TaskDropped,
    TaskFinished,
    TaskReopened,
    TasksOrdered,
)
from fuwutai.domain.cases.models import Case, Task
from fuwutai.domain.cases.policies import allows, may_do_tasks
from fuwutai.domain.cases.queries import locked_case, visible_cases
from fuwutai.domain.cases.work.tasks import DONE, DROPPED, OPEN, sees_case
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.text import storable

MAX_REASON = 200


def _added_before(actor: Actor, task_id: int) -> Task:
    task = Task.objects.filter(pk=task_id, case__in=visible_cases(actor).order_by().values("pk")).first()
    if task is None:
        raise NotFound
    return task


@command(statements=14, replay=_added_before)
def add_task(
    *,
    actor: Actor,
    case_id: int,
    title: str,
    is_needed: bool = False,
    staff_id: int | None = None,
    due_at: datetime | None = None,
) -> Task:
    """Note something to be done in a case, after its other tasks; `staff_id`: by whom, who must see the case.

    Emits: TaskAdded. Raises: NotFound, Refused, Conflict, Invalid naming each wrong field. Source: S3-3.3-4.
    """
    case = _case(actor, case_id)
    _refuse_wrong(_wrong(title) | _wrong_person(actor, staff_id, case))
    refuse_too_many(case, 1)
    last = Task.objects.filter(case=case).aggregate(last=Max("position"))["last"] or 0
    task = Task.objects.create(
        case=case, title=title.strip(), is_needed=is_needed, position=last + 1, assignee_id=staff_id, due_at=due_at,
        made_by_id=actor.id if actor.is_staff else None, made_at=clock.now(),
    )  # fmt: skip
    case.tasks_open += 1
    case.save(update_fields=["tasks_open"])
    emit(TaskAdded(case_id=case.pk, task_id=task.pk, is_needed=is_needed, staff_id=staff_id, due_at=due_at))
    return task


@command(statements=12)
def edit_task(
    *,
    actor: Actor,
    task_id: int,
    title: str,
    is_needed: bool,
    staff_id: int | None,
    due_at: datetime | None,
) -> Task:
    """Say a task in other words, give it to somebody else, or set another time; it must still be to do.

    Whether a task of a checklist is needed the list says, so that stays as it is.
    Emits: TaskChanged, nothing where nothing changed. Raises: NotFound, Refused, Conflict, Invalid.
    """
    task, case = _task(actor, task_id)
    if task.state != OPEN:
        raise _over()
    wrong = _wrong(title)
    if staff_id != task.assignee_id:
        wrong |= _wrong_person(actor, staff_id, case)
    if task.checklist_id is not None and is_needed != task.is_needed:
        wrong["is_needed"] = _("The checklist says whether this is needed. Drop the task with a reason instead.")
    _refuse_wrong(wrong)
    said: dict[str, Any] = {
        "title": title.strip(), "is_needed": is_needed, "assignee_id": staff_id, "due_at": due_at,
    }  # fmt: skip
    changed = [name for name, value in said.items() if getattr(task, name) != value]
    if not changed:
        return task
    for name in changed:
        setattr(task, name, said[name])
    task.save(update_fields=changed)
    emit(TaskChanged(case_id=case.pk, task_id=task.pk, is_needed=is_needed, staff_id=staff_id, due_at=due_at))
    return task


@command(statements=8)
def finish_task(*, actor: Actor, task_id: int) -> Task:
    """Tick a task off. Emits: TaskFinished, nothing where it is done. Raises: NotFound, Refused, Conflict."""
    task, case = _task(actor, task_id)
    if task.state == DONE:
        return task
    if task.state != OPEN:
        raise _over()
    _end(task, case, actor, DONE)
    emit(TaskFinished(case_id=case.pk, task_id=task.pk))
    return task


@command(statements=8)
def drop_task(*, actor: Actor, task_id: int, reason: str = "") -> Task:
    """Say that a task is not to be done after all; of a needed one, why.

    Emits: TaskDropped, nothing where it is dropped. Raises: NotFound, Refused, Conflict, Invalid.
    """
    task, case = _task(actor, task_id)
    if task.state == DROPPED:
        return task
    if task.state != OPEN:
        raise _over()
    why = reason.strip()
    if task.is_needed and not why:
        _refuse_wrong({"reason": _("Say why this is not to be done: the case needs it.")})
    if len(why) > MAX_REASON or not storable(why):
        _refuse_wrong({"reason": _("Keep the reason to 200 characters.")})
    task.reason = why
    _end(task, case, actor, DROPPED)
    emit(TaskDropped(case_id=case.pk, task_id=task.pk, is_needed=task.is_needed))
    return task


@command(statements=8)
def reopen_task(*, actor: Actor, task_id: int) -> Task:
    """Take a task up again that was done or dropped.

    Emits: TaskReopened, nothing where it is to be done. Raises: NotFound, Refused, Conflict.
    """
    task, case = _task(actor, task_id)
    if task.state == OPEN:
        return task
    case.tasks_open += 1
    case.tasks_done -= 1 if task.state == DONE else 0
    task.state, task.reason, task.ended_by, task.ended_at = OPEN, "", None, None
    task.save(update_fields=["state", "reason", "ended_by", "ended_at"])
    case.save(update_fields=["tasks_open", "tasks_done"])
    emit(TaskReopened(case_id=case.pk, task_id=task.pk))
    return task


@command(statements=7)
def order_tasks(*, actor: Actor, case_id: int, task_ids: Sequence[int]) -> Case:
    """Let the tasks that are to be done stand in this order.

    Emits: TasksOrdered, nothing where they stand so. Raises: NotFound, Refused, Conflict where these are not the tasks
    that are to be done, because a colleague was faster.
    """
    case = _case(actor, case_id)
    rows = list(Task.objects.filter(case=case, state=OPEN).order_by("position", "id"))
    if len(task_ids) != len(rows) or {one.pk for one in rows} != set(task_ids):
        raise Conflict(_("The tasks have changed meanwhile. Look at them and order them again."), code="changed")
    if [one.pk for one in rows] == list(task_ids):
        return case
    by_id = {one.pk: one for one in rows}
    for position, task_id in zip(sorted(one.position for one in rows), task_ids, strict=True):
        by_id[task_id].position = position
    Task.objects.bulk_update(rows, ["position"])
    emit(TasksOrdered(case_id=case.pk, task_ids=tuple(task_ids)))
    return case


def _case(actor: Actor, case_id: int) -> Case:
    case = locked_case(actor, case_id)
    if not allows(case, "classify"):
        raise refuse_state(case)
    if not may_do_tasks(actor, case):
        raise Refused
    return case


def _task(actor: Actor, task_id: int) -> tuple[Task, Case]:
    """Return a task and its case, which is locked. Raises: NotFound, Refused, Conflict. Cost: 3 statements."""
    case_id = Task.objects.filter(pk=task_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound
    case = _case(actor, case_id)
    return Task.objects.get(pk=task_id), case  # read once the case is locked, for whoever was faster


def _end(task: Task, case: Case, actor: Actor, state: str) -> None:
    task.state, task.ended_at, task.ended_by_id = state, clock.now(), actor.id if actor.is_staff else None
    task.save(update_fields=["state", "reason", "ended_at", "ended_by"])
    case.tasks_open -= 1
    case.tasks_done += 1 if state == DONE else 0
    case.save(update_fields=["tasks_open", "tasks_done"])


def _over() -> Conflict:
    return Conflict(_("This task is over. Take it up again first, then change it."), code="task_over")


def _wrong(title: str) -> dict[str, Text]:
    if not title.strip():
        return {"title": _("Say what is to be done.")}
    if len(title.strip()) > MAX_TITLE or not storable(title):
        return {"title": _("Keep this to 200 characters.")}
    return {}


def _wrong_person(actor: Actor, staff_id: int | None, case: Case) -> dict[str, Text]:
    if staff_id is None or staff_id == actor.id or sees_case(staff_id, case):
        return {}
    return {"staff_id": _("This person does not see the case. Choose a colleague of its team.")}


def _refuse_wrong(wrong: dict[str, Text]) -> None:
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
