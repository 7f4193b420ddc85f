"""What people are told of cases that they work on, watch over or follow; nobody hears of what she did herself."""

from collections.abc import Iterable
from typing import Any, cast

from fuwutai.domain.cases.course import supervisor_of, watched_cases, watcher_ids
from fuwutai.domain.cases.events import (
    AgentReplied,
    CaseAssigned,
    CaseRedone,
    CaseReopened,
    CaseResolved,
    CaseUrged,
    CaseWoken,
    CustomerWrote,
    NoteAdded,
    SupervisionEnded,
    SupervisionOverdue,
    SupervisionReported,
    SupervisionReturned,
    SupervisionStarted,
)
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.notices.audience import people_to_tell, who_see
from fuwutai.domain.notices.choices import REDONE, SUPERVISED, URGED, WATCHED, WOKEN
from fuwutai.domain.notices.commands import give_notice, settle_matter
from fuwutai.domain.notices.queries import told_of
from fuwutai.domain.sla.choices import ASSIGNEE, SUPERVISORS
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.reactions import Recorded, react_to

NOTICES = Actor.system("notices")
WAKES_BY_ITSELF = ("due", "customer")
"""Why a case woke without any colleague having touched it."""


@react_to(
    CustomerWrote,
    AgentReplied,
    CaseResolved,
    CaseReopened,
    CaseAssigned,
    NoteAdded,
    when="after_commit",
    concerned=watched_cases,
)
def tell_watchers(recorded: Recorded) -> None:
    """Tell who watches a case, and still sees it, what happened; the latest takes the place of what is unread.

    Cost: in the command 1 statement, and nothing more for a case that nobody watches.
    """
    case_id = recorded.event.subject_id
    watching = watcher_ids(case_id)
    if watching:
        _tell(recorded, WATCHED, f"watch:{case_id}", who_see(case_id, watching))


@react_to(CaseWoken, when="after_commit")
def tell_of_waking(recorded: Recorded) -> None:
    """Tell who works on a case that it is back, unless a colleague brought it back."""
    woken = cast(CaseWoken, recorded.event)
    if woken.reason in WAKES_BY_ITSELF:
        case: Any = visible_case(NOTICES, woken.case_id)
        if case.assignee_id is not None:
            _tell(recorded, WOKEN, f"snooze:{case.pk}", who_see(case.pk, [case.assignee_id]))


@react_to(CaseUrged, when="after_commit")
def tell_of_urge(recorded: Recorded) -> None:
    """Tell who works on a case that its customer urges, and the supervisors from the time on that the rule says."""
    urged = cast(CaseUrged, recorded.event)
    case: Any = visible_case(NOTICES, urged.case_id)
    audience = [ASSIGNEE, SUPERVISORS] if urged.tells_lead else [ASSIGNEE]
    people = people_to_tell(case.pk, case.team_id, case.assignee_id, audience)
    _tell(recorded, URGED, f"urge:{case.pk}", people, urgent=urged.tells_lead, count=urged.count)


@react_to(SupervisionStarted, SupervisionReturned, SupervisionEnded, when="after_commit")
def tell_who_works(recorded: Recorded) -> None:
    """Tell who works on a case that a superior asks for a report, or asks no more."""
    event = cast("SupervisionStarted | SupervisionReturned | SupervisionEnded", recorded.event)
    people = _who_works(event.case_id)
    about = _supervision(event.supervision_id)
    settle_matter(actor=NOTICES, staff_ids=told_of(about) - people, about=about)
    _tell(recorded, SUPERVISED, about, people, urgent=not isinstance(event, SupervisionEnded))


@react_to(SupervisionReported, when="after_commit")
def tell_superior(recorded: Recorded) -> None:
    """Tell the superior that the report is there."""
    event = cast(SupervisionReported, recorded.event)
    about = _supervision(event.supervision_id)
    superior = _superior(event.case_id, event.supervision_id)
    settle_matter(actor=NOTICES, staff_ids=told_of(about) - superior, about=about)
    _tell(recorded, SUPERVISED, about, superior, urgent=True)


@react_to(SupervisionOverdue, when="after_commit")
def tell_both(recorded: Recorded) -> None:
    """Tell superior and who works on the case that the report did not come."""
    event = cast(SupervisionOverdue, recorded.event)
    superior = _superior(event.case_id, event.supervision_id)
    people = _who_works(event.case_id) | superior
    _tell(recorded, SUPERVISED, _supervision(event.supervision_id), people, urgent=True)


@react_to(CaseRedone, when="after_commit")
def tell_of_redoing(recorded: Recorded) -> None:
    """Tell who is to do a case again that it is back."""
    case_id = recorded.event.subject_id
    _tell(recorded, REDONE, f"redo:{case_id}", _who_works(case_id), urgent=True)


def _who_works(case_id: int) -> set[int]:
    """Return who works on a case, its team where that is nobody."""
    case: Any = visible_case(NOTICES, case_id)
    return people_to_tell(case.pk, case.team_id, case.assignee_id, [ASSIGNEE])


def _superior(case_id: int, supervision_id: int) -> set[int]:
    """Return who began a supervision, as far as she still works here and sees the case."""
    staff_id = supervisor_of(supervision_id)
    return who_see(case_id, [staff_id]) if staff_id is not None else set()


def _tell(
    recorded: Recorded, code: str, about: str, staff_ids: Iterable[int], *, urgent: bool = False, **data: int
) -> None:
    """Tell people, but not whoever did it. Later entries of the journal rank higher."""
    doer = recorded.actor.id if recorded.actor.is_staff else None
    if people := set(staff_ids) - {doer}:
        give_notice(
            actor=NOTICES,
            staff_ids=people,
            code=code,
            about=about,
            rank=recorded.entry_id or 0,
            case_id=recorded.event.subject_id,
            data={"event": recorded.event.code, **data},
            urgent=urgent,
        )


def _supervision(supervision_id: int) -> str:
    return f"supervision:{supervision_id}"
