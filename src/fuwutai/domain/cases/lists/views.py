"""Saved views: which a person has, what is in them, and how many, kept as counters.

The number beside a view is a sum over places (team, assignee, who answers, complaint, restricted) that the worker
counts behind the readers, so that nobody's page counts cases, however many people look at however many views.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Q, QuerySet, Sum, Value, When

from fuwutai.domain.cases import models
from fuwutai.domain.cases.choices import ACTIVE, COMPLAINT
from fuwutai.domain.cases.lists.keys import Reader
from fuwutai.domain.cases.lists.query import Query, condition_of, kept
from fuwutai.domain.cases.models import SavedView, ViewTally
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.customers.policies import may_view_restricted
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.paging import Page, page

ORDERS: dict[str, tuple[str, ...]] = {
    "due": ("due_at", "id"),
    "updated": ("-last_message_at", "-id"),
    "waiting": ("last_message_at", "id"),
    "opened": ("-opened_at", "-id"),
    "oldest": ("opened_at", "id"),
}
"""What a list may be sorted by; each ends with what is unique."""
COLUMNS = (
    "status", "priority", "type", "category", "team", "assignee", "due", "updated", "opened", "tags", "urges", "tier",
    "region", "responsible",
)  # fmt: skip
USUAL_COLUMNS = ("status", "priority", "assignee", "due", "updated")
COUNTED_EVERY = timedelta(seconds=10)
LOOKED_AT = timedelta(minutes=5)
"""Only views that somebody has seen in the last minutes are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A view with its number; None = it was not counted yet, or holds something else for each reader."""

    view: SavedView
    number: int | None


def visible_views(actor: Actor) -> QuerySet[SavedView]:
    """Return the views a person has: her own, her teams', and those for all; in the order in which they are shown."""
    if not actor.is_staff or not actor.may("cases.view"):
        return SavedView.objects.none()
    mine = Q(owner_id=actor.id, team=None, for_all=False) | Q(team_id__in=actor.team_ids) | Q(for_all=True)
    return SavedView.objects.filter(mine, retired_at=None).order_by("position", "name", "id")


def visible_view(actor: Actor, view_id: int) -> SavedView:
    """Return one view. Raises: NotFound. Cost: 1 statement."""
    found = visible_views(actor).filter(pk=view_id).first()
    if found is None:
        raise NotFound
    return found


def cases_in(actor: Actor, query: Query) -> QuerySet[models.Case]:
    """Return the visible cases that a query holds."""
    return visible_cases(actor).filter(condition_of(query, Reader(staff_id=actor.staff_id, now=clock.now())))


def list_page(actor: Actor, query: Query, order: str, cursor: str | None, size: int = 50) -> Page[models.Case]:
    """Return one page of the cases of a query with team, assignee and who answers at hand. Cost: 1 statement.

    Raises: Invalid for a cursor of another list.
    """
    cases = cases_in(actor, query).select_related("team", "assignee", "responsible")
    return page(cases, ORDERS.get(order, ORDERS["due"]), cursor, size)


def counted(actor: Actor, views: Sequence[SavedView]) -> list[Counted]:
    """Return views with their numbers as this reader may see them. Cost: 1 statement."""
    hers = [one.pk for one in views if kept(one.query).is_hers]
    known = [one.pk for one in views if one.counted_at and is_counted(kept(one.query))]
    places = seen_places(actor) & (~Q(view__in=hers) | Q(assignee_id=actor.id))
    sums = ViewTally.objects.filter(places, view__in=known).order_by().values("view")
    numbers = dict(sums.annotate(n=Sum("number")).values_list("view", "n")) if known else {}
    return [Counted(view=one, number=numbers.get(one.pk, 0) if one.pk in known else None) for one in views]


def is_counted(query: Query) -> bool:
    """Return whether a view has a number: it holds the same for all, or what the reader works on."""
    return not query.for_anybody.is_personal


def seen_places(actor: Actor) -> Q:
    """Return the places whose cases an actor sees: what `visible_cases` says of cases, said of their tallies."""
    if actor.is_system:
        return Q()
    if not actor.is_staff or not actor.may("cases.view") or actor.reach == "none":
        return Q(pk__in=[])
    mine = Q(assignee_id=actor.id) | Q(responsible_id=actor.id)
    if actor.reach == "own":
        return mine
    seen = Q() if actor.reach == "all" else mine | Q(team_id__in=actor.sight)
    if actor.reach != "team" and not actor.may("complaints.view"):
        seen &= Q(is_complaint=False) | mine | Q(team_id__in=actor.team_ids)
    if not may_view_restricted(actor):
        seen &= Q(restricted=False) | mine
    return seen


def tallies_of(query: Query, now: datetime) -> list[Any]:
    """Return how many cases of each place a query holds. Cost: 1 statement over what it holds."""
    reader = Reader(staff_id=None, now=now)
    cases = models.Case.objects.filter(condition_of(query.for_anybody, reader)).order_by()
    complaint = Case(When(type=COMPLAINT, then=Value(True)), default=Value(False), output_field=BooleanField())
    answers = Case(When(status__in=ACTIVE, then=F("responsible")))
    places = ("team_id", "assignee_id", "answers", "is_complaint", "restricted")
    rows = cases.annotate(is_complaint=complaint, answers=answers).values(*places).annotate(number=Count("pk"))
    return [{"responsible_id": row.pop("answers"), **row} for row in rows]


def views_to_count() -> list[int]:
    """Return the ids of the views that somebody looks at and that were not counted for a while. Cost: 1 statement."""
    now = clock.now()
    stale = Q(counted_at=None) | Q(counted_at__lt=now - COUNTED_EVERY)
    watched = SavedView.objects.filter(stale, asked_at__gte=now - LOOKED_AT, retired_at=None)
    return [one.pk for one in watched.order_by("pk") if is_counted(kept(one.query))]
