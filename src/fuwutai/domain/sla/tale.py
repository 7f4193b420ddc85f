"""What became of each clock, stretch by stretch, told while its book is counted from the journal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from fuwutai.domain.sla.book import Book, Key
from fuwutai.domain.sla.definitions import MERGED, UNDONE
from fuwutai.domain.sla.events import ClockGivenBack, ClockTakenOver
from fuwutai.domain.sla.journal import History
from fuwutai.domain.sla.rules import Face, started, used_seconds

EDITED = "calendars.edited"
"""Stands for any edit of the calendar, which is no event of the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a clock's life, under one set of terms and one edition of its calendar.

    `kind`: counted · paused (`cause`) · stood (stopped, and later it went on) · taken_over (before this case was
    promised anything, from the merged case `from_id`) · ahead (from now to the deadline). `seconds` is working time
    that counted or will count: the surplus of the merged case where it was taken over. `intervals` are the openings it
    is made of, `more` how many of them are left out.
    """

    kind: Literal["counted", "paused", "stood", "taken_over", "ahead"]
    since: datetime
    until: datetime
    seconds: int = 0
    cause: str = ""
    calendar_code: str = ""
    calendar_name: str = ""
    edition: int = 0
    intervals: tuple[tuple[datetime, datetime], ...] = ()
    more: int = 0
    from_id: int = 0
    from_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that made another deadline: the event's code, and what holds after it (`due_at` None while paused)."""

    code: str
    at: datetime
    due_at: datetime | None
    clause_code: str
    target_seconds: int


@dataclass(slots=True, kw_only=True)
class Life:
    """One clock so far. `since` is when the stretch began that is not over.

    `facts` are those by which its rule was chosen. `promised_at` is the last deadline it had while it ran, None while
    it stands; `ended_by` the event that stopped or cancelled it.
    """

    face: Face
    since: datetime
    facts: Mapping[str, str]
    promised_at: datetime | None = None
    ended_by: str = ""
    spans: list[Span] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


class Tale:
    """Watches a book while the journal moves it: `book_of(history, now, watch=tale.watch)`."""

    def __init__(self, history: History) -> None:
        self.lives: dict[Key, Life] = {}
        self._held: dict[Key, Life] = {}
        self._taken_over: dict[tuple[str, int, datetime], int] = {
            (one.definition, one.round, at): one.from_id for at, one in history if isinstance(one, ClockTakenOver)
        }

    def watch(self, book: Book, code: str, at: datetime) -> None:
        """Note what one event made of each clock, and before it what edits of the calendar had made."""
        if code == MERGED:
            self._held = {key: _copied(life) for key, life in self.lives.items() if life.face.is_live}
        elif code == UNDONE:
            self.lives |= self._held  # as if the merger had never been
        for key, face in book.faces.items():
            life = self.lives.get(key) or self._born(book, key, face)
            if life.face == face:
                continue
            for moment, counted in _edited(book, key, life.face, at):
                self._step(book, key, life, counted, EDITED, moment)
            if code == ClockGivenBack.code and face.is_live:
                self._give_back(book, key, life, face, at)
            else:
                self._step(book, key, life, face, code or EDITED, at)

    def _born(self, book: Book, key: Key, face: Face) -> Life:
        """Return a clock as it began, which may be before the event that tells of it."""
        edition = book.hours.edition(face.terms.calendar, face.started_at)
        first = started(face.started_at, face.terms, book.hours.time(edition), edition)
        self.lives[key] = Life(
            face=first,
            since=face.started_at,
            facts=dict(book.facts or {}),
            promised_at=first.due_at,
        )
        return self.lives[key]

    def _step(self, book: Book, key: Key, life: Life, face: Face, code: str, at: datetime) -> None:
        before = life.face
        if _turn(before) != _turn(face):
            _close(book, life, before, at)
        surplus = face.consumed_seconds - used_seconds(before, at, book.time_of(before))
        if face.started_at != before.started_at or (code == ClockTakenOver.code and surplus):
            life.spans.insert(0, self._inherited(key, before, face, at, surplus))
        if face.terms != before.terms:
            life.facts = dict(book.facts or {})
        if face.is_live and _is_another_promise(before, face, code):
            life.changes.append(_change(face, code, at))
        if face.is_live:
            life.promised_at, life.ended_by = face.due_at, ""
        elif before.is_live:
            life.ended_by = code
        life.face = face

    def _give_back(self, book: Book, key: Key, life: Life, face: Face, at: datetime) -> None:
        """Put what is still taken over in the place of what was; words that went back count no more at all."""
        life.spans = [span for span in life.spans if span.kind != "taken_over"]
        own = min([life.since, *(span.since for span in life.spans)])
        if face.started_at > own:
            life.spans = [_from_on(span, face.started_at, book) for span in life.spans if span.until > face.started_at]
            own, life.since = face.started_at, max(life.since, face.started_at)
        self._step(book, key, life, replace(face, started_at=life.face.started_at), ClockGivenBack.code, at)
        life.face = face
        surplus = face.consumed_seconds - sum(span.seconds for span in life.spans if span.kind == "counted")
        if own != face.started_at or surplus:
            life.spans.insert(0, Span(kind="taken_over", since=face.started_at, until=own, seconds=surplus))
        life.changes.append(_change(face, ClockGivenBack.code, at))

    def _inherited(self, key: Key, before: Face, face: Face, at: datetime, surplus: int) -> Span:
        return Span(
            kind="taken_over",
            since=face.started_at,
            until=before.started_at,
            seconds=surplus,
            from_id=self._taken_over.get((*key, at), 0),
        )


def stretch(life: Life, book: Book, until: datetime) -> Span | None:
    """Return the stretch that is not over at a moment, None for a clock at its end."""
    face = life.face
    if face.state == "paused":
        return Span(kind="paused", since=life.since, until=until, cause=face.cause)
    if face.state != "running":
        return None
    return _counted("counted", face, book, life.since, max(until, life.since))


def ahead(life: Life, book: Book, now: datetime) -> Span | None:
    """Return what lies between now and the deadline, None where nothing does."""
    face = life.face
    if face.state != "running" or face.due_at is None or face.due_at <= now:
        return None
    return _counted("ahead", face, book, now, face.due_at)


def _edited(book: Book, key: Key, face: Face, until: datetime) -> Iterator[tuple[datetime, Face]]:
    """Yield what each edit of its calendar up to a moment made of a live clock."""
    if not face.is_live:
        return
    apart = Book(hours=book.hours, manual=book.manual, faces={key: face})
    for _edition, at in book.hours.later_editions(face.terms.calendar, face.edition, until):
        list(apart.settle(at))
        yield at, apart.faces[key]


def _copied(life: Life) -> Life:
    return replace(life, spans=[*life.spans], changes=[*life.changes])


def _from_on(span: Span, since: datetime, book: Book) -> Span:
    """Return what of a stretch lies after a moment."""
    if span.since >= since:
        return span
    counted = span.kind == "counted"
    seconds = book.hours.time(span.edition).working_seconds_between(since, span.until) if counted else span.seconds
    return replace(span, since=since, seconds=seconds)


def _turn(face: Face) -> tuple[object, ...]:
    return face.state, face.running_since, face.cause


def _close(book: Book, life: Life, before: Face, at: datetime) -> None:
    """End the stretch under way; one without any length is left out."""
    until = max(at, life.since)
    if before.state == "running":
        span = _counted("counted", before, book, life.since, until)
    elif before.state == "paused":
        span = Span(kind="paused", since=life.since, until=until, cause=before.cause)
    else:
        span = Span(kind="stood", since=life.since, until=until)
    if until > life.since:
        life.spans.append(span)
    life.since = until


def _counted(
    kind: Literal["counted", "ahead"], face: Face, book: Book, since: datetime, until: datetime
) -> Span:
    return Span(
        kind=kind,
        since=since,
        until=until,
        seconds=book.time_of(face).working_seconds_between(since, until),
        calendar_code=face.terms.calendar,
        edition=face.edition,
    )


def _is_another_promise(before: Face, face: Face, code: str) -> bool:
    if before.terms != face.terms or before.started_at != face.started_at:
        return True
    return code == EDITED and before.due_at != face.due_at


def _change(face: Face, code: str, at: datetime) -> Change:
    terms = face.terms
    return Change(
        code=code, at=at, due_at=face.due_at, clause_code=terms.clause, target_seconds=terms.target_seconds
    )
