"""Reading what belongs to the work on a case: tasks, times, replies that wait, and what a merger would do.

Its addresses stand before those of the verbs, with which they share paths.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from fuwutai.api.access import ApiRequest, operation
from fuwutai.api.cases.work_answers import (
    Held,
    ListOfTasks,
    MergePreview,
    Promise,
    Tasks,
    Time,
    held_as_told,
    side_of,
    task_as_told,
    time_as_told,
)
from fuwutai.domain.cases.commands.threads import check_merger
from fuwutai.domain.cases.mergers import undo_until
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.speech.drafts import unsaid_in
from fuwutai.domain.cases.work.tasks import checklists_in_use, tasks_of
from fuwutai.domain.cases.work.time_spent import times_of
from fuwutai.domain.sla.merging import promises_after
from fuwutai.kernel import clock
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.errors import Invalid

router = Router(tags=["cases"])
INTO = "The id of the case in which it would go on; it must be named"


@router.get(
    "/{int:case_id}/tasks", response=Tasks, operation_id="case_tasks_list", summary="What is to be done, and was"
)
@operation(permission="cases.view", statements=10)
def case_tasks_list(request: ApiRequest, case_id: int) -> Tasks:
    """Return the tasks of a case, and the checklists that fit it. The look is logged."""
    case = _seen(request, case_id, "api:case_tasks_list")
    lists = [ListOfTasks(id=one.id, name=one.name) for one in checklists_in_use() if one.fits(case)]
    return Tasks(items=[task_as_told(one) for one in tasks_of(request.actor, case_id)], checklists=lists)


@router.get(
    "/{int:case_id}/time", response=list[Time], operation_id="case_time_list", summary="How long who worked on it"
)
@operation(permission="cases.view", statements=8)
def case_time_list(request: ApiRequest, case_id: int) -> list[Time]:
    """Return the times of a case that count, the latest first. The look is logged."""
    _seen(request, case_id, "api:case_time_list")
    return [time_as_told(one) for one in times_of(request.actor, case_id)]


@router.get(
    "/{int:case_id}/held-replies", response=list[Held], operation_id="case_held_replies_list",
    summary="Replies that wait to be sent",
)  # fmt: skip
@operation(permission="cases.view", statements=8)
def case_held_replies_list(request: ApiRequest, case_id: int) -> list[Held]:
    """Return the replies of a case that wait to be sent, the next one first. The look is logged."""
    _seen(request, case_id, "api:case_held_replies_list")
    return [held_as_told(one) for one in unsaid_in(request.actor, case_id).held]


@router.get(
    "/{int:case_id}/merge-preview", response=MergePreview, operation_id="case_merge_preview",
    summary="What a merger would do",
)  # fmt: skip
@operation(permission="cases.merge", statements=16)
def case_merge_preview(
    request: ApiRequest, case_id: int, into: int | None = Query(None, ge=1, le=2**63 - 1, description=INTO)
) -> MergePreview:
    """Return what would become of the deadlines if a case went on in another. The look is logged; nothing is done.

    What the merger itself would refuse is refused here.
    """
    actor, case = request.actor, _seen(request, case_id, "api:case_merge_preview")
    if into is None:  # said here, so that a case out of sight is not there whatever is asked of it
        problem = _("There is no such case that you can see. Check the number.")
        raise Invalid(problem, fields={"into": problem})
    target = visible_case(actor, into)
    check_merger(actor, case, target)
    promises = [
        Promise(clock=one.definition, due_at=one.due_at, then_due_at=one.then_due_at)
        for one in promises_after(actor, case_id, into)
    ]
    until = undo_until(case, clock.now())
    return MergePreview(case=side_of(case), into=side_of(target), clocks=promises, undo_until=until)


def _seen(request: ApiRequest, case_id: int, place: str) -> Any:
    """Return a case, once the look is logged. Raises: NotFound. Cost: 2 statements."""
    case = visible_case(request.actor, case_id)
    record_access(request.actor, "view_case", subject="case", subject_id=case_id, place=place)
    return case
