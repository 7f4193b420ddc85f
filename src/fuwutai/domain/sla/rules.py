"""The arithmetic of one clock; no Django, no wall clock.

One sentence decides everything that may change on the way: **what has passed was counted by the terms and hours in
force when it passed, and stays counted; from the change on the new ones count.** So no counted minute comes back and
no paused minute is lost, whatever is changed in which order. CHANGES says what that means for each change.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol

ALL_CAUSES = frozenset({"customer", "third_party"})


class WorkingTime(Protocol):
    """What a clock needs of a calendar."""

    def add_working_seconds(self, start: datetime, seconds: int) -> datetime:
        """Return the earliest instant with so many seconds worked."""

    def working_seconds_between(self, start: datetime, end: datetime) -> int:
        """Return the seconds worked between two instants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A step of the escalation chain: at so many percent of the target, by which rule row."""

    level: int
    percent: int
    rule_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a promise says. `target_seconds` is working time of the calendar."""

    target_seconds: int
    calendar: str = ""
    rule_id: int = 0
    clause: str = ""
    warn_percents: tuple[int, ...] = (75,)
    levels: tuple[Level, ...] = ()
    pause_for: frozenset[str] = ALL_CAUSES


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """The reading of a clock. `consumed_seconds` is working time used up before `running_since`.

    `edition` is the version of the calendar that counts. `decided_at`: the rules in force then decide; it is when the
    clock started, also where a merged case has put `started_at` back. `warned_percent`, `level`: the highest reached.
    """

    terms: Terms
    edition: int
    started_at: datetime
    decided_at: datetime
    state: str = "paused"
    cause: str = ""
    consumed_seconds: int = 0
    running_since: datetime | None = None
    stopped_at: datetime | None = None
    due_at: datetime | None = None
    warned_percent: int = 0
    level: int = 0
    breached_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        """Return whether the promise is still to be kept."""
        return self.state in ("running", "paused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What happens to a clock at a share of its target: a warning, the breach, or a level of escalation."""

    percent: int
    what: Literal["warning", "breach", "escalation"]
    level: int = 0
    rule_id: int = 0


def started(at: datetime, terms: Terms, time: WorkingTime, edition: int = 0) -> Face:
    """Return a fresh clock that runs from a moment on."""
    return resumed(Face(terms=terms, edition=edition, started_at=at, decided_at=at), at, time)


def resumed(face: Face, at: datetime, time: WorkingTime) -> Face:
    """Return the clock running on from a moment, with every minute of its pauses kept.

    Formula: due = the instant at which consumed + working time since `at` reaches the target; when it is reached
    already, the next working moment: nobody breaks a promise before it is made. What was missed stays due when it was.
    """
    if face.state == "running":
        return face
    rest = max(0, face.terms.target_seconds - face.consumed_seconds)
    due_at = face.breached_at or time.add_working_seconds(at, rest)
    return replace(face, state="running", cause="", running_since=at, stopped_at=None, due_at=due_at)


def paused(face: Face, at: datetime, time: WorkingTime, cause: str = "customer") -> Face:
    """Return the clock standing still, its time so far counted; a cause its terms do not wait for lets it run."""
    if not face.is_live:
        return face
    if cause not in face.terms.pause_for:
        return resumed(face, at, time)
    if face.state == "paused":
        return replace(face, cause=cause)
    return replace(_counted(face, at, time), state="paused", cause=cause, due_at=None)


def stopped(face: Face, at: datetime, time: WorkingTime) -> Face:
    """Return the clock at its end."""
    return _over(face, at, time, "stopped")


def cancelled(face: Face, at: datetime, time: WorkingTime) -> Face:
    """Return the clock called off: neither kept nor missed, unless it was missed before."""
    return _over(face, at, time, "cancelled")


def retargeted(
    face: Face, at: datetime, terms: Terms, time: WorkingTime, new_time: WorkingTime, edition: int
) -> Face:
    """Return the clock under other terms from a moment on: base, used time and pauses stay as they are.

    What the new terms would have warned of already is not warned of again; escalation begins anew.
    """
    used = _counted(face, at, time) if face.state == "running" else face
    new = replace(used, terms=terms, edition=edition, level=0, warned_percent=_passed(terms, used.consumed_seconds))
    return _on_from(face, new, at, new_time)


def recounted(face: Face, at: datetime, time: WorkingTime, new_time: WorkingTime, edition: int) -> Face:
    """Return the clock counted by another edition of its calendar from a moment on."""
    used = _counted(face, at, time) if face.state == "running" else face
    return _on_from(face, replace(used, edition=edition), at, new_time)


def taken_over(face: Face, at: datetime, started_at: datetime, used_seconds: int, time: WorkingTime) -> Face:
    """Return the clock with the base and the used time of a merged case that was promised earlier."""
    used = _counted(face, at, time) if face.state == "running" else face
    most = max(used.consumed_seconds, used_seconds)
    return _on_from(face, replace(used, started_at=started_at, consumed_seconds=most), at, time)


def given_back(face: Face, at: datetime, started_at: datetime, less_seconds: int, time: WorkingTime) -> Face:
    """Return the clock without what a merged case had brought: its own base, and the used time without the surplus."""
    used = _counted(face, at, time) if face.state == "running" else face
    rest = max(0, used.consumed_seconds - less_seconds)
    return _on_from(face, replace(used, started_at=started_at, consumed_seconds=rest), at, time)


def used_seconds(face: Face, at: datetime, time: WorkingTime) -> int:
    """Return the working time a clock has used up at a moment."""
    return _counted(face, at, time).consumed_seconds if face.state == "running" else face.consumed_seconds


def overran(face: Face, at: datetime) -> bool:
    """Return whether a clock that still runs at a moment has missed its promise; on the dot is kept."""
    return face.state == "running" and face.due_at is not None and at > face.due_at


def missed_by(face: Face, at: datetime) -> Face:
    """Return the clock with its breach noted, if it has missed its promise by a moment; a breach is never undone.

    Nobody is warned of it any more.
    """
    if face.breached_at is None and overran(face, at):
        warned = max((face.warned_percent, *face.terms.warn_percents))
        return replace(face, breached_at=face.due_at, warned_percent=warned)
    return face


def standing_for(face: Face, at: datetime, time: WorkingTime, cause: str) -> Face:
    """Return a live clock as it must be while its thing waits for somebody ("" = for nobody)."""
    return paused(face, at, time, cause) if cause else resumed(face, at, time)


def stages(face: Face) -> list[Stage]:
    """Return what is still to happen to a clock, in order."""
    terms = face.terms
    found = [Stage(percent=one, what="warning") for one in terms.warn_percents if one > face.warned_percent]
    if face.breached_at is None:
        found.append(Stage(percent=100, what="breach"))
    found += [
        Stage(percent=one.percent, what="escalation", level=one.level, rule_id=one.rule_id)
        for one in terms.levels
        if one.level > face.level
    ]
    order = ("warning", "breach", "escalation")
    return sorted(found, key=lambda one: (one.percent, order.index(one.what), one.level))


def moment_of(face: Face, percent: int, time: WorkingTime) -> datetime:
    """Return when a running clock will have used so many percent of its target."""
    assert face.running_since is not None and face.due_at is not None
    if percent == 100:
        return face.due_at
    rest = face.terms.target_seconds * percent // 100 - face.consumed_seconds
    moment = time.add_working_seconds(face.running_since, max(0, rest))
    return max(moment, face.due_at) if percent > 100 else moment


def next_moment(face: Face, time: WorkingTime) -> datetime | None:
    """Return when the sweep must look at a clock again; None = nothing to come."""
    if face.state != "running":
        return None
    ahead = stages(face)
    return moment_of(face, ahead[0].percent, time) if ahead else None


def fired(face: Face, now: datetime, time: WorkingTime) -> Iterator[tuple[Stage, Face]]:
    """Yield each stage that has come by a moment, with the clock after it, in order.

    A warning comes on the dot; breach and what lies beyond it only once the moment has passed.
    """
    while face.state == "running" and (ahead := stages(face)):
        if not has_come(face, ahead[0], now, time):
            return
        face = after(face, ahead[0])
        yield ahead[0], face


def has_come(face: Face, stage: Stage, now: datetime, time: WorkingTime) -> bool:
    """Return whether a running clock has reached a stage by a moment."""
    moment = moment_of(face, stage.percent, time)
    return moment < now or (moment == now and stage.percent < 100)


def after(face: Face, stage: Stage) -> Face:
    """Return the clock with a stage behind it."""
    if stage.what == "warning":
        return replace(face, warned_percent=stage.percent)
    if stage.what == "breach":
        return replace(face, breached_at=face.due_at)
    return replace(face, level=stage.level)


def _over(face: Face, at: datetime, time: WorkingTime, state: str) -> Face:
    if not face.is_live:
        return face
    counted = _counted(face, at, time) if face.state == "running" else face
    return replace(counted, state=state, cause="", stopped_at=at, due_at=None)


def _on_from(before: Face, after: Face, at: datetime, time: WorkingTime) -> Face:
    """Return the clock running on if it ran before."""
    return resumed(replace(after, state="paused"), at, time) if before.state == "running" else after


def _counted(face: Face, at: datetime, time: WorkingTime) -> Face:
    assert face.running_since is not None
    used = time.working_seconds_between(face.running_since, max(at, face.running_since))
    return replace(face, consumed_seconds=face.consumed_seconds + used, running_since=None)


def _passed(terms: Terms, used: int) -> int:
    """Return the highest warning that so much used time has left behind."""
    gone = [one for one in terms.warn_percents if terms.target_seconds * one // 100 <= used]
    return max(gone, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one change does to a clock in one state, as a row of CHANGES."""

    base: Literal["kept", "earlier of the two", "own"] = "kept"
    used: Literal["kept", "greater of the two", "goes on"] = "kept"
    terms: Literal["kept", "new"] = "kept"
    due: Literal["kept", "moves", "none", "when it goes on"] = "kept"
    breach: Literal["kept"] = "kept"
    state: Literal["kept", "cancelled", "running"] = "kept"


Change = Literal[
    "facts", "team", "policy", "calendar", "holiday_added", "reopen", "merge_source", "merge_target", "split"
]
State = Literal["running", "paused", "stopped"]

_NOTHING = Effect()
_PAUSED = Effect(due="when it goes on")

CHANGES: dict[tuple[Change, State], Effect] = {
    ("facts", "running"): Effect(terms="new", due="moves"),
    ("facts", "paused"): Effect(terms="new", due="when it goes on"),
    ("facts", "stopped"): _NOTHING,
    ("team", "running"): _NOTHING,
    ("team", "paused"): _NOTHING,
    ("team", "stopped"): _NOTHING,
    ("policy", "running"): _NOTHING,
    ("policy", "paused"): _NOTHING,
    ("policy", "stopped"): _NOTHING,
    ("calendar", "running"): Effect(due="moves"),
    ("calendar", "paused"): _PAUSED,
    ("calendar", "stopped"): _NOTHING,
    ("holiday_added", "running"): Effect(due="moves"),
    ("holiday_added", "paused"): _PAUSED,
    ("holiday_added", "stopped"): _NOTHING,
    ("reopen", "running"): _NOTHING,
    ("reopen", "paused"): _NOTHING,
    ("reopen", "stopped"): Effect(used="goes on", due="moves", state="running"),
    ("merge_source", "running"): Effect(due="none", state="cancelled"),
    ("merge_source", "paused"): Effect(due="none", state="cancelled"),
    ("merge_source", "stopped"): _NOTHING,
    ("merge_target", "running"): Effect(base="earlier of the two", used="greater of the two", due="moves"),
    ("merge_target", "paused"): Effect(base="earlier of the two", used="greater of the two", due="when it goes on"),
    ("merge_target", "stopped"): _NOTHING,
    ("split", "running"): _NOTHING,
    ("split", "paused"): _NOTHING,
    ("split", "stopped"): _NOTHING,
}
"""Change × state of the clock → what becomes of it. `facts`: priority, tier, type, category, service class, line,
urgency, complexity, channel. `policy`: a rule was revised or ended; a case keeps the figures it began with
(S2-3.2.1-4). `reopen` is about clocks that go on (resolution, complaint reply). `split`: the case keeps its clocks; the
new case has clocks of its own, which start when the customer wrote the words. Taking a merger back is no row: the
source goes on as if it had never been merged, the target as if nothing had been brought (`release.py`); only a breach
stays what it is."""
