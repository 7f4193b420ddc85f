"""What makes notices: a promise that climbs a level of its escalation chain, a version of a manual on its way through
review, a change of a manual that is to be read, and a manual that is due for its revision."""

from collections.abc import Collection
from typing import cast

from fuwutai.domain.accounts.queries import staff_who_may
from fuwutai.domain.cases.choices import EMERGENCY, URGENT
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.notices.audience import people_to_tell
from fuwutai.domain.notices.choices import (
    ANNOUNCED,
    APPROVED,
    ESCALATED,
    GIVEN_UP,
    NOT_APPROVED,
    READING_OVERDUE,
    RESTORED,
    REVIEW_ASKED,
    REVIEW_ENDED,
    REVISION_DUE,
    TAKEN_BACK,
)
from fuwutai.domain.notices.commands import give_notice, settle_matter
from fuwutai.domain.notices.queries import told_of
from fuwutai.domain.sla.events import ClockEscalated
from fuwutai.domain.standards.announcements import late_readers
from fuwutai.domain.standards.events import (
    AnnouncementTakenBack,
    ApprovalWithdrawn,
    ReadingConfirmed,
    ReadingOverdue,
    RevisionDue,
    VersionAnnounced,
    VersionApproved,
    VersionDiscarded,
    VersionReturned,
    VersionSubmitted,
)
from fuwutai.domain.standards.manuals import manual_ids, version
from fuwutai.domain.standards.queries import rule_by_id
from fuwutai.domain.standards.record import writers_of
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.reactions import Recorded, react_to

NOTICES = Actor.system("notices")
LAST_RANK = 1_000
"""Above every reminder: that an announcement was taken back takes the place of all that was told of it."""


@react_to(ClockEscalated, when="after_commit")
def tell(recorded: Recorded) -> None:
    """Tell the people whom the rule row names how far a promise is used up."""
    escalated = cast(ClockEscalated, recorded.event)
    rule = rule_by_id("sla.escalation", escalated.rule_id)
    if rule is None:  # to be tried again, and in the end parked where a person sees it: nobody is told by silence
        raise LookupError(f"there is no escalation rule {escalated.rule_id}")
    case = visible_case(NOTICES, escalated.case_id)
    give_notice(
        actor=NOTICES,
        staff_ids=people_to_tell(case.pk, case.team_id, case.assignee_id, rule.value.tell),
        code=ESCALATED,
        about=f"sla:{case.pk}:{escalated.definition}:{escalated.round}",
        rank=escalated.level,
        case_id=case.pk,
        data={
            "definition": escalated.definition,
            "round": escalated.round,
            "level": escalated.level,
            "percent": escalated.percent,
            "due_at": escalated.due_at.isoformat(),
        },
        urgent=rule.value.urgent or case.priority in (EMERGENCY, URGENT),
    )


@react_to(VersionSubmitted, when="after_commit")
def ask_for_review(recorded: Recorded) -> None:
    """Ask those who may approve a version for its review: not whoever wrote it."""
    submitted = cast(VersionSubmitted, recorded.event)
    writers = writers_of(submitted.version_id)
    _tell_of_step(recorded, REVIEW_ASKED, submitted.version_id, staff_who_may("standards.approve") - writers)


@react_to(VersionReturned, when="after_commit")
def tell_of_return(recorded: Recorded) -> None:
    """Tell those who wrote a version that it is theirs again."""
    returned = cast(VersionReturned, recorded.event)
    _tell_of_step(recorded, REVIEW_ENDED, returned.version_id, writers_of(returned.version_id))


@react_to(VersionApproved, when="after_commit")
def tell_of_approval(recorded: Recorded) -> None:
    """Tell those who wrote a version that it comes; of a roll back, which one person makes, all who may approve."""
    approved = cast(VersionApproved, recorded.event)
    if approved.restores:
        _tell_of_step(recorded, RESTORED, approved.version_id, staff_who_may("standards.approve"))
    else:
        _tell_of_step(recorded, APPROVED, approved.version_id, writers_of(approved.version_id))


@react_to(ApprovalWithdrawn, when="after_commit")
def tell_of_withdrawal(recorded: Recorded) -> None:
    """Tell those who wrote a version that it does not come after all."""
    withdrawn = cast(ApprovalWithdrawn, recorded.event)
    _tell_of_step(recorded, NOT_APPROVED, withdrawn.version_id, writers_of(withdrawn.version_id))


@react_to(VersionDiscarded, when="after_commit")
def tell_of_discarding(recorded: Recorded) -> None:
    """Tell those who wrote a version that it was given up."""
    discarded = cast(VersionDiscarded, recorded.event)
    _tell_of_step(recorded, GIVEN_UP, discarded.version_id, writers_of(discarded.version_id))


@react_to(VersionAnnounced, when="after_commit")
def tell_readers(recorded: Recorded) -> None:
    """Tell everybody whom an announcement concerns."""
    announced = cast(VersionAnnounced, recorded.event)
    late = late_readers(announced.announcement_id)
    _tell_of_version(late, ANNOUNCED, 0, announced.announcement_id, announced.version_id)


@react_to(ReadingOverdue, when="after_commit")
def remind_late_readers(recorded: Recorded) -> None:
    """Remind those who have not confirmed an announcement."""
    overdue = cast(ReadingOverdue, recorded.event)
    late = late_readers(overdue.announcement_id)
    _tell_of_version(late, READING_OVERDUE, overdue.reminder, overdue.announcement_id, overdue.version_id)


@react_to(ReadingConfirmed, when="in_transaction")
def let_reader_be(recorded: Recorded) -> None:
    """Let no notice of an announcement wait for who has confirmed it."""
    confirmed = cast(ReadingConfirmed, recorded.event)
    settle_matter(actor=NOTICES, staff_ids=[confirmed.staff_id], about=_about(confirmed.announcement_id))


@react_to(AnnouncementTakenBack, when="after_commit")
def tell_of_end(recorded: Recorded) -> None:
    """Tell those who were told of an announcement that its change does not come."""
    back = cast(AnnouncementTakenBack, recorded.event)
    told = told_of(_about(back.announcement_id))
    _tell_of_version(told, TAKEN_BACK, LAST_RANK, back.announcement_id, back.version_id)


@react_to(RevisionDue, when="after_commit")
def ask_drafters(recorded: Recorded) -> None:
    """Ask those who draft for the revision of a manual."""
    due = cast(RevisionDue, recorded.event)
    code = {number: code for code, number in manual_ids().items()}[due.manual_id]
    give_notice(
        actor=NOTICES,
        staff_ids=staff_who_may("standards.edit"),
        code=REVISION_DUE,
        about=f"revision:{due.manual_id}:{due.quarter}",
        data={"manual": code, "period": due.quarter},
    )


def _tell_of_step(recorded: Recorded, code: str, version_id: int, staff_ids: Collection[int]) -> None:
    """Tell people, but not whoever did it, how far a version has come; of everybody else it asks nothing any more.

    Later entries of the journal rank higher, so that a step told late takes nothing back.
    """
    matter, rank = f"version:{version_id}", recorded.entry_id or 0
    asked = set(staff_ids) - {recorded.actor.id}
    settle_matter(actor=NOTICES, staff_ids=told_of(matter, below=rank) - asked, about=matter)
    if asked:
        about = version(NOTICES, version_id)
        data: dict[str, int | str] = {"version": version_id, "manual": about.manual_code, "number": about.number}
        give_notice(actor=NOTICES, staff_ids=asked, code=code, about=matter, rank=rank, data=data)


def _tell_of_version(staff_ids: Collection[int], code: str, rank: int, announcement_id: int, version_id: int) -> None:
    """Tell people something of the announcement of a version. Cost: 2 statements and those of `give_notice`."""
    if not staff_ids:
        return
    about = version(NOTICES, version_id)
    data: dict[str, int | str] = {
        "announcement": announcement_id, "manual": about.manual_code, "number": about.number,
    }  # fmt: skip
    give_notice(actor=NOTICES, staff_ids=staff_ids, code=code, about=_about(announcement_id), rank=rank, data=data)


def _about(announcement_id: int) -> str:
    return f"announcement:{announcement_id}"
