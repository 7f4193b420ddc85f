"""Asking others beside a case: another team, or somebody outside by a link; the answers stay with us."""

import secrets
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import CLOSED, WAITING_THIRD_PARTY
from fuwutai.domain.cases.commands._states import SAVED_WITH_STATE, back_to_work, refuse_state
from fuwutai.domain.cases.commands._words import MAX_SUBJECT, checked_body
from fuwutai.domain.cases.commands.waits import await_third_party
from fuwutai.domain.cases.events import (
    SideLinkMade,
    SideLinkWithdrawn,
    SideMessageRemoved,
    SideMessageWritten,
    SideTalkAnswered,
    SideTalkClosed,
    SideTalkOpened,
    SideTalkReopened,
)
from fuwutai.domain.cases.mergers import whole_case
from fuwutai.domain.cases.models import Case, SideMessage, SideTalk
from fuwutai.domain.cases.policies import is_in_use
from fuwutai.domain.cases.queries import locked_case, locked_cases
from fuwutai.domain.cases.speech.side_talks import (
    ASKER,
    BY_HAND,
    LINK_DAYS,
    OUTSIDE,
    TEAM,
    USUAL_DAYS,
    digest_of,
    is_a_team,
    link_end,
    may_remove_side_words,
    sees_case_of,
    talk_by_secret,
    visible_side_talks,
)
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code
from fuwutai.kernel.masking import mask_text
from fuwutai.kernel.text import storable

PLATFORM = Actor.system("cases")
SECRET_BYTES = 32
MAX_WHOM, MAX_CONTACT = 100, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBeside:
    """A talk, and the secret of its link, which is shown once and kept nowhere; "" with another team."""

    talk: SideTalk
    secret: str = field(default="", repr=False)


@command(statements=16)
def open_side_talk(
    *,
    actor: Actor,
    case_id: int,
    subject: str,
    body: str,
    team_id: int | None = None,
    with_whom: str = "",
    contact: str = "",
    days: int = USUAL_DAYS,
    waits: bool = False,
) -> AskedBeside:
    """Ask another team beside a case, or, where none is named, somebody outside, who answers by a link.

    `days`: how long the link opens. `waits`: the case waits for a third party until the answer.
    Emits: SideTalkOpened, SideLinkMade, ThirdPartyAwaited. Raises: NotFound, Refused, Conflict, Invalid.
    """
    case = locked_case(actor, case_id)
    if not actor.is_staff or not actor.may("cases.side"):
        raise Refused
    if not is_in_use(case) or case.status == CLOSED:
        raise refuse_state(case)
    _check(case, subject, body, team_id, with_whom, contact, days)
    now, secret = clock.now(), "" if team_id else secrets.token_urlsafe(SECRET_BYTES)
    talk = SideTalk.objects.create(
        case=case,
        subject=mask_text(subject.strip()),
        team_id=team_id,
        with_whom="" if team_id else with_whom.strip(),
        contact=None if team_id else contact.strip() or None,
        digest=digest_of(secret) if secret else "",
        link_ends_at=link_end(days) if secret else None,
        opened_by_id=actor.staff_id,
        opened_at=now,
        last_at=now,
    )
    _write(talk, actor, ASKER, body)
    case.sides_open += 1
    case.save(update_fields=["sides_open"])
    emit(SideTalkOpened(case_id=case.pk, talk_id=talk.pk, asked_team_id=team_id))
    if talk.link_ends_at is not None:
        emit(SideLinkMade(case_id=case.pk, talk_id=talk.pk, ends_at=talk.link_ends_at))
    if waits:
        await_third_party(actor=actor, case_id=case.pk)
    return AskedBeside(talk=talk, secret=secret)


@command(statements=16)
def write_side_message(*, actor: Actor, talk_id: int, body: str, waits: bool = False) -> SideMessage:
    """Write more to who is asked; an answer is awaited again. `waits`: as of `open_side_talk`.

    Emits: SideMessageWritten, ThirdPartyAwaited. Raises: NotFound, Refused, Conflict, Invalid.
    """
    talk, _cases = _held_by_asker(actor, talk_id)
    _refuse_over(talk)
    message = _write(talk, actor, ASKER, checked_body(body))
    talk.awaits_answer, talk.last_at = True, clock.now()
    talk.save(update_fields=["awaits_answer", "last_at"])
    emit(SideMessageWritten(case_id=talk.case_id, talk_id=talk.pk, message_id=message.pk))
    if waits:
        await_third_party(actor=actor, case_id=_cases[-1].pk)
    return message


@command(statements=16)
def answer_side_talk(*, actor: Actor, talk_id: int, body: str) -> SideMessage:
    """Answer as a member of the team that is asked; a wait that began with a talk ends with the last answer.

    Emits: SideTalkAnswered, WaitEnded. Raises: NotFound, Refused, Conflict, Invalid.
    """
    seen = visible_side_talks(actor).filter(pk=talk_id).first()
    if seen is None:
        raise NotFound
    if not actor.may("cases.side") or seen.team_id not in actor.team_ids:
        raise Refused
    talk, cases = _held(seen)
    _refuse_over(talk)
    return _answered(talk, cases[-1], actor, TEAM, body)


def _written_before(_actor: Actor, message_id: int) -> SideMessage:
    """Return the answer that a repeated request gave. Raises: NotFound."""
    message = SideMessage.objects.filter(pk=message_id, author_kind=OUTSIDE).first()
    if message is None:
        raise NotFound
    return message


@command(statements=16, replay=_written_before)
def answer_by_link(*, actor: Actor, secret: str, body: str) -> SideMessage:
    """Answer from outside by the secret of a link; otherwise as `answer_side_talk`.

    Emits: SideTalkAnswered, WaitEnded. Raises: Refused for persons of the centre and customers, NotFound for a link
    that opens nothing, whatever the reason, Invalid.
    """
    if not actor.is_system:
        raise Refused
    seen = talk_by_secret(secret)
    if seen is None:
        raise no_such_link()
    talk, cases = _held(seen)
    if talk.closed_at is not None or talk.digest != seen.digest:
        raise no_such_link()
    return _answered(talk, cases[-1], actor, OUTSIDE, body)


@command(statements=16)
def close_side_talk(*, actor: Actor, talk_id: int) -> SideTalk:
    """Ask nobody any more; a wait that began with a talk ends where none awaits an answer, and its link opens nothing.

    Emits: SideTalkClosed, WaitEnded, nothing where it is closed. Raises: NotFound, Refused.
    """
    talk, cases = _held_by_asker(actor, talk_id)
    if talk.closed_at is not None:
        return talk
    talk.closed_at, talk.awaits_answer = clock.now(), False
    talk.save(update_fields=["closed_at", "awaits_answer"])
    _count(cases[0], -1)
    emit(SideTalkClosed(case_id=talk.case_id, talk_id=talk.pk, reason=Code(BY_HAND)))
    _end_wait(cases[-1])
    return talk


@command(statements=10)
def reopen_side_talk(*, actor: Actor, talk_id: int) -> SideTalk:
    """Let a talk go on that was over, while its case does; a link that has not ended opens again.

    Emits: SideTalkReopened, nothing where it is open. Raises: NotFound, Refused, Conflict.
    """
    talk, cases = _held_by_asker(actor, talk_id)
    if talk.closed_at is None:
        return talk
    if cases[0].archived_at is not None or cases[-1].status == CLOSED:
        raise refuse_state(cases[-1])
    talk.closed_at = None
    talk.save(update_fields=["closed_at"])
    _count(cases[0], 1)
    emit(SideTalkReopened(case_id=talk.case_id, talk_id=talk.pk))
    return talk


@command(statements=9)
def make_side_link(*, actor: Actor, talk_id: int, days: int = USUAL_DAYS) -> AskedBeside:
    """Make the link of a talk with somebody outside anew; the one before opens nothing any more.

    Emits: SideLinkMade. Raises: NotFound, Refused, Conflict, Invalid.
    """
    talk = _outside(actor, talk_id)
    if days not in LINK_DAYS:
        raise Invalid(_("Choose how long the link opens."), fields={"days": _("Choose how long the link opens.")})
    secret, ends_at = secrets.token_urlsafe(SECRET_BYTES), link_end(days)
    talk.digest, talk.link_ends_at = digest_of(secret), ends_at
    talk.save(update_fields=["digest", "link_ends_at"])
    emit(SideLinkMade(case_id=talk.case_id, talk_id=talk.pk, ends_at=ends_at))
    return AskedBeside(talk=talk, secret=secret)


@command(statements=9)
def withdraw_side_link(*, actor: Actor, talk_id: int) -> SideTalk:
    """Let the link of a talk open nothing any more. Emits: SideLinkWithdrawn, nothing where there is none.

    Raises: NotFound, Refused, Conflict.
    """
    talk = _outside(actor, talk_id)
    if talk.digest:
        talk.digest, talk.link_ends_at = "", None
        talk.save(update_fields=["digest", "link_ends_at"])
        emit(SideLinkWithdrawn(case_id=talk.case_id, talk_id=talk.pk))
    return talk


@command(statements=10)
def remove_side_message(*, actor: Actor, talk_id: int, side_message_id: int) -> SideMessage:
    """Take the words of one message of a talk out for good, open or closed; that, when and by whom stays known.

    Emits: SideMessageRemoved, nothing where they are gone. Raises: NotFound, Refused. Source: S3-5.1-7.
    """
    talk, _cases = _held_by_asker(actor, talk_id, permission="")
    if not may_remove_side_words(actor):
        raise Refused
    message = SideMessage.objects.select_for_update(no_key=True).filter(talk_id=talk.pk, pk=side_message_id).first()
    if message is None:
        raise NotFound
    if message.body:
        message.body = ""
        message.save(update_fields=["body"])
        emit(SideMessageRemoved(case_id=talk.case_id, talk_id=talk.pk, message_id=message.pk))
    return message


def no_such_link() -> NotFound:
    """Return the one answer to all links that open nothing."""
    return NotFound(_("This link is not valid any more. Ask who gave it to you for a new one."), code="no_link")


def _held_by_asker(actor: Actor, talk_id: int, permission: str = "cases.side") -> tuple[SideTalk, list[Case]]:
    """Return a talk, locked, with its cases, for who sees its case. Raises: NotFound, Refused."""
    seen = SideTalk.objects.filter(pk=talk_id).first() if actor.is_staff or actor.is_system else None
    if seen is None or (not (is_known := sees_case_of(actor, seen)) and seen.team_id not in _own_teams(actor)):
        raise NotFound
    if not is_known or (permission and not actor.may(permission)):
        raise Refused
    return _held(seen)


def _own_teams(actor: Actor) -> frozenset[int]:
    return actor.team_ids if actor.may("cases.side") else frozenset()


def _outside(actor: Actor, talk_id: int) -> SideTalk:
    """Return an open talk with somebody outside, locked. Raises: NotFound, Refused, Conflict."""
    talk, _cases = _held_by_asker(actor, talk_id)
    _refuse_over(talk)
    if talk.team_id is not None:
        raise Conflict(_("Another team answers at its desk and needs no link."), code="no_link_for_teams")
    return talk


def _held(seen: SideTalk) -> tuple[SideTalk, list[Case]]:
    """Return a talk, locked, with its case and, after it, those in which that goes on, one after the other.

    Cost: 3 statements, 1 more for each merger.
    """
    way, at = list[int](), Case.objects.filter(pk=seen.case_id).values_list("pk", "merged_into_id").first()
    while at is not None:
        way.append(at[0])
        at = Case.objects.filter(pk=at[1]).values_list("pk", "merged_into_id").first() if at[1] else None
    cases = locked_cases(PLATFORM, way)
    return SideTalk.objects.select_for_update(no_key=True).get(pk=seen.pk), [cases[pk] for pk in way]


def _refuse_over(talk: SideTalk) -> None:
    if talk.closed_at is not None:
        raise Conflict(_("This conversation is over. Reload the page to see what changed."), code="side_talk_over")


def _write(talk: SideTalk, actor: Actor, side: str, body: str) -> SideMessage:
    return SideMessage.objects.create(talk=talk, author_kind=side, author_id=actor.staff_id, body=body, at=clock.now())


def _answered(talk: SideTalk, case: Case, actor: Actor, side: str, body: str) -> SideMessage:
    message = _write(talk, actor, side, checked_body(body))
    talk.awaits_answer, talk.last_at = False, clock.now()
    talk.save(update_fields=["awaits_answer", "last_at"])
    emit(SideTalkAnswered(case_id=talk.case_id, talk_id=talk.pk, message_id=message.pk, side=Code(side)))
    _end_wait(case)
    return message


def _end_wait(case: Case) -> None:
    """Take up a case that waits because of its talks, once none of them awaits an answer.

    A wait that somebody began in another way goes on. Emits: WaitEnded. Cost: 1 to 3 statements, none without a wait.
    """
    if case.status != WAITING_THIRD_PARTY or not is_in_use(case):
        return
    whole = SideTalk.objects.filter(case_id__in=whole_case(case.pk))
    if whole.filter(closed_at=None, awaits_answer=True).exists():
        return
    began = SideMessage.objects.filter(talk__in=whole.values("pk"), author_kind=ASKER, at=case.status_since)
    if began.exists():
        back_to_work(case)
        case.save(update_fields=SAVED_WITH_STATE)


def _count(case: Case, more: int) -> None:
    case.sides_open = max(0, case.sides_open + more)
    case.save(update_fields=["sides_open"])


def _check(case: Case, subject: str, body: str, team_id: int | None, with_whom: str, contact: str, days: int) -> None:
    """Raises: Invalid naming each wrong field."""
    wrong: dict[str, Text] = {}
    if not subject.strip() or len(subject.strip()) > MAX_SUBJECT or not storable(subject):
        wrong["subject"] = _("Say in at most 200 characters what you ask.")
    if team_id is not None and (team_id == case.team_id or not is_a_team(team_id)):
        wrong["team_id"] = _("Choose another team than the one that works on the case.")
    if team_id is None and (not with_whom.strip() or len(with_whom.strip()) > MAX_WHOM or not storable(with_whom)):
        wrong["with_whom"] = _("Choose a team, or say in at most 100 characters whom outside you ask.")
    if len(contact.strip()) > MAX_CONTACT or not storable(contact):
        wrong["contact"] = _("Keep this to 200 characters.")
    if team_id is None and days not in LINK_DAYS:
        wrong["days"] = _("Choose how long the link opens.")
    try:
        checked_body(body)
    except Invalid as problem:
        wrong |= dict(problem.fields)
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
