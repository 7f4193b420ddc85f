"""What was said in a case, as its reader may see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from fuwutai.domain.cases.choices import NOTE
from fuwutai.domain.cases.models import Message
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.customers.reveals import is_revealed
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.masking import mask_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A message as its reader may see it: staff get personal numbers masked unless they have revealed the customer.

    Source: S0-5.4-3, S3-5.1-7.
    """

    pk: int
    case_id: int
    kind: str
    body: str
    author_kind: str
    author_id: int | None
    channel: str
    at: datetime
    day_only: bool


def messages_of(actor: Actor, case_id: int) -> list[Words]:
    """Return the words of a case in order of time, as the reader may see them; outsiders get no internal notes.

    Cost: 1 statement.
    """
    return [_as_seen(actor, one) for one in _readable(actor, case_id).order_by("at", "id")]


def message_of(actor: Actor, case_id: int, message_id: int) -> Words:
    """Return one message as the reader may see it. Raises: NotFound. Cost: 1 statement."""
    message = _readable(actor, case_id).filter(pk=message_id).first()
    if message is None:
        raise NotFound
    return _as_seen(actor, message)


def visible_messages(actor: Actor, case_id: int) -> QuerySet[Message]:
    """Return the messages of a case as they are stored, for commands; who shows words takes `messages_of`."""
    messages = Message.objects.filter(case__in=visible_cases(actor).filter(pk=case_id))
    return messages.exclude(kind=NOTE) if actor.is_customer else messages


def _readable(actor: Actor, case_id: int) -> QuerySet[Message]:
    return visible_messages(actor, case_id).annotate(revealed=is_revealed(actor, "case__customer"))


def _as_seen(actor: Actor, message: Any) -> Words:
    is_whole = message.revealed or not actor.is_staff
    return Words(
        pk=message.pk,
        case_id=message.case_id,
        kind=message.kind,
        body=message.body if is_whole else mask_text(message.body),
        author_kind=message.author_kind,
        author_id=message.author_id,
        channel=message.channel,
        at=message.at,
        day_only=message.day_only,
    )
