"""The course of a mail: claimed before it is sent, then sent, put off or parked; and what a person does with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.presence import at_the_desk
from fuwutai.domain.accounts.queries import active_staff, actor_of
from fuwutai.domain.notices.choices import (
    AWAY,
    BROKEN_OFF,
    DROPPED,
    GATHERING,
    LATER,
    NO_ADDRESS,
    PARKED,
    SENDING,
    SENT,
    STUCK,
    TEST,
    UNSURE,
)
from fuwutai.domain.notices.commands.gather import AWAY_AFTER, promise
from fuwutai.domain.notices.events import LetterDiscarded, LetterRetried
from fuwutai.domain.notices.models import Letter, Notice
from fuwutai.domain.notices.queries import unread_notices
from fuwutai.kernel import clock, mail
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, NotFound, Refused

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 480))
"""How long a mail waits after each attempt in vain; after the last one it is parked. Together half a day."""
LONGEST_SENDING = timedelta(minutes=5)
"""Longer than any server is waited for: who still sends then has died."""
LOOKED_FOR = timedelta(hours=3)
"""So long a mail waits for somebody at the desk to leave without having read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A letter that this caller, and nobody else, sends now. No notices: a mail to try it out."""

    letter_id: int
    created_at: datetime
    actor: Actor
    address: str
    notices: Sequence[Notice]


@command(statements=14)
def claim_letter(*, actor: Actor, letter_id: int) -> Claimed | None:
    """Take a due letter in hand and return what to send; None where there is nothing to send, or it is another's.

    What was read meanwhile, is over or has gone out of the person's sight is left out. One that waits for somebody to
    be away waits on while she is at the desk. One whose sender has died is parked: nobody knows whether it went out.
    Raises: Refused unless the system acts.
    """
    letter = _locked(actor, letter_id)
    now = clock.now()
    if letter is None:
        return None
    if letter.state == SENDING:
        _see_whether_it_died(letter, now)
        return None
    if letter.state not in (GATHERING, LATER):
        return None
    person = active_staff(letter.staff_id)
    notices = list(_still_to_say(actor_of(person), letter)) if person else []
    if person is None or (not notices and letter.way != TEST):
        _end(letter, DROPPED)
        return None
    if letter.way == AWAY and letter.state == GATHERING and at_the_desk(person.pk, AWAY_AFTER):
        _wait_on(letter, notices, now)
        return None
    if not person.mail:
        _end(letter, DROPPED, NO_ADDRESS)
        return None
    letter.state, letter.claimed_at, letter.attempts = SENDING, now, letter.attempts + 1
    letter.save(update_fields=["state", "claimed_at", "attempts"])
    return Claimed(
        letter_id=letter.pk, created_at=letter.created_at, actor=actor_of(person), address=person.mail,
        notices=notices,
    )  # fmt: skip


@command(statements=2)
def note_letter_sent(*, actor: Actor, letter_id: int) -> None:
    """Keep that a letter went out. Raises: Refused unless the system acts."""
    if not actor.is_system:
        raise Refused
    Letter.objects.filter(pk=letter_id, state__in=(SENDING, UNSURE)).update(
        state=SENT, ended_at=clock.now(), trouble="", answer=""
    )


@command(statements=4)
def put_letter_off(*, actor: Actor, letter_id: int, trouble: str, answer: str) -> None:
    """Let a letter that the server has not taken be tried again after a pause; after the last one it is parked.

    Raises: Refused unless the system acts.
    """
    letter = _locked(actor, letter_id)
    if letter is None or letter.state != SENDING:
        return
    letter.trouble, letter.answer = trouble, answer
    if letter.attempts > len(PAUSES):
        letter.state = PARKED
        letter.save(update_fields=["state", "trouble", "answer"])
        return
    letter.state, letter.due_at = LATER, clock.now() + PAUSES[letter.attempts - 1]
    letter.save(update_fields=["state", "due_at", "trouble", "answer"])
    promise([letter])


@command(statements=2)
def park_letter(*, actor: Actor, letter_id: int, trouble: str, answer: str) -> None:
    """Park a letter that is not to be tried again by itself. Raises: Refused unless the system acts."""
    if not actor.is_system:
        raise Refused
    state = UNSURE if trouble == BROKEN_OFF else PARKED
    Letter.objects.filter(pk=letter_id, state=SENDING).update(state=state, trouble=trouble, answer=answer)


@command(statements=7)
def retry_letter(*, actor: Actor, letter_id: int) -> None:
    """Give a stuck letter another round of attempts. Emits: LetterRetried. Raises: Refused, NotFound."""
    letter = _stuck(actor, letter_id)
    letter.state, letter.due_at, letter.attempts = LATER, clock.now(), 0
    letter.save(update_fields=["state", "due_at", "attempts"])
    promise([letter])
    emit(LetterRetried(letter_id=letter.pk))


@command(statements=6)
def discard_letter(*, actor: Actor, letter_id: int) -> None:
    """Give a stuck letter up; its notices stay behind the bell. Emits: LetterDiscarded. Raises: Refused, NotFound."""
    letter = _stuck(actor, letter_id)
    _end(letter, DROPPED, letter.trouble)
    emit(LetterDiscarded(letter_id=letter.pk))


@command(statements=5)
def send_test_letter(*, actor: Actor) -> Letter:
    """Send oneself a mail, the way all mails go. Raises: Refused, Conflict where mail or one's address is not set."""
    if not actor.is_person or not actor.may("operations.repair"):
        raise Refused
    person = active_staff(actor.id or 0)
    if person is None or not person.mail:
        raise Conflict(_("You have no mail address. Enter it under “My account” first."), code="no_address")
    if not mail.is_set_up():
        raise Conflict(_("Mail is not set up. The page says which settings are missing."), code="mail_not_set_up")
    now = clock.now()
    letter = Letter.objects.create(staff_id=person.pk, way=TEST, state=GATHERING, due_at=now, created_at=now)
    promise([letter])
    return letter


def _locked(actor: Actor, letter_id: int) -> Letter | None:
    if not actor.is_system:
        raise Refused
    return Letter.objects.select_for_update(no_key=True).filter(pk=letter_id).first()


def _stuck(actor: Actor, letter_id: int) -> Letter:
    if not actor.may("operations.repair"):
        raise Refused
    letter = Letter.objects.select_for_update(no_key=True).filter(pk=letter_id, state__in=STUCK).first()
    if letter is None:
        raise NotFound(_("This mail is no longer parked. Reload the page."))
    return letter


def _still_to_say(reader: Actor, letter: Letter) -> Sequence[Notice]:
    rows = unread_notices(reader).filter(letter=letter).select_related("case")
    return rows.order_by("not_before", "pk")  # type: ignore[return-value]


def _wait_on(letter: Letter, notices: Sequence[Notice], now: datetime) -> None:
    """Look again later whether the person has left; who was there so long has seen the bell."""
    if max(notice.not_before for notice in notices) + LOOKED_FOR <= now:
        _end(letter, DROPPED)
        return
    letter.due_at = now + AWAY_AFTER
    letter.save(update_fields=["due_at"])
    promise([letter])


def _see_whether_it_died(letter: Letter, now: datetime) -> None:
    if letter.claimed_at is not None and letter.claimed_at + LONGEST_SENDING > now:
        letter.due_at = letter.claimed_at + LONGEST_SENDING
        promise([letter])
        return
    letter.state, letter.trouble = UNSURE, BROKEN_OFF
    letter.save(update_fields=["state", "trouble"])


def _end(letter: Letter, state: str, trouble: str = "") -> None:
    letter.state, letter.trouble, letter.ended_at = state, trouble, clock.now()
    letter.save(update_fields=["state", "trouble", "ended_at"])
