"""Two cases that are one matter, one case that is two, and both taken back."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import active_staff
from fuwutai.domain.cases.choices import ACTIVE, CUSTOMER_MESSAGE, NOTE, REPLY, RESOLVED, WAITING_CUSTOMER
from fuwutai.domain.cases.commands._states import SAVED_WITH_STATE, back_to_work, merge, refuse_state, reopen
from fuwutai.domain.cases.commands.assignment import SAVED_WITH_GIVING, give
from fuwutai.domain.cases.events import CaseAbsorbed, CaseMergerUndone, CaseReleased, WordsCameBack
from fuwutai.domain.cases.mergers import are_one_person, in_time_to_undo, standing_merger, words_by_way_of
from fuwutai.domain.cases.models import Attachment, Case, Merger, Message
from fuwutai.domain.cases.policies import allows, may_merge, may_undo_merge
from fuwutai.domain.cases.queries import locked_cases, visible_case, visible_cases
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, Refused


@command(statements=15)
def merge_case(*, actor: Actor, case_id: int, into_id: int) -> Case:
    """Let a case go on in another one of the same customer; its words stay where they are, later ones land there.

    Tasks, watchers, tags and files stay with it too and are shown from there, so that taking it back is exact.
    Emits: CaseMerged, CaseAbsorbed. Raises: NotFound, Refused, Conflict, Invalid.
    """
    cases = locked_cases(actor, (case_id, into_id))
    case, into = cases[case_id], cases[into_id]
    check_merger(actor, case, into)
    absorb(actor, case, into)
    return case


def check_merger(actor: Actor, case: Case, into: Case) -> None:
    """Refuse what `merge_case` would refuse, of two cases in sight. Raises: Refused, Conflict, Invalid.

    Cost: 1 statement or none.
    """
    if not allows(case, "merge"):
        raise refuse_state(case)
    if not may_merge(actor, case):
        raise Refused
    _check_target(case, into)


def absorb(actor: Actor, case: Case, into: Case, *, is_split_undone: bool = False) -> None:
    """Let a locked case go on in another one, and keep as what both would come back.

    Emits: CaseMerged, CaseAbsorbed.
    """
    Merger.objects.create(
        case=case,
        into=into,
        is_split_undone=is_split_undone,
        by_id=actor.staff_id,
        at=clock.now(),
        status=case.status,
        status_since=case.status_since,
        next_step_at=case.next_step_at,
        customer_waits=case.customer_waits,
        target_waits=into.customer_waits,
        target_last_message_at=into.last_message_at,
    )
    customer_waits = case.customer_waits
    merge(case, into)
    case.save(update_fields=["merged_into", *SAVED_WITH_STATE])
    if customer_waits and into.status in ACTIVE:
        into.last_message_at = max(case.last_message_at, into.last_message_at)
        into.customer_waits = True
        into.save(update_fields=["last_message_at", "customer_waits"])
    emit(CaseAbsorbed(case_id=into.pk, from_id=case.pk))


@command(statements=30)
def undo_merge(*, actor: Actor, case_id: int, message_ids: Collection[int] = ()) -> Case:
    """Let a merged case go on by itself again, as it was; a merger is undone before the one that came before it.

    `message_ids`: words that reached the target by way of the old number and go back with the case; what is not named
    stays there. Words that go back end a wait for the customer and take a resolved case up again; what the platform
    would have done next is put off by as long as the case was away.
    Emits: CaseMergerUndone, CaseReleased, and where words go back WordsCameBack and WaitEnded or CaseReopened.
    Raises: NotFound, Refused, Conflict, Invalid.
    """
    seen = visible_case(actor, case_id)
    if not may_undo_merge(actor, seen):
        raise Refused
    if seen.merged_into_id is None:
        raise _not_merged()
    if not visible_cases(actor).filter(pk=seen.merged_into_id).exists():
        raise Refused(_("It goes on in a case that you cannot see. Ask somebody who sees both to undo the merger."))
    cases = locked_cases(actor, (case_id, seen.merged_into_id))
    case, into = cases[case_id], cases[seen.merged_into_id]
    merger = standing_merger(case.pk) if case.merged_into_id == into.pk else None
    if merger is None:
        raise _not_merged()
    _check_undo(case, into, merger)
    moved = _words_to_move(case, into, message_ids)
    owed_since = _unanswered_since(into, moved)
    _come_back(case, merger)
    emit(CaseMergerUndone(case_id=case.pk, from_id=into.pk))
    _take_words(case, into, moved)
    if owed_since is not None:
        case.customer_waits = True
        emit(WordsCameBack(case_id=case.pk, from_id=into.pk, since=owed_since))
    emit(CaseReleased(case_id=into.pk, from_id=case.pk, moved=tuple(sorted(one.pk for one in moved))))
    _release(into, merger)
    Merger.objects.filter(pk=merger.pk).update(undone_by=actor.staff_id, undone_at=clock.now())
    if case.assignee_id is not None and active_staff(case.assignee_id) is None:
        give(case, case.team_id, None)
    saved = ["merged_into", "last_message_at", "files", *SAVED_WITH_GIVING, *SAVED_WITH_STATE]
    case.save(update_fields=saved)
    into.save(update_fields=["customer_waits", "last_message_at", "files"])
    return case


def _check_target(case: Case, into: Case) -> None:
    """Raises: Invalid, Conflict. A circle cannot arise: what was merged is closed, and nothing goes on in that."""
    problem = None
    if case.pk == into.pk:
        problem = _("A case cannot go on in itself. Choose another one.")
    elif not are_one_person(case, into):
        problem = _(
            "These are cases of two customers. Only cases of the same customer can be merged: if it is the same"
            " person, merge the two customers first."
        )
    if problem:
        raise Invalid(problem, fields={"into_id": problem})
    if into.status not in ACTIVE:  # what is owed here would be owed by nobody there
        raise Conflict(
            _("Nobody works on the case in which this one should go on. Reopen it first, or choose another one."),
            code="target_over",
        )


def _not_merged() -> Conflict:
    return Conflict(
        _("This case goes on by itself already, or its merger is too old to be undone. Reload the page."),
        code="not_merged",
    )


def _check_undo(case: Case, into: Case, merger: Merger) -> None:
    """Raises: Conflict where a later merger must be undone first, or where it is too late."""
    if into.merged_into_id is not None:
        raise Conflict(
            _("The case in which this one goes on was merged further. Undo that merger first."), code="merged_further"
        )
    if case.archived_at is not None or into.archived_at is not None:
        raise Conflict(_("One of the two cases is in the archive. Bring it back from there first."), code="archived")
    if not in_time_to_undo(case, merger.at):
        raise Conflict(
            _("The time in which this merger could be undone is over. Open a new case for what is still to do."),
            code="too_late",
        )


def _words_to_move(case: Case, into: Case, message_ids: Collection[int]) -> list[Message]:
    """Return the words that go back, in order. Raises: Invalid for others than those that came by the old number."""
    if not message_ids:
        return []
    found = words_by_way_of(case.pk, into.pk).filter(pk__in=set(message_ids)).order_by("at", "pk")
    moved = list(found)
    if len(moved) != len(set(message_ids)):
        problem = _("Choose only words that came to the old number. Reload the page and choose again.")
        raise Invalid(problem, fields={"message_ids": problem})
    return moved


def _unanswered_since(into: Case, moved: Sequence[Message]) -> datetime | None:
    """Return when the oldest of these words was written that nobody has answered, or None. Cost: 1 statement."""
    if not moved or not into.customer_waits:
        return None
    answered = into.messages.filter(kind=REPLY).aggregate(last=Max("at"))["last"]
    return next((one.at for one in moved if answered is None or one.at > answered), None)


def _come_back(case: Case, merger: Merger) -> None:
    away = clock.now() - merger.at
    case.merged_into = None
    case.status, case.status_since = merger.status, merger.status_since
    case.next_step_at = merger.next_step_at + away if merger.next_step_at else None
    case.customer_waits = merger.customer_waits


def _take_words(case: Case, into: Case, moved: Sequence[Message]) -> None:
    """Move words with their files, and let them count where they stand now. Cost: 3 statements, none for no words."""
    if not moved:
        return
    ids = [one.pk for one in moved]
    Message.objects.filter(pk__in=ids, via_id=case.pk).update(via=None)
    Message.objects.filter(pk__in=ids).update(case=case)
    Attachment.objects.filter(message__in=ids).update(case=case)
    files = sum(one.files for one in moved)
    case.files, into.files = case.files + files, into.files - files
    case.last_message_at = max(case.last_message_at, moved[-1].at)
    if case.status == WAITING_CUSTOMER:
        back_to_work(case)
    elif case.status == RESOLVED:
        reopen(case)


def _release(into: Case, merger: Merger) -> None:
    """Let a target be as what is left in it says; the caller saves it. Cost: 2 statements."""
    said = into.messages.filter(at__gte=merger.at)
    asked = said.filter(kind=CUSTOMER_MESSAGE).aggregate(last=Max("at"))["last"]
    answered = said.filter(kind=REPLY).aggregate(last=Max("at"))["last"]
    others = Merger.objects.filter(into=into, undone_at=None, customer_waits=True, at__gte=answered or merger.at)
    waits = merger.target_waits and answered is None
    waits = waits or (asked is not None and (answered is None or asked > answered))
    into.customer_waits = into.customer_waits and (waits or others.exclude(pk=merger.pk).exists())
    last = into.messages.exclude(kind=NOTE).aggregate(last=Max("at"))["last"]
    brought = Merger.objects.filter(into=into, undone_at=None, customer_waits=True).exclude(pk=merger.pk)
    theirs = brought.aggregate(last=Max(F("case__last_message_at")))["last"]
    into.last_message_at = max((one for one in (last, theirs) if one is not None), default=into.opened_at)
