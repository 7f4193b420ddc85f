"""Words of a case that are not said yet, as a reader may see them: drafts, and replies that wait to be sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.customers.reveals import is_revealed
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.masking import mask_text


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """What somebody has begun to write; a colleague's is masked like all words, one's own is whole."""

    id: int
    kind: str
    staff_id: int
    body: str
    then: str
    shared: bool
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """A reply that waits to be sent."""

    id: int
    staff_id: int
    body: str
    then: str
    is_timed: bool
    send_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsaid:
    """All of a case that is not said yet: one's own drafts, the newest first, those that colleagues share, replies."""

    own: tuple[DraftLine, ...] = ()
    shared: tuple[DraftLine, ...] = ()
    held: tuple[HeldLine, ...] = ()

    @property
    def staff_ids(self) -> set[int]:
        """Return the ids of the colleagues whose words these are."""
        return {one.staff_id for one in self.shared} | {one.staff_id for one in self.held}

    def own_of(self, kind: str) -> DraftLine | None:
        """Return one's own draft of a kind, or None."""
        return next((one for one in self.own if one.kind == kind), None)


_DRAFT = ("pk", "kind", "staff_id", "body", "then", "shared", "saved_at")
_HELD = ("pk", "staff_id", "body", "then", "is_timed", "send_at")


def case_with_unsaid(actor: Actor, case_id: int) -> tuple[Case, Unsaid]:
    """Return one case, and what is not said yet in it. Raises: NotFound. Cost: 1 statement, as for the case alone.

    Its rows are one for each pair of a draft and a waiting reply, of which a case has a handful at most.
    """
    cases = visible_cases(actor).select_related("team", "assignee", "responsible").filter(pk=case_id)
    rows: list[Any] = list(_with_unsaid(actor, cases))
    if not rows:
        raise NotFound
    return rows[0], _unsaid(actor, rows)


def unsaid_in(actor: Actor, case_id: int) -> Unsaid:
    """Return what is not said yet in a case, nothing for one out of sight. Cost: 1 statement."""
    return _unsaid(actor, list(_with_unsaid(actor, visible_cases(actor).filter(pk=case_id))))


def _with_unsaid(actor: Actor, cases: QuerySet[Case]) -> Any:
    mine = Q(drafts__staff=actor.id) if actor.is_staff else Q(drafts__pk=None)
    shared = Q(drafts__shared=True) if actor.is_staff else Q(drafts__pk=None)
    both: Any = cases.annotate(
        begun=FilteredRelation("drafts", condition=mine | shared),
        held=FilteredRelation("held_replies", condition=Q(held_replies__state="held")),
        whole=is_revealed(actor, "customer"),
    )
    columns = {f"begun_{name}": F(f"begun__{name}") for name in _DRAFT}
    columns |= {f"held_{name}": F(f"held__{name}") for name in _HELD}
    return both.annotate(**columns).order_by()


def _unsaid(actor: Actor, rows: list[Any]) -> Unsaid:
    drafts = {row.begun_pk: _draft(actor, row) for row in rows if row.begun_pk}
    replies = {row.held_pk: _reply(row) for row in rows if row.held_pk}
    newest = sorted(drafts.values(), key=lambda one: one.saved_at, reverse=True)
    return Unsaid(
        own=tuple(one for one in newest if one.staff_id == actor.id),
        shared=tuple(one for one in newest if one.staff_id != actor.id),
        held=tuple(sorted(replies.values(), key=lambda one: (one.send_at, one.id))) if actor.is_staff else (),
    )


def _draft(actor: Actor, row: Any) -> DraftLine:
    is_whole = row.whole or row.begun_staff_id == actor.id
    return DraftLine(
        id=row.begun_pk,
        kind=row.begun_kind,
        staff_id=row.begun_staff_id,
        body=row.begun_body if is_whole else mask_text(row.begun_body),
        then=row.begun_then,
        shared=row.begun_shared,
        saved_at=row.begun_saved_at,
    )


def _reply(row: Any) -> HeldLine:
    return HeldLine(
        id=row.held_pk,
        staff_id=row.held_staff_id,
        body=row.held_body if row.whole else mask_text(row.held_body),
        then=row.held_then,
        is_timed=row.held_is_timed,
        send_at=row.held_send_at,
    )
