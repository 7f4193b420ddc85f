"""The clocks of one thing, moved event by event; pure.

The same `move` serves the command that follows the journal, the recount from the journal alone, the explanation and
the what-if: they differ only in where terms come from (`Manual`) and what is done with the outcomes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, Protocol

from fuwutai.domain.sla.definitions import (
    ABSORBED,
    DEFINITIONS,
    MERGED,
    MOVED_BY,
    RECLASSIFIED,
    RELEASED,
    UNDONE,
    ClockDefinition,
)
from fuwutai.domain.sla.rules import (
    Face,
    Stage,
    Terms,
    WorkingTime,
    after,
    cancelled,
    fired,
    given_back,
    has_come,
    missed_by,
    paused,
    recounted,
    resumed,
    retargeted,
    stages,
    standing_for,
    started,
    stopped,
    taken_over,
    used_seconds,
)

Key = tuple[str, int]
"""A clock of a thing: definition and round."""


class Hours(Protocol):
    """What the book needs of the calendars; an edition is the version of a calendar after one edit."""

    def edition(self, calendar: str, at: datetime) -> int:
        """Return the edition in force at a moment."""

    def later_editions(self, calendar: str, edition: int, until: datetime) -> list[tuple[int, datetime]]:
        """Return the editions after one, up to a moment, each with the moment of its edit."""

    def time(self, edition: int) -> WorkingTime:
        """Return the working time of an edition."""


class Manual(Protocol):
    """Where terms come from."""

    def terms(
        self, definition: str, round: int, facts: Mapping[str, str], since: datetime, at: datetime
    ) -> Terms | None:
        """Return what an event at `at` promises by the rules in force at `since`, or None."""

    def new_terms(
        self, definition: str, round: int, facts: Mapping[str, str], face: Face, at: datetime
    ) -> Terms | None:
        """Return what is promised from `at` on, by the rules in force when the clock started; None = nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What a clock is without a case that is no longer merged in: its base, and how much less it has used."""

    started_at: datetime
    less_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An event as clocks see it. `facts`: those the event carries; `since`: see CaseOpened; `in_work` and `waits_for`:
    see CaseReclassified; `absorbed`: the live clocks of the case that was merged into this one, None = the journal
    tells what came of them. `held`: the clocks that the merger ended which is taken back, None = the book knows them.
    `own`: what remains of the clocks of the target then, None for one that nobody owes any more."""

    code: str
    at: datetime
    facts: Mapping[str, str] | None = None
    since: datetime | None = None
    in_work: bool = True
    waits_for: str = ""
    from_id: int = 0
    moved: tuple[int, ...] = ()
    absorbed: "Mapping[Key, Face] | None" = None
    held: "Mapping[Key, Face] | None" = None
    own: "Mapping[Key, Own | None]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What moving a book brought about; `at` is when."""

    what: Literal[
        "started", "retargeted", "taken_over", "given_back", "cancelled", "recounted", "warned", "breached", "escalated"
    ]
    key: Key
    at: datetime
    face: Face
    stage: Stage | None = None
    from_id: int = 0
    less_seconds: int = 0


@dataclass(slots=True)
class Book:
    """The clocks of one thing. `facts` are the last that an event carried, or were looked up.

    `held`: the clocks that a merger ended, as they were before, for when it is taken back.
    """

    hours: Hours
    manual: Manual
    faces: dict[Key, Face] = field(default_factory=dict)
    facts: Mapping[str, str] | None = None
    held: dict[Key, Face] = field(default_factory=dict)

    def current(self, definition: str) -> tuple[Key, Face] | None:
        """Return the clock of the last round."""
        rounds = [key for key in self.faces if key[0] == definition]
        key = max(rounds, default=None)
        return (key, self.faces[key]) if key else None

    def starts(self, code: str) -> list[ClockDefinition]:
        """Return the clocks that an event would start or let go on: only then do facts matter."""
        return [
            one
            for one in DEFINITIONS
            if (code in one.start_on or (code == ABSORBED and one.carried_from)) and self._may_start(one)
        ]

    def move(self, happening: Happening) -> Iterator[Outcome]:
        """Move every clock as an event demands, and yield what came of it."""
        if happening.facts is not None:
            self.facts = happening.facts
        yield from self.settle(happening.at)
        if happening.code == MERGED:
            self.held = {}
        elif happening.code == UNDONE:
            yield from self._revive(happening)
        elif happening.code == RECLASSIFIED:
            yield from self._reclassify(happening)
        elif happening.code == ABSORBED:
            yield from self._absorb(happening)
        elif happening.code == RELEASED:
            yield from self._release(happening)
        for definition in MOVED_BY.get(happening.code, ()):
            yield from self._signal(definition, happening)

    def settle(self, until: datetime, only: Key | None = None) -> Iterator[Outcome]:
        """Count live clocks by the editions of their calendars up to a moment, each from its own moment on."""
        for key, face in list(self.faces.items()):
            if not face.is_live or (only is not None and key != only):
                continue
            for edition, at in self.hours.later_editions(face.terms.calendar, face.edition, until):
                yield from self._note_miss(key, at)
                face = self.faces[key]
                moment = max(at, face.running_since) if face.running_since else at
                time, new_time = self.hours.time(face.edition), self.hours.time(edition)
                self.faces[key] = counted = recounted(face, moment, time, new_time, edition)
                if counted.due_at != face.due_at:
                    yield Outcome(what="recounted", key=key, at=at, face=counted)

    def fire(self, key: Key, now: datetime) -> Iterator[Outcome]:
        """Note each warning, breach and escalation of one clock that has come by a moment, in order."""
        yield from self.settle(now, only=key)
        face = self.faces[key]
        whats: dict[str, Literal["warned", "breached", "escalated"]] = {
            "warning": "warned", "breach": "breached", "escalation": "escalated",
        }  # fmt: skip
        for stage, behind in fired(face, now, self.time_of(face)):
            self.faces[key] = behind
            yield Outcome(what=whats[stage.what], key=key, at=now, face=behind, stage=stage)

    def note(self, key: Key, at: datetime, what: str, percent: int, level: int) -> None:
        """Put one stage behind a clock, if it has come by a moment: how the journal says what a sweep found."""
        list(self.settle(at, only=key))
        face = self.faces[key]
        if what == "breach" and any(one.what == "warning" and one.percent < 100 for one in stages(face)):
            list(self._note_miss(key, at))  # no sweep found it, which warns first: something else moved the clock
            return
        for stage in stages(face) if face.state == "running" else ():
            wanted = (stage.what, stage.percent, stage.level) == (what, percent, level)
            if wanted and has_come(face, stage, at, self.time_of(face)):
                self.faces[key] = after(face, stage)

    def take_over(self, key: Key, at: datetime, started_at: datetime, used: int) -> None:
        """Let an earlier promise of a merged case go on in one of these clocks."""
        face = self.faces[key]
        self.faces[key] = taken_over(face, at, started_at, used, self.time_of(face))

    def give_back(self, key: Key, at: datetime, own: Own | None) -> None:
        """Let what a merged case had brought count in one of these clocks no more."""
        face = self.faces[key]
        if own is None:
            self.faces[key] = cancelled(face, at, self.time_of(face))
        else:
            self.faces[key] = given_back(face, at, own.started_at, own.less_seconds, self.time_of(face))

    def time_of(self, face: Face) -> WorkingTime:
        """Return the working time by which a clock counts."""
        return self.hours.time(face.edition)

    def _may_start(self, definition: ClockDefinition) -> bool:
        there = self.current(definition.code)
        if there is not None and (there[1].is_live or definition.again == "never"):
            return False
        if there is not None and definition.again == "goes_on" and there[1].state == "cancelled":
            return False
        first = self.current(definition.not_while) if definition.not_while else None
        return first is None or not first[1].is_live

    def _signal(self, definition: ClockDefinition, happening: Happening) -> Iterator[Outcome]:
        code, at = happening.code, happening.at
        if code in definition.start_on:
            if self._may_start(definition):
                yield from self._start(definition, happening.since or at, at)
            return
        there = self.current(definition.code)
        if there is None or not there[1].is_live:
            return
        key, time = there[0], self.time_of(there[1])
        if code in definition.stop_on or code in definition.cancel_on:
            yield from self._note_miss(key, at)
            if code == MERGED:
                self.held[key] = self.faces[key]
            end = stopped if code in definition.stop_on else cancelled
            self.faces[key] = end(self.faces[key], at, time)
        elif code in definition.pause_while:
            cause = definition.pause_while[code]
            if cause in there[1].terms.pause_for:
                yield from self._note_miss(key, at)
            self.faces[key] = paused(self.faces[key], at, time, cause)
        elif code in definition.resume_on:
            self.faces[key] = resumed(self.faces[key], at, time)

    def _start(self, definition: ClockDefinition, since: datetime, at: datetime) -> Iterator[Outcome]:
        there = self.current(definition.code)
        if there is not None and definition.again == "goes_on":
            yield from self._go_on(there[0], at)
            return
        round = there[0][1] + 1 if there else 1
        terms = self.manual.terms(definition.code, round, self.facts or {}, since, at)
        if terms is None:
            return
        key = (definition.code, round)
        edition = self.hours.edition(terms.calendar, since)
        self.faces[key] = started(since, terms, self.hours.time(edition), edition)
        yield Outcome(what="started", key=key, at=at, face=self.faces[key])
        if since < at:
            yield from self.settle(at, only=key)

    def _go_on(self, key: Key, at: datetime) -> Iterator[Outcome]:
        """Let a stopped clock go on; facts that were corrected while it stood count from now on."""
        face = self.faces[key]
        edition = self.hours.edition(face.terms.calendar, at)
        self.faces[key] = resumed(replace(face, edition=edition), at, self.hours.time(edition))
        yield from self._retarget(key, at)

    def _reclassify(self, happening: Happening) -> Iterator[Outcome]:
        for definition in DEFINITIONS:
            there = self.current(definition.code)
            if there is not None and there[1].is_live:
                yield from self._retarget(there[0], happening.at)
                self._stand(definition, there[0], happening)
                continue
            begins = definition.again == "goes_on" and happening.in_work
            if begins and (there is None or there[1].state == "cancelled"):
                yield from self._begin_late(definition, happening.at)
                if late := self.current(definition.code):
                    self._stand(definition, late[0], happening)

    def _stand(self, definition: ClockDefinition, key: Key, happening: Happening) -> None:
        """Let a clock under new terms run or stand, whatever its old terms made of the present wait."""
        face = self.faces[key]
        if face.is_live and definition.pause_while:
            self.faces[key] = standing_for(face, happening.at, self.time_of(face), happening.waits_for)

    def _begin_late(self, definition: ClockDefinition, at: datetime) -> Iterator[Outcome]:
        """Start a clock that no event of its own starts: only now is it known that the manuals promise this."""
        there = self.current(definition.code)
        key = (definition.code, there[0][1] + 1 if there else 1)
        terms = self.manual.terms(*key, self.facts or {}, at, at)
        if terms is None:
            return
        edition = self.hours.edition(terms.calendar, at)
        self.faces[key] = started(at, terms, self.hours.time(edition), edition)
        yield Outcome(what="started", key=key, at=at, face=self.faces[key])

    def _retarget(self, key: Key, at: datetime) -> Iterator[Outcome]:
        face = self.faces[key]
        terms = self.manual.new_terms(*key, self.facts or {}, face, at)
        if terms == face.terms:
            return
        yield from self._note_miss(key, at)
        face, time = self.faces[key], self.time_of(face)
        if terms is None:
            self.faces[key] = cancelled(face, at, time)
            yield Outcome(what="cancelled", key=key, at=at, face=self.faces[key])
            return
        edition = self.hours.edition(terms.calendar, at)
        self.faces[key] = retargeted(face, at, terms, time, self.hours.time(edition), edition)
        yield Outcome(what="retargeted", key=key, at=at, face=self.faces[key])

    def _absorb(self, happening: Happening) -> Iterator[Outcome]:
        """Let what a merged case was promised earlier, or has used more of, count here; see `carried_from`."""
        other = Book(hours=self.hours, manual=self.manual, faces=dict(happening.absorbed or {}))
        list(other.settle(happening.at))
        for definition in DEFINITIONS:
            owed = [other.current(code) for code in definition.carried_from or {definition.code}]
            faces = [one[1] for one in owed if one and one[1].is_live]
            here = self.current(definition.code)
            if definition.carried_from and (faces or happening.absorbed is None) and self._may_start(definition):
                yield from self._begin_late(definition, happening.at)
                here = self.current(definition.code)
            if here is not None and here[1].is_live:
                yield from self._take_most(here[0], faces, happening)

    def _take_most(self, key: Key, faces: list[Face], happening: Happening) -> Iterator[Outcome]:
        at, mine = happening.at, self.faces[key]
        base = min([mine.started_at, *(face.started_at for face in faces)])
        mine_used = used_seconds(mine, at, self.time_of(mine))
        used = max([mine_used, *(used_seconds(face, at, self.time_of(face)) for face in faces)])
        if (base, used) == (mine.started_at, mine_used):
            return
        yield from self._note_miss(key, at)
        self.take_over(key, at, base, used)
        yield Outcome(what="taken_over", key=key, at=at, face=self.faces[key], from_id=happening.from_id)

    def _revive(self, happening: Happening) -> Iterator[Outcome]:
        """Let the clocks that a merger had ended go on as if it had never been: the customer waited all the while."""
        held = self.held if happening.held is None else happening.held
        self.faces.update(held)
        self.held = {}
        yield from self.settle(happening.at)

    def _release(self, happening: Happening) -> Iterator[Outcome]:
        for key, own in happening.own.items():
            yield from self._note_miss(key, happening.at)
            self.give_back(key, happening.at, own)
            yield Outcome(
                what="given_back",
                key=key,
                at=happening.at,
                face=self.faces[key],
                from_id=happening.from_id,
                less_seconds=own.less_seconds if own else 0,
            )

    def _note_miss(self, key: Key, at: datetime) -> Iterator[Outcome]:
        face = missed_by(self.faces[key], at)
        if face is not self.faces[key]:
            self.faces[key] = face
            yield Outcome(what="breached", key=key, at=at, face=face)
