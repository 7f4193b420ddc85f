"""Cases that have to do with one another: related, a duplicate, or part of a greater one."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import LINK_KINDS
from fuwutai.domain.cases.commands._states import refuse_state
from fuwutai.domain.cases.events import (
    CaseLinked,
    CaseUnlinked,
    ChildAdded,
    ChildRemoved,
    ParentCleared,
    ParentSet,
)
from fuwutai.domain.cases.models import Case, CaseLink
from fuwutai.domain.cases.policies import is_in_use, may_link
from fuwutai.domain.cases.queries import locked_cases, visible_case, visible_cases
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code


@command(statements=9)
def link_cases(*, actor: Actor, case_id: int, other_id: int, kind: str) -> None:
    """Note that two cases have to do with one another; said again with another kind, this one holds.

    Emits: CaseLinked for both, nothing where they are linked so already. Raises: NotFound, Refused, Conflict, Invalid.
    """
    if kind not in LINK_KINDS:
        raise _wrong("kind", _("Choose what these cases have to do with one another."))
    case, other = _two(actor, case_id, other_id)
    first, second = sorted((case.pk, other.pk))
    there = CaseLink.objects.filter(first=first, second=second).first()
    if there is not None and there.kind == kind:
        return
    if there is None:
        CaseLink.objects.create(
            first_id=first, second_id=second, kind=kind, by_id=actor.staff_id, at=clock.now()
        )
        _count((case.pk, other.pk), 1)
    else:
        CaseLink.objects.filter(pk=there.pk).update(kind=kind, by=actor.staff_id, at=clock.now())
    emit(CaseLinked(case_id=case.pk, other_id=other.pk, kind=Code(kind)))
    emit(CaseLinked(case_id=other.pk, other_id=case.pk, kind=Code(kind)))


@command(statements=9)
def unlink_cases(*, actor: Actor, case_id: int, other_id: int) -> None:
    """Take a link between two cases away; the other one may be out of sight.

    Emits: CaseUnlinked for both, nothing where there is no link. Raises: NotFound, Refused, Conflict.
    """
    first, second = sorted((case_id, other_id))
    link = CaseLink.objects.filter(first=first, second=second)
    # without a link the other one is not looked for: the answer would tell whether there is such a case out of sight
    is_linked = link.exists()
    case = _alone(actor, case_id, other_id if is_linked else case_id)
    if not is_linked or not link.delete()[0]:
        return
    _count((first, second), -1)
    emit(CaseUnlinked(case_id=case.pk, other_id=other_id))
    emit(CaseUnlinked(case_id=other_id, other_id=case.pk))


@command(statements=11)
def set_parent(*, actor: Actor, case_id: int, parent_id: int) -> Case:
    """Make a case part of a greater one, of whichever customer: a parent is itself part of none.

    Emits: ParentSet, ChildAdded, and for a former parent ParentCleared, ChildRemoved. Raises: NotFound, Refused,
    Conflict, Invalid.
    """
    former_id = visible_case(actor, case_id).parent_id
    case, parent = _two(actor, case_id, parent_id, also=former_id)
    if case.parent_id != former_id:
        raise _meanwhile()
    if case.parent_id == parent.pk:
        return case
    problem = None
    if parent.parent_id is not None:
        problem = _("That case is part of another one itself. Choose the one at the top.")
    elif case.children.exists():
        problem = _("This case has parts of its own, so it cannot be part of another one.")
    if problem:
        raise _wrong("parent_id", problem)
    if case.parent_id is not None:
        _part(case, case.parent_id)
    case.parent = parent
    case.save(update_fields=["parent"])
    _count((case.pk, parent.pk), 1)
    emit(ParentSet(case_id=case.pk, parent_id=parent.pk))
    emit(ChildAdded(case_id=parent.pk, child_id=case.pk))
    return case


@command(statements=9)
def clear_parent(*, actor: Actor, case_id: int) -> Case:
    """Let a case be part of no other one any more; the greater one may be out of sight.

    Emits: ParentCleared, ChildRemoved. Raises: NotFound, Refused, Conflict.
    """
    parent_id = visible_case(actor, case_id).parent_id
    case = _alone(actor, case_id, parent_id or case_id)
    if case.parent_id != parent_id:
        raise _meanwhile()
    if case.parent_id is not None:
        _part(case, case.parent_id)
        case.parent = None
        case.save(update_fields=["parent"])
    return case


def _alone(actor: Actor, case_id: int, other_id: int) -> Case:
    """Return a case in sight, locked with another one that need not be. Raises: NotFound, Refused, Conflict."""
    case = _locked(actor, {case_id}, {other_id})[case_id]
    _check(actor, case)
    return case


def _two(actor: Actor, case_id: int, other_id: int, also: int | None = None) -> tuple[Case, Case]:
    """Return two cases in sight. Raises: NotFound, Refused, Conflict, Invalid."""
    if case_id == other_id:
        raise _wrong("number", _("A case cannot be connected with itself. Choose another one."))
    cases = _locked(actor, {case_id, other_id}, {also} if also else set())
    for one in (cases[case_id], cases[other_id]):
        _check(actor, one)
    return cases[case_id], cases[other_id]


def _locked(actor: Actor, case_ids: set[int], also: set[int]) -> dict[int, Case]:
    """Return cases in sight, locked with others whose numbers change along, all in the order of their ids.

    Raises: NotFound. Cost: 3 statements.
    """
    if visible_cases(actor).filter(pk__in=case_ids).count() != len(case_ids):
        raise NotFound
    cases = locked_cases(Actor.system("cases"), case_ids | also)
    if visible_cases(actor).filter(pk__in=case_ids).count() != len(case_ids):  # given away while we waited
        raise NotFound
    return cases


def _meanwhile() -> Conflict:
    return Conflict(
        _("Somebody has connected this case otherwise meanwhile. Reload the page to see how."), code="changed_meanwhile"
    )


def _check(actor: Actor, case: Case) -> None:
    if not is_in_use(case):
        raise refuse_state(case)
    if not may_link(actor, case):
        raise Refused


def _part(case: Case, parent_id: int) -> None:
    _count((case.pk, parent_id), -1)
    emit(ParentCleared(case_id=case.pk, parent_id=parent_id))
    emit(ChildRemoved(case_id=parent_id, child_id=case.pk))


def _count(case_ids: tuple[int, int], by: int) -> None:
    Case.objects.filter(pk__in=case_ids).update(links=F("links") + by)


def _wrong(field: str, problem: Text) -> Invalid:
    return Invalid(problem, fields={field: problem})
