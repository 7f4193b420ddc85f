"""The history of a case as another system tells it, put through the arithmetic of clocks.

What an event means to the three clocks stands here; how long a clock has run and when it is due, `rules` counts.
No journal, no Django, no wall clock.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from fuwutai.domain.sla.rules import Face, Terms, WorkingTime, paused, resumed, started, stopped

Result = dict[str, datetime | int | None]

TARGETS = {"first_response": "first_response", "update": "response", "solution": "solution"}
"""Each clock, and the name of its target in `sla_minutes`."""

CLOSED = "closed"
MINUTE_ZERO = datetime(2100, 1, 1, tzinfo=UTC)
MOST_MINUTES = 50_000_000
"""A timeline knows minutes only. They are counted from a moment with about a century of calendar on either side."""


class ReplayError(ValueError):
    """A history that cannot be replayed: a stable code and an English sentence that says what to change."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Stopwatch:
    """One clock of `rules`, moved by hand, round after round."""

    def __init__(self, target_minutes: int, time: WorkingTime) -> None:
        self.target_minutes = target_minutes
        self.longest_seconds: int | None = None
        self._time = time
        self._face: Face | None = None
        self._reached_at: datetime | None = None

    @property
    def has_started(self) -> bool:
        """Tell whether there was a round at all."""
        return self._face is not None

    @property
    def is_under_way(self) -> bool:
        """Tell whether a round has begun that is not stopped, be it running or paused."""
        return self._face is not None and self._face.is_live

    @property
    def due_at(self) -> datetime | None:
        """Return the deadline of a running clock; one that had come before a pause is not moved by the pause."""
        if self._face is None or self._face.state != "running":
            return None
        return self._reached_at or self._face.due_at

    def start(self, at: datetime, *, held: bool = False) -> None:
        """Begin a fresh round, paused at once where the case is held."""
        self._face = started(at, Terms(target_seconds=self.target_minutes * 60), self._time)
        self._reached_at = None
        if held:
            self._face = paused(self._face, at, self._time)

    def hold(self, at: datetime, held: bool) -> None:
        """Let the clock stand from a moment on, or run on; one that does so already goes on with it."""
        if self._face is None or not self.is_under_way:
            return
        due_at = self._face.due_at
        if self._reached_at is None and due_at is not None and due_at <= at:
            self._reached_at = due_at
        self._face = (paused if held else resumed)(self._face, at, self._time)

    def stop(self, at: datetime) -> None:
        """End the round under way, and keep its working time if no round was longer."""
        if self._face is not None and self.is_under_way:
            self._face = stopped(self._face, at, self._time)
            self.longest_seconds = max(self.longest_seconds or 0, self._face.consumed_seconds)


# --- histories of events


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event of a history; `codes` are two where it counts as another one also."""

    at: datetime
    codes: tuple[str, ...]
    by_customer: bool
    state: str | None


def replay_events(case: Mapping[str, Any], time: WorkingTime) -> Result:
    """Return the ten figures of a case after all its events, deadlines in UTC cut to the minute.

    Events that mean nothing to a clock are passed over, as a clock passes over the rest of the journal.
    Raises: ReplayError bad_case, bad_event, bad_instant, bad_input, naive_time; and what the calendar refuses.
    """
    told = _Told(_targets(case.get("sla_minutes")), time)
    events = case.get("events")
    if not isinstance(events, list):
        raise ReplayError("bad_case", "events must be a list.")
    for happening in sorted(map(_happening, events), key=lambda one: one.at):  # sorted keeps the order of ties
        told.happens(happening)
    return told.figures()


class _Told:
    """A case as its history has told it so far: the clocks that have a target, held or not, closed or not."""

    def __init__(self, targets: Mapping[str, int], time: WorkingTime) -> None:
        self._clocks = {name: Stopwatch(minutes, time) for name, minutes in targets.items()}
        self._held = self._closed = False

    def happens(self, happening: Happening) -> None:
        for code in happening.codes:
            if code in _MEANINGS:
                _MEANINGS[code](self, happening)

    def figures(self) -> Result:
        due = {name: None if self._closed else _to_the_minute(clock.due_at) for name, clock in self._clocks.items()}
        result: Result = {"next_escalation_at": min((at for at in due.values() if at is not None), default=None)}
        for name in TARGETS:
            used = target = None
            if (clock := self._clocks.get(name)) is not None and clock.longest_seconds is not None:
                used, target = clock.longest_seconds // 60, clock.target_minutes
            result[f"{name}_due"] = due.get(name)
            result[f"{name}_in_min"] = used
            result[f"{name}_diff_in_min"] = None if used is None or target is None else target - used
        return result

    def _created(self, happening: Happening) -> None:
        for clock in self._named("first_response", "solution"):
            if not clock.has_started:
                clock.start(happening.at, held=self._held)
        if happening.by_customer:
            self._customer_wrote(happening)
        if happening.state is not None:
            self._enters(happening)

    def _first_response(self, happening: Happening) -> None:
        for clock in self._named("first_response"):
            clock.stop(happening.at)

    def _agent_wrote(self, happening: Happening) -> None:
        for clock in self._named("update"):
            clock.stop(happening.at)

    def _customer_wrote(self, happening: Happening) -> None:
        """Start the update clock; a round under way, also a paused one, waits for the same answer and stays."""
        for clock in self._named("update"):
            if not clock.is_under_way:
                clock.start(happening.at, held=self._held)

    def _enters(self, happening: Happening) -> None:
        if happening.state is None:
            raise ReplayError("bad_event", "An event of kind state needs to, the state it leads to.")
        self._closed, self._held = happening.state == CLOSED, _stands_in(happening.state)
        for clock in self._clocks.values():
            clock.hold(happening.at, self._held)
        if self._closed:
            self._was_closed(happening)

    def _was_closed(self, happening: Happening) -> None:
        """Stop the solution clock alone: an answer that comes after the closing is measured up to itself."""
        self._closed = True
        for clock in self._named("solution"):
            clock.stop(happening.at)

    def _named(self, *names: str) -> Iterator[Stopwatch]:
        return (self._clocks[name] for name in names if name in self._clocks)


_MEANINGS: dict[str, Callable[[_Told, Happening], None]] = {
    "created": _Told._created,
    "first_response": _Told._first_response,
    "agent_contact": _Told._agent_wrote,
    "customer_contact": _Told._customer_wrote,
    "state": _Told._enters,
    CLOSED: _Told._was_closed,
}


def _to_the_minute(at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC).replace(second=0, microsecond=0)


def _targets(given: object) -> dict[str, int]:
    if not isinstance(given, Mapping):
        raise ReplayError("bad_input", "sla_minutes must be an object of first_response, response and solution.")
    return {name: _count(given, key) for name, key in TARGETS.items() if given.get(key) is not None}


def _happening(event: object) -> Happening:
    if not isinstance(event, Mapping) or not isinstance(event.get("event"), str):
        raise ReplayError("bad_event", "An event must be an object with at and event.")
    also, state = event.get("also"), event.get("to", event.get("state"))
    for name, text in (("also", also), ("state", state)):
        if not isinstance(text, str | None):
            raise ReplayError("bad_event", f"{name} must be a word, not {text!r}.")
    return Happening(
        at=_instant(event.get("at")),
        codes=(event["event"],) if also is None else (event["event"], also),
        by_customer=event.get("by") == "customer",
        state=state,
    )


def _instant(text: object) -> datetime:
    try:
        at = datetime.fromisoformat(text.upper()) if isinstance(text, str) else None
    except ValueError:
        at = None
    if at is None:
        raise ReplayError("bad_instant", f"at {text!r} is no instant; write 2026-03-02T09:00:00+08:00.")
    if at.tzinfo is None:
        raise ReplayError("naive_time", f"Time {text} has no zone; add Z or an offset such as +08:00.")
    return at


# --- timelines of minutes


def replay_timeline(case: Mapping[str, Any], always: WorkingTime) -> Result:
    """Return the answer to the query of a timeline, `due_minute` or `working_minutes`, round the clock.

    Formula: nothing counts before the first entry. A pause without an end has no length that could be added, so a
    deadline that the timeline does not reach is told as if the clock ran on from its last entry.
    Raises: ReplayError bad_case, bad_event, bad_input, out_of_range; and what the calendar refuses.
    """
    query = case.get("query")
    entries = _entries(case.get("timeline"))
    if isinstance(query, Mapping) and {"due_after_minutes", "start_minute"} <= query.keys():
        minutes, start = _count(query, "due_after_minutes"), _minute(query, "start_minute")
        return {"due_minute": _due_minute(entries, Stopwatch(minutes, always), max(start, entries[0][0]))}
    if isinstance(query, Mapping) and {"count_from", "count_to"} <= query.keys():
        first, last = _minute(query, "count_from"), _minute(query, "count_to")
        return {"working_minutes": _working_minutes(entries, Stopwatch(0, always), max(first, entries[0][0]), last)}
    raise ReplayError("bad_case", "query needs due_after_minutes and start_minute, or count_from and count_to.")


def _due_minute(entries: list[tuple[int, bool]], clock: Stopwatch, start: int) -> int:
    clock.start(_moment(start), held=_held_at(entries, start))
    for minute, held in _after(entries, start):
        clock.hold(_moment(minute), held)
    clock.hold(_moment(max(start, entries[-1][0])), False)
    assert clock.due_at is not None
    return (clock.due_at - MINUTE_ZERO) // timedelta(minutes=1)


def _working_minutes(entries: list[tuple[int, bool]], clock: Stopwatch, first: int, last: int) -> int:
    if last <= first:
        return 0
    clock.start(_moment(first), held=_held_at(entries, first))
    for minute, held in _after(entries, first):
        if minute < last:
            clock.hold(_moment(minute), held)
    clock.stop(_moment(last))
    return (clock.longest_seconds or 0) // 60


def _held_at(entries: Iterable[tuple[int, bool]], minute: int) -> bool:
    return [held for since, held in entries if since <= minute][-1]


def _after(entries: Iterable[tuple[int, bool]], minute: int) -> Iterator[tuple[int, bool]]:
    return (entry for entry in entries if entry[0] > minute)


def _entries(timeline: object) -> list[tuple[int, bool]]:
    """Return for each entry, in order, its minute and whether the clock stands from there on."""
    entries = []
    for entry in timeline if isinstance(timeline, list) else ():
        if not isinstance(entry, Mapping) or not isinstance(entry.get("to"), str):
            raise ReplayError("bad_event", "An entry of a timeline must be an object with minute and to.")
        entries.append((_minute(entry, "minute"), _stands_in(entry["to"])))
    if not entries:
        raise ReplayError("bad_case", "timeline must be a list with at least one entry.")
    return sorted(entries, key=lambda entry: entry[0])


def _stands_in(state: str) -> bool:
    return state == CLOSED or state.startswith("pending")


def _moment(minute: int) -> datetime:
    return MINUTE_ZERO + timedelta(minutes=minute)


def _minute(given: Mapping[str, Any], key: str) -> int:
    value = _whole(given, key)
    if abs(value) > MOST_MINUTES:
        raise ReplayError("out_of_range", f"{key} must not be further than {MOST_MINUTES} from 0.")
    return value


def _count(given: Mapping[str, Any], key: str) -> int:
    value = _whole(given, key)
    if value < 0:
        raise ReplayError("bad_input", f"{key} must not be negative.")
    return value


def _whole(given: Mapping[str, Any], key: str) -> int:
    value = given.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ReplayError("bad_input", f"{key} must be a whole number, not {value!r}.")
    return value
