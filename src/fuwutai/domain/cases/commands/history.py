"""Take in what happened elsewhere or long ago: many cases at once, each with all its steps at their own moments.

The rows are those of the single commands called one by one with `.at(moment)`: the same functions change the case and
emit; only the writing is done once for all.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import all_permissions, centre_zone
from fuwutai.domain.cases.choices import (
    CLOSED,
    CUSTOMER_MESSAGE,
    NEW,
    NOTE,
    REPLY,
    RESOLVE,
    RESOLVED,
    STAY,
    THIRD_PARTY,
    WAIT,
)
from fuwutai.domain.cases.commands._facts import wrong_facts
from fuwutai.domain.cases.commands._priority import set_priority
from fuwutai.domain.cases.commands._states import (
    back_to_work,
    close,
    first_contact,
    may_still_reopen,
    reopen,
    resolve,
    wait_for_third_party,
)
from fuwutai.domain.cases.commands._words import both_subjects, checked_body
from fuwutai.domain.cases.commands.assignment import give
from fuwutai.domain.cases.commands.conversation import answer, hear
from fuwutai.domain.cases.commands.intake import opened, team_for, wrong_answers
from fuwutai.domain.cases.events import CaseConfirmed, CaseTaken, NoteAdded
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.policies import allows, may_import
from fuwutai.domain.cases.rules import Verb
from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.kernel import bulk, clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit, playing
from fuwutai.kernel.errors import Invalid, Refused, Text
from fuwutai.kernel.numbering import format_number, next_numbers

MOST_EVENTS: Final = 50_000
PLATFORM = Actor.system("cases")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened to a case; `do` is a key of STEPS.

    `staff_id` says who did it; without one it was the customer (customer, confirm), the platform (close), or a
    colleague who is not known. `to_team_id` and `to_staff_id` belong to assign, `reason` to close.
    """

    at: datetime
    do: str
    body: str = ""
    staff_id: int | None = None
    day_only: bool = False
    to_team_id: int | None = None
    to_staff_id: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A case from its opening on. `tier` and `restricted` are its customer's; without a team the rules choose one.

    Without a priority it has the one that the table gave then, else it is routine.
    `staff_id`: who took the matter down, where the customer did not write it. `closes_in_silence`: left resolved, it
    closes at the moment that the rule in force gives, if that has passed.
    """

    customer_id: int
    opened_at: datetime
    type: str
    subject: str
    body: str
    channel: str
    priority: str = ""
    category: str = ""
    line: str = ""
    service_class: str = ""
    urgency: str = ""
    complexity: str = ""
    impact: str = ""
    nature: str = ""
    region: str = ""
    tier: str = ""
    restricted: bool = False
    team_id: int | None = None
    staff_id: int | None = None
    day_only: bool = False
    steps: Sequence[Step] = ()
    closes_in_silence: bool = False


@command(most_events=MOST_EVENTS)
def import_histories(*, actor: Actor, histories: Sequence[History]) -> list[int]:
    """Store cases with all that happened to them, and return their ids in order.

    Emits: what the single commands would. Raises: Refused, Invalid for a history that no case can have; its fact
    `place` says which one. Cost: 6 statements and those of the clocks.
    """
    if not may_import(actor):
        raise Refused
    scenes = _scenes(histories)
    for place, scene in enumerate(scenes):
        try:
            scene.play()
        except Invalid as problem:
            problem.facts["place"] = place
            raise
    bulk.insert([scene.case for scene in scenes])
    bulk.insert([message for scene in scenes for message in scene.messages])
    return [scene.case.pk for scene in scenes]


def _scenes(histories: Sequence[History]) -> "list[_Scene]":
    zone = centre_zone()
    days = [history.opened_at.astimezone(zone).date() for history in histories]
    numbers = [format_number(day, number) for day, number in zip(days, next_numbers("case", days), strict=True)]
    case_ids = bulk.take_ids(Case, len(histories))
    words = sum(1 + sum(step.do in STEPS and STEPS[step.do].has_words for step in one.steps) for one in histories)
    message_ids = iter(bulk.take_ids(Message, words))
    return [
        _Scene(history, _new_case(history, case_id, number), message_ids)
        for history, case_id, number in zip(histories, case_ids, numbers, strict=True)
    ]


def _new_case(history: History, case_id: int, number: str) -> Case:
    at = history.opened_at
    return Case(
        **{name: getattr(history, name) for name in CASE_FACTS},
        id=case_id,
        number=number,
        **both_subjects(history.subject.strip()),
        customer_id=history.customer_id,
        restricted=history.restricted,
        status=NEW,
        opened_at=at,
        status_since=at,
        last_message_at=at,
    )


class _Scene:
    """A case that is played before it is stored, with the words spoken in it."""

    def __init__(self, history: History, case: Case, message_ids: Iterator[int]) -> None:
        self.history, self.case = history, case
        self.messages: list[Message] = []
        self._message_ids = message_ids

    def play(self) -> None:
        """Open the case and take all its steps. Raises: Invalid."""
        history = self.history
        if wrong := _wrong_opening(history):
            raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
        actor = self._actor("customer", history.staff_id)
        with playing(actor, history.opened_at, 0):
            set_priority(self.case, history.priority)
            self.case.team_id = history.team_id or team_for(self.case)
            first_contact(self.case, actor)
            emit(opened(self.case, self.say(actor, CUSTOMER_MESSAGE, history)))
        now = history.opened_at
        for number, step in enumerate(history.steps, start=1):
            if step.at < now:
                raise Invalid(_("Something happened before what came before it."), code="backwards")
            self._take(step, number)
            now = step.at
        self._fall_silent(now, len(history.steps) + 1)

    def say(self, actor: Actor, kind: str, words: History | Step) -> Message:
        """Return new words in the case."""
        message = Message(
            id=next(self._message_ids),
            case_id=self.case.pk,
            kind=kind,
            body=checked_body(words.body),
            author_kind=actor.kind,
            author_id=actor.id,
            channel=self.case.channel,
            at=clock.now(),
            day_only=words.day_only,
        )
        self.messages.append(message)
        return message

    def _take(self, step: Step, number: int) -> None:
        if (way := STEPS.get(step.do)) is None:
            raise Invalid(_("This is nothing that happens to a case: %(do)s.") % {"do": step.do}, code="unknown_step")
        if not way.is_possible(self.case):
            raise _refusal(self.case, step)
        actor = self._actor(way.by, step.staff_id)
        with playing(actor, step.at, number):
            way.take(self, step, actor)

    def _fall_silent(self, since: datetime, number: int) -> None:
        if not self.history.closes_in_silence or self.case.status != RESOLVED or self.case.next_step_at is None:
            return
        at = max(since, self.case.next_step_at)
        if at <= clock.now():
            with playing(PLATFORM, at, number):
                close(self.case, "silence")

    def _actor(self, by: str, staff_id: int | None) -> Actor:
        if staff_id is None and by == "customer":
            return Actor.customer(self.history.customer_id)
        if staff_id is None and by == "platform":
            return PLATFORM
        return _colleague(staff_id)


@lru_cache(maxsize=1_000)
def _colleague(staff_id: int | None) -> Actor:
    """Return somebody who works here, or did then; what they were allowed to do is past asking."""
    return Actor(kind="staff", id=staff_id, permissions=frozenset(all_permissions()), reach="all")


def _wrong_opening(history: History) -> Mapping[str, Text]:
    said = {name: getattr(history, name) for name in CASE_FACTS}
    wrong = wrong_answers(history.subject, history.body, history.channel, history.team_id)
    return wrong_facts(said, is_past=True) | wrong


def _refusal(case: Case, step: Step) -> Invalid:
    facts = {"do": step.do, "status": case.status}
    return Invalid(_("“%(do)s” does not happen to a case that is “%(status)s”.") % facts, code="impossible_step")


def _reply(then: str, scene: _Scene, step: Step, actor: Actor) -> None:
    answer(actor, scene.case, scene.say(actor, REPLY, step), then)


def _customer(scene: _Scene, step: Step, actor: Actor) -> None:
    if scene.case.status == CLOSED and not may_still_reopen(scene.case):
        raise _refusal(scene.case, step)  # these words begin a case of their own
    hear(scene.case, scene.say(actor, CUSTOMER_MESSAGE, step))


def _note(scene: _Scene, step: Step, actor: Actor) -> None:
    emit(NoteAdded(case_id=scene.case.pk, message_id=scene.say(actor, NOTE, step).pk))


def _confirm(scene: _Scene, _step: Step, _actor: Actor) -> None:
    emit(CaseConfirmed(case_id=scene.case.pk))
    close(scene.case, "confirmed")


def _close(scene: _Scene, step: Step, actor: Actor) -> None:
    close(scene.case, step.reason or ("silence" if actor.is_system else "by_staff"))


def _give(scene: _Scene, step: Step, _actor: Actor) -> None:
    give(scene.case, step.to_team_id or scene.case.team_id, step.to_staff_id)


def _taken(scene: _Scene, step: Step, actor: Actor) -> None:
    if give(scene.case, scene.case.team_id, step.staff_id):
        emit(CaseTaken(case_id=scene.case.pk, staff_id=step.staff_id))
        first_contact(scene.case, actor)


def _simply(change: Callable[[Case], None]) -> Callable[[_Scene, Step, Actor], None]:
    return lambda scene, _step, _actor: change(scene.case)


def _always(_case: Case) -> bool:
    return True


def _not_closed(case: Case) -> bool:
    return case.status != CLOSED


def _if(verb: Verb) -> Callable[[Case], bool]:
    return partial(_allowed, verb)


def _allowed(verb: Verb, case: Case) -> bool:
    return allows(case, verb)


class _Way(NamedTuple):
    """How a step is taken, when it is possible, and who takes it where nobody is named."""

    take: Callable[[_Scene, Step, Actor], None]
    is_possible: Callable[[Case], bool]
    by: str = "staff"
    has_words: bool = False


STEPS: dict[str, _Way] = {
    "customer": _Way(_customer, _always, "customer", has_words=True),
    "reply": _Way(partial(_reply, STAY), lambda case: allows(case, "work") or allows(case, "tell"), has_words=True),
    "reply_wait": _Way(partial(_reply, WAIT), _if("work"), has_words=True),
    "reply_third_party": _Way(partial(_reply, THIRD_PARTY), _if("work"), has_words=True),
    "reply_resolve": _Way(partial(_reply, RESOLVE), _if("work"), has_words=True),
    "note": _Way(_note, _always, has_words=True),
    "third_party": _Way(_simply(wait_for_third_party), _if("third_party")),
    "end_wait": _Way(_simply(back_to_work), _if("end_wait")),
    "resolve": _Way(_simply(resolve), _if("resolve")),
    "confirm": _Way(_confirm, _if("confirm"), "customer"),
    "close": _Way(_close, _if("close"), "platform"),
    "reopen": _Way(_simply(reopen), _if("reopen")),
    "take": _Way(_taken, _not_closed),
    "assign": _Way(_give, _not_closed),
}
"""What may happen to a case, as the single commands do it."""
