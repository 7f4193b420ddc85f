"""The clocks of cases as the journal alone tells them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime

from fuwutai.domain.sla.book import Book, Key, Manual, Own
from fuwutai.domain.sla.definitions import EVENT_CODES
from fuwutai.domain.sla.events import (
    ClockBreached,
    ClockCancelled,
    ClockEscalated,
    ClockGivenBack,
    ClockRetargeted,
    ClockStarted,
    ClockTakenOver,
    ClockWarned,
)
from fuwutai.domain.sla.happenings import happening_of
from fuwutai.domain.sla.manual import KeptHours, RulesRecorded
from fuwutai.kernel.events import Event, load_event
from fuwutai.kernel.journal import entries_about

SWEPT = (ClockWarned, ClockBreached, ClockEscalated)
DECIDED = (ClockStarted, ClockRetargeted, ClockCancelled)
PASSED_ON = (ClockTakenOver, ClockGivenBack)
CODES = EVENT_CODES | {one.code for one in (*SWEPT, *DECIDED, *PASSED_ON)}
"""Every event from which the clocks of a case follow."""

History = Sequence[tuple[datetime, Event]]
Watcher = Callable[[Book, str, datetime], None]
"""Is told of the book after each event: its code and its moment."""


def histories(case_ids: Iterable[int], codes: Collection[str] = CODES) -> dict[int, History]:
    """Return what the journal says that concerns the clocks of cases, or only some codes of it. Cost: 1 statement."""
    found: dict[int, list[tuple[datetime, Event]]] = {case_id: [] for case_id in case_ids}
    entries = entries_about("case", found).filter(code__in=codes)
    for case_id, at, code, data in entries.values_list("subject_id", "at", "code", "data"):
        found[case_id].append((at, load_event(code, data)))
    return dict(found)


def book_of(history: History, now: datetime, manual: Manual | None = None, watch: Watcher | None = None) -> Book:
    """Return the clocks of one case, counted from nothing but its history and the editions of the calendars.

    `manual` puts other terms in the place of those recorded: what would have been.
    """
    book = Book(hours=KeptHours(), manual=manual or RulesRecorded(history))
    for at, event in history:
        _apply(book, event, at, as_recorded=manual is None)
        if watch:
            watch(book, event.code, at)
    list(book.settle(now))
    if watch:
        watch(book, "", now)
    return book


def _apply(book: Book, event: Event, at: datetime, *, as_recorded: bool) -> None:
    if isinstance(event, (*SWEPT, *PASSED_ON)):
        key: Key = (event.definition, event.round)
        if key not in book.faces:
            return
        if isinstance(event, ClockTakenOver):
            list(book.settle(at))
            book.take_over(key, at, event.started_at, event.used_seconds)
        elif isinstance(event, ClockGivenBack):
            list(book.settle(at))
            own = Own(started_at=event.started_at, less_seconds=event.less_seconds)
            book.give_back(key, at, own if event.owed else None)
        elif as_recorded:
            book.note(key, at, *_stage(event))
    elif event.code in EVENT_CODES:
        list(book.move(happening_of(event, at)))


def _stage(event: Event) -> tuple[str, int, int]:
    match event:
        case ClockWarned():
            return "warning", event.percent, 0
        case ClockEscalated():
            return "escalation", event.percent, event.level
    return "breach", 100, 0
