"""Cases that are bound to one another, and mergers that are taken back."""

from datetime import datetime

from fuwutai.kernel.events import Code, Event, event


@event("cases.case_merger_undone", subject="case")
class CaseMergerUndone(Event):
    """The case goes on by itself again, as it was before the merger."""

    case_id: int
    from_id: int


@event("cases.case_released", subject="case")
class CaseReleased(Event):
    """A case that went on in this one goes on by itself again; `moved`: the words that went back with it."""

    case_id: int
    from_id: int
    moved: tuple[int, ...] = ()


@event("cases.words_came_back", subject="case")
class WordsCameBack(Event):
    """The customer's words, written while the case was merged, stand here again and wait for an answer since then."""

    case_id: int
    from_id: int
    since: datetime


@event("cases.case_linked", subject="case")
class CaseLinked(Event):
    """The case has to do with another one: related, or a duplicate."""

    case_id: int
    other_id: int
    kind: Code


@event("cases.case_unlinked", subject="case")
class CaseUnlinked(Event):
    """The case has nothing to do with another one after all."""

    case_id: int
    other_id: int


@event("cases.parent_set", subject="case")
class ParentSet(Event):
    """The case is part of a greater one."""

    case_id: int
    parent_id: int


@event("cases.parent_cleared", subject="case")
class ParentCleared(Event):
    """The case is no part of the greater one any more."""

    case_id: int
    parent_id: int


@event("cases.child_added", subject="case")
class ChildAdded(Event):
    """Another case became part of this one."""

    case_id: int
    child_id: int


@event("cases.child_removed", subject="case")
class ChildRemoved(Event):
    """Another case is no part of this one any more."""

    case_id: int
    child_id: int
