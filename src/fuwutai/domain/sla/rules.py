"""Clock definitions as data, and the arithmetic of one clock; no Django, no wall clock."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol

Signal = Literal["start", "pause", "resume", "stop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockDefinition:
    """A clock by the codes of the events that move it."""

    code: str
    rule_kind: str
    start_on: frozenset[str]
    pause_on: frozenset[str]
    resume_on: frozenset[str]
    stop_on: frozenset[str]

    def signal(self, event_code: str) -> Signal | None:
        """Return what an event means to this clock."""
        if event_code in self.start_on:
            return "start"
        if event_code in self.stop_on:
            return "stop"
        if event_code in self.pause_on:
            return "pause"
        return "resume" if event_code in self.resume_on else None


DEFINITIONS: tuple[ClockDefinition, ...] = (
    ClockDefinition(
        code="first_response",
        rule_kind="sla.first_response",
        start_on=frozenset({"cases.case_opened"}),
        pause_on=frozenset({"cases.wait_started"}),
        resume_on=frozenset({"cases.wait_ended"}),
        stop_on=frozenset({"cases.agent_replied", "cases.case_resolved", "cases.case_closed"}),
    ),
    ClockDefinition(
        code="resolution",
        rule_kind="sla.resolution",
        start_on=frozenset({"cases.case_opened", "cases.case_reopened"}),
        pause_on=frozenset({"cases.wait_started"}),
        resume_on=frozenset({"cases.wait_ended"}),
        stop_on=frozenset({"cases.case_resolved", "cases.case_closed"}),
    ),
)

EVENT_CODES: frozenset[str] = frozenset().union(
    *(d.start_on | d.pause_on | d.resume_on | d.stop_on for d in DEFINITIONS)
)


class WorkingTime(Protocol):
    """What a clock needs of a calendar."""

    def add_working_seconds(self, start: datetime, seconds: int) -> datetime:
        """Return the earliest instant with so many seconds worked."""

    def working_seconds_between(self, start: datetime, end: datetime) -> int:
        """Return the seconds worked between two instants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFace:
    """The reading of a clock. `consumed_seconds` is working time used up before `running_since`."""

    state: str
    target_seconds: int
    warn_percent: int
    consumed_seconds: int = 0
    running_since: datetime | None = None
    stopped_at: datetime | None = None
    due_at: datetime | None = None
    warn_at: datetime | None = None


def started(at: datetime, target_seconds: int, warn_percent: int, time: WorkingTime) -> ClockFace:
    """Return a fresh clock that runs from a moment on."""
    fresh = ClockFace(state="paused", target_seconds=target_seconds, warn_percent=warn_percent)
    return resumed(fresh, at, time)


def resumed(face: ClockFace, at: datetime, time: WorkingTime) -> ClockFace:
    """Return the clock running on from a moment, with every minute of its pauses kept.

    Formula: due = the instant at which consumed + working time since `at` reaches the target.
    """
    if face.state == "running":
        return face
    warn_seconds = face.target_seconds * face.warn_percent // 100
    return replace(
        face,
        state="running",
        running_since=at,
        stopped_at=None,
        due_at=time.add_working_seconds(at, face.target_seconds - face.consumed_seconds),
        warn_at=time.add_working_seconds(at, max(0, warn_seconds - face.consumed_seconds)),
    )


def paused(face: ClockFace, at: datetime, time: WorkingTime) -> ClockFace:
    """Return the clock standing still, its working time so far counted."""
    if face.state != "running":
        return face
    return replace(_counted(face, at, time), state="paused", due_at=None, warn_at=None)


def stopped(face: ClockFace, at: datetime, time: WorkingTime) -> ClockFace:
    """Return the clock at its end."""
    if face.state == "stopped":
        return face
    counted = _counted(face, at, time) if face.state == "running" else face
    return replace(counted, state="stopped", stopped_at=at, due_at=None, warn_at=None)


def _counted(face: ClockFace, at: datetime, time: WorkingTime) -> ClockFace:
    assert face.running_since is not None
    used = time.working_seconds_between(face.running_since, at)
    return replace(face, consumed_seconds=face.consumed_seconds + used, running_since=None)


def moved(face: ClockFace, signal: Signal, at: datetime, time: WorkingTime) -> ClockFace:
    """Return a clock that exists already after a signal; once stopped, only another start lets it run on."""
    if face.state == "stopped" and signal != "start":
        return face
    return _MOVES[signal](face, at, time)


def overran(face: ClockFace, at: datetime) -> bool:
    """Return whether a clock that still runs at a moment has missed its promise; on the dot is kept."""
    return face.state == "running" and face.due_at is not None and at > face.due_at


_MOVES: dict[Signal, Callable[[ClockFace, datetime, WorkingTime], ClockFace]] = {
    "start": resumed,
    "resume": resumed,
    "pause": paused,
    "stop": stopped,
}
