"""What is done on a case beside its words: fields filled in, tasks, time; and the lists behind them."""

from datetime import date, datetime

from fuwutai.kernel.events import Code, Event, event


@event("cases.field_saved", subject="case_field")
class CaseFieldSaved(Event):
    """The centre asks something of its own of its cases, or asks it in another way."""

    case_field_id: int
    kind: Code
    needed_at: Code
    is_personal: bool
    for_customer: bool


@event("cases.field_retired", subject="case_field")
class CaseFieldRetired(Event):
    """A field of the centre's own is asked for no more, or, with `is_retired` false, again."""

    case_field_id: int
    is_retired: bool


@event("cases.field_moved", subject="case_field")
class CaseFieldMoved(Event):
    """A field of the centre's own stands in another place."""

    case_field_id: int
    position: int


@event("cases.fields_filled", subject="case")
class FieldsFilled(Event):
    """Something else stands in fields of the centre's own; never what."""

    case_id: int
    field_ids: tuple[int, ...]


@event("cases.checklist_saved", subject="checklist")
class ChecklistSaved(Event):
    """The centre has another list of tasks, or a list says something else. `tasks`: how many it holds."""

    checklist_id: int
    tasks: int
    by_itself: bool


@event("cases.checklist_retired", subject="checklist")
class ChecklistRetired(Event):
    """A list of tasks is given to no case any more, or, with `is_retired` false, again."""

    checklist_id: int
    is_retired: bool


@event("cases.checklist_applied", subject="case")
class ChecklistApplied(Event):
    """A case got the tasks of a list, by hand or by itself."""

    case_id: int
    checklist_id: int
    task_ids: tuple[int, ...]
    by_itself: bool


@event("cases.task_added", subject="case")
class TaskAdded(Event):
    """Something is to be done in a case. `staff_id`: by whom."""

    case_id: int
    task_id: int
    is_needed: bool
    staff_id: int | None
    due_at: datetime | None


@event("cases.task_changed", subject="case")
class TaskChanged(Event):
    """A task says something else, or is somebody else's, or due at another time."""

    case_id: int
    task_id: int
    is_needed: bool
    staff_id: int | None
    due_at: datetime | None


@event("cases.task_finished", subject="case")
class TaskFinished(Event):
    """A task is done."""

    case_id: int
    task_id: int


@event("cases.task_dropped", subject="case")
class TaskDropped(Event):
    """A task is not to be done after all."""

    case_id: int
    task_id: int
    is_needed: bool


@event("cases.task_reopened", subject="case")
class TaskReopened(Event):
    """A task that was done or dropped is to be done again."""

    case_id: int
    task_id: int


@event("cases.tasks_ordered", subject="case")
class TasksOrdered(Event):
    """The open tasks of a case stand in another order."""

    case_id: int
    task_ids: tuple[int, ...]


@event("cases.time_noted", subject="case")
class TimeNoted(Event):
    """A person worked on a case so long on a day. `staff_id`: who worked."""

    case_id: int
    time_id: int
    staff_id: int
    minutes: int
    day: date


@event("cases.time_corrected", subject="case")
class TimeCorrected(Event):
    """What was noted of somebody's work is corrected; a row of its own takes the place of the one before."""

    case_id: int
    time_id: int
    corrects_id: int
    staff_id: int
    minutes: int
    day: date
