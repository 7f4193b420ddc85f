"""What whoever runs the centre sees of mails: how many wait, what is stuck, and how the last ones went. No words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet

from fuwutai.domain.notices.choices import GATHERING, LATER, SENDING, SENT, STUCK, TEST
from fuwutai.domain.notices.models import Letter
from fuwutai.kernel.actors import Actor

MOST_SHOWN = 50
LAST_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """How mail stands. `waiting` and `trying_again`: how many; `sent_at`: when the last one went out."""

    waiting: int
    trying_again: int
    stuck: list[Any]
    last: list[Any]
    sent_at: datetime | None


def visible_letters(actor: Actor) -> QuerySet[Letter]:
    """Return the mails to people, with these, to whoever looks after the machinery; none to others."""
    if not actor.may("operations.view"):
        return Letter.objects.none()
    return Letter.objects.select_related("staff").order_by("-pk")


def post(actor: Actor) -> Post:
    """Return how mail stands. Cost: 5 statements."""
    letters = visible_letters(actor)
    return Post(
        waiting=letters.filter(state__in=(GATHERING, SENDING)).count(),
        trying_again=letters.filter(state=LATER).count(),
        stuck=list(letters.filter(state__in=STUCK)[:MOST_SHOWN]),
        last=list(letters.filter(way=TEST)[:LAST_SHOWN]),
        sent_at=letters.order_by().filter(state=SENT).aggregate(at=Max("ended_at"))["at"],
    )
