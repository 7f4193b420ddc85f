"""Every read of notices: one's own, once they are due, and only while the reader may see the case."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.notices.choices import ESCALATED
from fuwutai.domain.notices.models import Notice
from fuwutai.domain.sla.queries import live_clocks
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.paging import Page, page

MOST_COUNTED = 100
"""Up to here the bell counts; beyond, a person needs no exact figure."""
MOST_IN_DIGEST = 200


def visible_notices(actor: Actor) -> QuerySet[Notice]:
    """Return the own notices that are due, none about a case out of sight; hidden equals absent."""
    if not actor.is_staff or actor.id is None:
        return Notice.objects.none()
    own = Notice.objects.filter(staff_id=actor.id, not_before__lte=clock.now())
    in_sight = own.alias(seen=_looked_up(visible_cases(actor).filter(pk=OuterRef("case_id"))))
    return in_sight.filter(Q(case_id__isnull=True) | Q(seen__isnull=False))


def visible_notice(actor: Actor, notice_id: int) -> Notice:
    """Return one notice. Raises: NotFound. Cost: 1 statement."""
    notice = visible_notices(actor).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound
    return notice


def unread_notices(actor: Actor) -> QuerySet[Notice]:
    """Return what the person has not read and what still matters."""
    return _with_clock(visible_notices(actor).filter(read_at=None)).filter(_still_matters())


def unread_count(actor: Actor) -> int:
    """Return how many notices wait for the person, at most MOST_COUNTED. Cost: 1 statement over what is unread."""
    return unread_notices(actor)[:MOST_COUNTED].count()


def shown_notices(actor: Actor) -> QuerySet[Notice]:
    """Return what lists show: what was over before anybody read it is left out, of a matter the highest rank stays."""
    visible = visible_notices(actor)
    higher = Exists(visible.filter(about=OuterRef("about"), rank__gt=OuterRef("rank")))
    return _with_clock(visible).filter(Q(read_at__isnull=False) | _still_matters()).exclude(higher)


def notice_page(
    actor: Actor, cursor: str | None, size: int = 30, *, codes: Collection[str] | None = None
) -> Page[Notice]:
    """Return one page of the person's notices with case and assignee at hand, the newest first.

    What was read stays. A digest is one row: the last of its notices. `codes`: only of these kinds.
    Cost: 1 statement. Raises: Invalid for a cursor of another list.
    """
    shown = shown_notices(actor)
    if codes is not None:
        shown = shown.filter(code__in=codes)
    later = shown.filter(digest_at=OuterRef("digest_at"), pk__gt=OuterRef("pk"))
    rows = shown.exclude(Exists(later)).select_related("case__assignee")
    return page(rows, ("-not_before", "-id"), cursor, size)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestCount:
    """How many notices a digest has, and how many of them are unread."""

    notices: int
    unread: int


def digest_counts(
    actor: Actor, moments: Collection[datetime], *, codes: Collection[str] | None = None
) -> dict[datetime, DigestCount]:
    """Return what digests of the person have in them. Cost: 1 statement, none for no digests."""
    if not moments:
        return {}
    rows = shown_notices(actor).filter(digest_at__in=moments)
    if codes is not None:
        rows = rows.filter(code__in=codes)
    counted = rows.order_by().values("digest_at").annotate(n=Count("pk"), new=Count("pk", filter=Q(read_at=None)))
    return {
        row["digest_at"]: DigestCount(notices=row["n"], unread=row["new"]) for row in counted if row["digest_at"]
    }


def digest_of(actor: Actor, notice_id: int) -> list[Notice]:
    """Return the digest in which the person was told something, the newest first; that alone if it was in none.

    Cost: 2 statements. Raises: NotFound for another's.
    """
    notice = visible_notice(actor, notice_id)
    rows = shown_notices(actor).select_related("case__assignee").order_by("-created_at", "-pk")
    same = Q(pk=notice.pk) if notice.digest_at is None else Q(digest_at=notice.digest_at)
    return list(rows.filter(same)[:MOST_IN_DIGEST])


def told_of(about: str, *, below: int | None = None) -> set[int]:
    """Return the ids of the people who were told of a matter, and nothing of a rank (None = any) or above.

    Cost: 1 statement over the notices of the matter.
    """
    told = Notice.objects.filter(about=about).order_by().values("staff_id").annotate(highest=Max("rank"))
    return set((told if below is None else told.filter(highest__lt=below)).values_list("staff_id", flat=True))


def old_notices(limit: int, *, read_before: datetime, over_before: datetime) -> list[int]:
    """Return ids that nobody needs any more: read before a moment, else due before one and over without being read.

    Cost: 2 statements at most, over what was read then and what is unread.
    """
    read = Notice.objects.filter(read_at__lt=read_before).order_by("read_at")
    over = _with_clock(Notice.objects.filter(read_at=None, not_before__lt=over_before)).exclude(_still_matters())
    return list(read.values_list("pk", flat=True)[:limit]) or list(over.values_list("pk", flat=True)[:limit])


def _with_clock(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Look up the clock that a notice of an escalation is about, as long as its promise is still to be kept."""
    named = notices.alias(definition=KT("data__definition"), round=Cast(KT("data__round"), IntegerField()))
    its_clock = {name: OuterRef(name) for name in ("case_id", "definition", "round")}
    return named.alias(live=_looked_up(live_clocks().filter(**its_clock)))


def _still_matters() -> Q:
    """Match a notice whose clock is still to be kept; one that is about no clock always matters."""
    return ~Q(code=ESCALATED) | Q(live__isnull=False)


def _looked_up(rows: QuerySet[Any]) -> Subquery:
    """Return the id of a row that belongs to a notice, or NULL.

    Beside an OR, PostgreSQL turns EXISTS into a hash of the whole other table; a value it looks up row by row.
    """
    return Subquery(rows.order_by().values("pk")[:1])
