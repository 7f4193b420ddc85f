"""What was said in a case, as its reader may see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, QuerySet

from fuwutai.domain.cases.choices import NOTE
from fuwutai.domain.cases.mergers import whole_case
from fuwutai.domain.cases.models import Message
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.cases.speech.beside_words import Attached, Cut, attached, cuts, with_files_and_cuts
from fuwutai.domain.customers.reveals import is_revealed
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.masking import mask_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A message as its reader may see it: staff get personal numbers masked unless they have revealed the customer.

    `number`: of the merged case in which it was said, "" for the one that is read. Source: S0-5.4-3, S3-5.1-7.
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
    number: str = ""
    files: tuple[Attached, ...] = ()
    cuts: tuple[Cut, ...] = ()


def messages_of(actor: Actor, case_id: int) -> list[Words]:
    """Return the words of a case in order of time, as the reader may see them; outsiders get no internal notes.

    What was said in cases that were merged into it is among them: who sees where a matter goes on sees all of it. Words
    that were split off and came back stand there once.
    Cost: 1 statement.
    """
    return [_as_seen(actor, one, case_id) for one in _readable(actor, case_id).order_by("at", "id")]


def message_of(actor: Actor, case_id: int, message_id: int) -> Words:
    """Return one message as the reader may see it. Raises: NotFound. Cost: 1 statement."""
    message = _readable(actor, case_id).filter(pk=message_id).first()
    if message is None:
        raise NotFound
    return _as_seen(actor, message, case_id)


def is_revealed_to(actor: Actor, case_id: int) -> bool:
    """Return whether somebody sees the words of a case without masks. Cost: 1 statement for staff, else none."""
    if not actor.is_staff:
        return True
    return visible_cases(actor).filter(is_revealed(actor, "customer"), pk=case_id).exists()


def visible_messages(actor: Actor, case_id: int) -> QuerySet[Message]:
    """Return the messages of a case as they are stored, for commands; who shows words takes `messages_of`."""
    messages = Message.objects.filter(case__in=visible_cases(actor).filter(pk=case_id))
    return messages.exclude(kind=NOTE) if actor.is_customer else messages


def _readable(actor: Actor, case_id: int) -> QuerySet[Message]:
    whole = whole_case(case_id)
    words = Message.objects.filter(Exists(visible_cases(actor).filter(pk=case_id)), case_id__in=whole)
    words = words.exclude(copied_from__case_id__in=whole)
    words = words.exclude(kind=NOTE) if actor.is_customer else words
    words = words.annotate(revealed=is_revealed(actor, "case__customer"), said_in=F("case__number"))
    return with_files_and_cuts(words)


def _as_seen(actor: Actor, message: Any, case_id: int) -> Words:
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
        number="" if message.case_id == case_id else message.said_in,
        files=attached(message),
        cuts=cuts(message, is_whole=is_whole),
    )
