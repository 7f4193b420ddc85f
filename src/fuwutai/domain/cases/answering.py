"""What was offered of a case, and to whom, as its reader may see it."""

from dataclasses import dataclass
from datetime import datetime

from fuwutai.domain.cases.models import HandOver
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.customers.reveals import is_revealed
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.masking import mask_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A hand-over as its reader may see it; personal numbers in its words are masked unless she revealed them."""

    id: int
    giver_id: int | None
    taker_id: int
    giver: str
    taker: str
    reason: str
    offered_at: datetime
    state: str
    answered_at: datetime | None
    answer: str


def hand_overs(actor: Actor, case_id: int) -> list[Offer]:
    """Return what was offered of a case, the newest first. Cost: 1 statement."""
    rows = HandOver.objects.filter(case__in=visible_cases(actor).filter(pk=case_id))
    seen = rows.annotate(revealed=is_revealed(actor, "case__customer")).select_related("giver", "taker")
    return [_as_seen(one) for one in seen.order_by("-offered_at", "-pk")]


def hand_over_of(hand_over_id: int) -> HandOver | None:
    """Return a hand-over with its case, for notices. Cost: 1 statement."""
    return HandOver.objects.select_related("case").filter(pk=hand_over_id).first()


def _as_seen(row: HandOver) -> Offer:
    is_whole = getattr(row, "revealed", False)
    return Offer(
        id=row.pk,
        giver_id=row.giver_id,
        taker_id=row.taker_id,
        giver=row.giver.display_name if row.giver else "",
        taker=row.taker.display_name,
        reason=row.reason if is_whole else mask_text(row.reason),
        offered_at=row.offered_at,
        state=row.state,
        answered_at=row.answered_at,
        answer=row.answer if is_whole else mask_text(row.answer),
    )
