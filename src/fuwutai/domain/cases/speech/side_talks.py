"""Talks beside a case: with another team of the centre, or with somebody outside, never with the customer.

Who sees a case sees the talks beside it. The team that is asked sees the talk, and of the case nothing at all. Words
are masked like those of messages. They are left out of the index of words, for one would find the case by them.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import team_ids, visible_teams
from fuwutai.domain.cases.choices import CLOSED
from fuwutai.domain.cases.mergers import whole_case
from fuwutai.domain.cases.models import Case, SideMessage, SideTalk
from fuwutai.domain.cases.policies import is_in_use
from fuwutai.domain.cases.queries import visible_case, visible_cases
from fuwutai.domain.customers.reveals import is_revealed
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Text
from fuwutai.kernel.masking import mask_text

ASKER, TEAM, OUTSIDE = "staff", "team", "outside"
"""Who wrote words of a talk: whoever works on the case, the team that is asked, somebody outside."""
BY_HAND, WITH_CASE = "by_hand", "with_case"
LINK_DAYS: dict[int, Text] = {
    1: _("1 day"), 3: _("3 days"), 7: _("7 days"), 14: _("14 days"), 30: _("30 days"),
}  # fmt: skip
"""For how long a link may open. No figure of a manual: who asks chooses."""
USUAL_DAYS = 7
MOST_ASKED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SideWords:
    """Words of a talk as their reader may see them. `author` is "" for somebody outside; `gone`: taken out."""

    pk: int
    side: str
    author: str
    body: str
    at: datetime
    gone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A talk as its reader may see it. `whom`: the team or person that is asked; `number`: of the merged case beside
    which it stands, "" for the case that is read; `link_ends_at` is None where no link opens it.
    """

    pk: int
    case_id: int
    subject: str
    whom: str
    is_outside: bool
    contact: str
    asker: str
    opened_at: datetime
    last_at: datetime
    awaits_answer: bool
    closed_at: datetime | None
    link_ends_at: datetime | None = None
    number: str = ""
    words: tuple[SideWords, ...] = ()


def visible_side_talks(actor: Actor) -> QuerySet[SideTalk]:
    """Return the talks an actor may see: beside cases in sight, and those in which an own team is asked.

    Nobody from outside sees any; who has the secret of a link asks `talk_by_secret`.
    """
    if actor.is_system:
        return SideTalk.objects.all()
    if not actor.is_staff:
        return SideTalk.objects.none()
    return SideTalk.objects.filter(Q(case__in=visible_cases(actor).order_by().values("pk")) | _asked(actor))


def talks_beside(actor: Actor, case_id: int) -> list[Talk]:
    """Return the talks beside a case and beside those merged into it: open ones first, then the newest.

    Raises: NotFound. Cost: 3 statements.
    """
    visible_case(actor, case_id)
    whole = SideTalk.objects.filter(case_id__in=whole_case(case_id)) if actor.is_staff else SideTalk.objects.none()
    rows = whole.annotate(revealed=is_revealed(actor, "case__customer"), number=F("case__number"))
    found = _with_words(rows).order_by(F("closed_at").desc(nulls_first=True), "-last_at", "-pk")
    return [_as_seen(one, case_id, whole=bool(one.revealed)) for one in found]


def talk_beside(actor: Actor, case_id: int, talk_id: int) -> Talk:
    """Return one talk beside a case, as of `talks_beside`. Raises: NotFound. Cost: 3 statements."""
    for one in talks_beside(actor, case_id):
        if one.pk == talk_id:
            return one
    raise NotFound


def asked_talks(actor: Actor) -> list[Talk]:
    """Return the open talks in which an own team is asked: who waits longest first, answered ones last.

    Without their words. Cost: 1 statement.
    """
    asked = SideTalk.objects.filter(_asked(actor), closed_at=None).select_related("team", "opened_by")
    return [_as_asked(one) for one in asked.order_by("-awaits_answer", "last_at", "pk")[:MOST_ASKED]]


def asked_talk(actor: Actor, talk_id: int) -> Talk:
    """Return a talk as the team reads it that is asked, with its words. Raises: NotFound. Cost: 2 statements."""
    row = _with_words(visible_side_talks(actor).filter(pk=talk_id)).first()
    if row is None or row.team_id is None:
        raise NotFound
    return _as_asked(row, words=True)


def may_answer(actor: Actor, talk_id: int) -> bool:
    """Return whether an own team is asked in an open talk. Cost: 1 statement."""
    return SideTalk.objects.filter(_asked(actor), pk=talk_id, closed_at=None).exists()


def talk_by_secret(secret: str) -> SideTalk | None:
    """Return the talk of a link; None once it has ended, was withdrawn or made anew, or the talk is over.

    Cost: 1 statement.
    """
    alive = SideTalk.objects.filter(closed_at=None, team=None, link_ends_at__gt=clock.now())
    return alive.filter(digest=digest_of(secret)).first() if secret else None


def words_for_outside(talk_id: int) -> list[SideWords]:
    """Return the words of a talk for who has its link: what the centre wrote is masked. Cost: 1 statement."""
    rows = SideMessage.objects.filter(talk_id=talk_id).order_by("at", "pk")
    return [_said(one, masked=one.author_kind != OUTSIDE, named=False) for one in rows]


def may_talk_beside(actor: Actor, case: Any) -> bool:
    """Return whether an actor may ask others beside a case that is not closed."""
    return actor.is_staff and actor.may("cases.side") and is_in_use(case) and case.status != CLOSED


def may_remove_side_words(actor: Actor) -> bool:
    """Return whether an actor may take words out of talks beside cases that she sees."""
    return actor.is_staff and actor.may("cases.redact")


def teams_to_ask(case: Any) -> list[tuple[int, str]]:
    """Return the teams that can be asked beside a case: all of the centre but its own. Cost: 1 statement."""
    others = visible_teams(Actor.system("cases")).exclude(pk=case.team_id)
    return list(others.order_by("name", "pk").values_list("pk", "name"))


def is_a_team(team_id: int) -> bool:
    """Return whether there is such a team. Cost: none while teams are remembered."""
    return team_id in team_ids().values()


def digest_of(secret: str) -> str:
    """Return what is stored of the secret of a link: it is long and random, so nobody guesses their way back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def link_end(days: int) -> datetime:
    """Return when a link that is made now ends."""
    return clock.now() + timedelta(days=days)


def sees_case_of(actor: Actor, talk: SideTalk) -> bool:
    """Return whether an actor sees the case beside which a talk stands, or the one in which that goes on.

    Cost: 1 statement, 1 more for each merger.
    """
    at: int | None = talk.case_id
    while at is not None:
        if visible_cases(actor).filter(pk=at).exists():
            return True
        at = Case.objects.filter(pk=at).values_list("merged_into_id", flat=True).first()
    return False


def _asked(actor: Actor) -> Q:
    """Match talks in which a team of an actor is asked, where she may talk beside cases at all."""
    if not actor.is_staff or not actor.may("cases.side"):
        return Q(pk__in=())
    return Q(team_id__in=actor.team_ids)


def _with_words(rows: QuerySet[SideTalk, Any]) -> QuerySet[Any]:
    said = SideMessage.objects.select_related("author").order_by("at", "pk")
    return rows.select_related("team", "opened_by").prefetch_related(Prefetch("messages", said))


def _as_seen(row: Any, case_id: int, *, whole: bool) -> Talk:
    link_ends_at = row.link_ends_at if row.digest and row.link_ends_at > clock.now() else None
    return Talk(
        **_facts(row),
        case_id=row.case_id,
        contact=row.contact or "",
        link_ends_at=link_ends_at,
        number="" if row.case_id == case_id else row.number,
        words=tuple(_said(one, masked=not whole) for one in row.messages.all()),
    )


def _as_asked(row: Any, *, words: bool = False) -> Talk:
    """Return a talk without anything that leads to its case."""
    said = row.messages.all() if words else ()
    return Talk(**_facts(row), case_id=0, contact="", words=tuple(_said(one, masked=True) for one in said))


def _facts(row: Any) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "subject": row.subject,
        "whom": row.team.name if row.team else mask_text(row.with_whom),
        "is_outside": row.team_id is None,
        "asker": row.opened_by.display_name if row.opened_by else "",
        "opened_at": row.opened_at,
        "last_at": row.last_at,
        "awaits_answer": row.awaits_answer,
        "closed_at": row.closed_at,
    }


def _said(row: Any, *, masked: bool, named: bool = True) -> SideWords:
    author = row.author.display_name if named and row.author_id else ""
    return SideWords(
        pk=row.pk,
        side=row.author_kind,
        author=author,
        body=mask_text(row.body) if masked else row.body,
        at=row.at,
        gone=not row.body,
    )
