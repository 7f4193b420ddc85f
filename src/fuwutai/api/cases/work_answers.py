"""What is answered about the work on a case: tasks, times, replies that wait, and what a merger would do."""

from datetime import date
from typing import Any

from ninja import Schema
from pydantic import Field

from fuwutai.api.moments import Moment
from fuwutai.domain.cases.speech.drafts import HeldLine
from fuwutai.domain.cases.work.time_spent import Row
from fuwutai.kernel.masking import mask_text


class Task(Schema):
    """Something to be done in a case; `title` and `reason` are masked."""

    id: int
    title: str
    state: str = Field(description="open · done · dropped")
    is_needed: bool = Field(description="the case is not resolved before it is done or dropped")
    assignee: str | None = Field(description="user name")
    due_at: Moment | None
    checklist_id: int | None
    reason: str = Field(description="why it was dropped")
    ended_by: str | None = Field(description="user name")
    ended_at: Moment | None


class ListOfTasks(Schema):
    """A checklist of the centre that fits the case and can be put on it."""

    id: int
    name: str


class Tasks(Schema):
    """The tasks of a case, what is to be done first; and the checklists that fit it."""

    items: list[Task]
    checklists: list[ListOfTasks]


class Time(Schema):
    """Minutes that somebody worked on a case, as they count now; `note` is masked."""

    id: int
    staff_id: int
    minutes: int
    activity: str
    note: str
    day: date
    is_correction: bool


class Held(Schema):
    """A reply that waits to be sent; `body` is masked. `is_timed`: somebody chose the moment."""

    id: int
    staff_id: int
    body: str
    then: str = Field(description="stay · wait · third_party · resolve")
    is_timed: bool
    send_at: Moment


class Side(Schema):
    """One of the two cases of a merger."""

    id: int
    number: str
    status: str


class Promise(Schema):
    """A promise of the case that goes on: when it is due now, and when once the other has joined it."""

    clock: str
    due_at: Moment | None
    then_due_at: Moment | None


class MergePreview(Schema):
    """What a merger would do. `undo_until`: until when it could be taken back, null where no rule limits that."""

    case: Side
    into: Side
    clocks: list[Promise]
    undo_until: Moment | None


def task_as_told(one: Any) -> Task:
    """Return a task; who does it and who ended it are at hand."""
    same = ("state", "is_needed", "due_at", "checklist_id", "ended_at")
    return Task(
        id=one.pk,
        title=mask_text(one.title),
        reason=mask_text(one.reason),
        assignee=one.assignee.username if one.assignee else None,
        ended_by=one.ended_by.username if one.ended_by else None,
        **{name: getattr(one, name) for name in same},
    )


def time_as_told(one: Row) -> Time:
    """Return a time."""
    same = ("id", "staff_id", "minutes", "activity", "day", "is_correction")
    return Time(note=mask_text(one.note), **{name: getattr(one, name) for name in same})


def held_as_told(one: HeldLine) -> Held:
    """Return a reply that waits, masked as its reader may see it."""
    return Held(**{name: getattr(one, name) for name in Held.model_fields})


def side_of(case: Any) -> Side:
    """Return a case of a merger."""
    return Side(id=case.pk, number=case.number, status=case.status)
