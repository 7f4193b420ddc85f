"""Start and move the clocks of a case."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from fuwutai.domain.accounts.queries import centre_calendar, working_hours
from fuwutai.domain.cases.commands import note_promise
from fuwutai.domain.sla.events import ClockBreached, ClockStarted
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.rules import DEFINITIONS, ClockDefinition, ClockFace, moved, overran, started
from fuwutai.domain.standards.queries import rule_in_force
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.events import Code

FACE_FIELDS = ("state", "consumed_seconds", "running_since", "stopped_at", "due_at", "warn_at")


@command
def start_clocks(*, actor: Actor, case_id: int, facts: Mapping[str, str], at: datetime) -> None:
    """Start every clock whose manual names a figure for these facts. Emits: ClockStarted. Raises: Refused."""
    if not actor.is_system:
        raise Refused
    clocks = [made for definition in DEFINITIONS if (made := _new_clock(definition, case_id, facts, at))]
    if not clocks:
        return
    Clock.objects.bulk_create(clocks)
    for clock in clocks:
        assert clock.due_at is not None
        emit(
            ClockStarted(
                case_id=case_id,
                clock_id=clock.pk,
                definition=Code(clock.definition),
                rule_id=clock.rule_id,
                clause_code=Code(clock.clause_code),
                target_seconds=clock.target_seconds,
                due_at=clock.due_at,
            )
        )
    _keep_promise(actor, case_id, clocks)


@command
def move_clocks(*, actor: Actor, case_id: int, happened: Sequence[tuple[str, datetime]]) -> None:
    """Pause, resume or stop the clocks of a case as the events that happened (code, moment) demand.

    Emits: ClockBreached for a promise missed before the sweep saw it. Raises: Refused. Cost: 3 statements, 1 when
    nothing moves.
    """
    if not actor.is_system:
        raise Refused
    clocks = list(Clock.objects.filter(case_id=case_id).order_by("id"))
    changed = [clock for clock in clocks if [_move(clock, code, at) for code, at in happened].count(True)]
    if not changed:
        return
    Clock.objects.bulk_update(changed, [*FACE_FIELDS, "breached_at", "next_moment_at"])
    _keep_promise(actor, case_id, clocks)


def _new_clock(definition: ClockDefinition, case_id: int, facts: Mapping[str, str], at: datetime) -> Clock | None:
    rule = rule_in_force(definition.rule_kind, facts, at)
    if rule is None:
        return None
    calendar_code = rule.value.calendar or centre_calendar()
    face = started(at, rule.value.minutes * 60, rule.value.warn_percent, working_hours(calendar_code))
    clock = Clock(
        case_id=case_id,
        definition=definition.code,
        rule_id=rule.id,
        clause_code=rule.clause_code,
        calendar_code=calendar_code,
        target_seconds=face.target_seconds,
        warn_percent=face.warn_percent,
        started_at=at,
    )
    _show(clock, face)
    return clock


def _move(clock: Clock, event_code: str, at: datetime) -> bool:
    definition = next(one for one in DEFINITIONS if one.code == clock.definition)
    signal = definition.signal(event_code)
    if signal is None:
        return False
    before = face_of(clock)
    after = moved(before, signal, at, working_hours(clock.calendar_code))
    if after == before:
        return False
    if overran(before, at):
        note_breach(clock)
    _show(clock, after)
    return True


def note_breach(clock: Clock) -> None:
    """Mark a promise as missed, once; the caller saves the clock. Emits: ClockBreached."""
    if clock.breached_at is None and clock.due_at is not None:
        clock.breached_at = clock.due_at
        emit(
            ClockBreached(
                case_id=clock.case_id, clock_id=clock.pk, definition=Code(clock.definition), due_at=clock.due_at
            )
        )


def face_of(clock: Clock) -> ClockFace:
    """Return the pure reading of a stored clock."""
    values = {name: getattr(clock, name) for name in FACE_FIELDS}
    return ClockFace(target_seconds=clock.target_seconds, warn_percent=clock.warn_percent, **values)


def _show(clock: Clock, face: ClockFace) -> None:
    for name in FACE_FIELDS:
        setattr(clock, name, getattr(face, name))
    clock.next_moment_at = next_moment(clock)


def next_moment(clock: Clock) -> datetime | None:
    """Return when the sweep must look at a clock again: before its warning at the warning, then at the breach."""
    if clock.state != "running" or clock.breached_at:
        return None
    return clock.due_at if clock.warned_at else clock.warn_at


def _keep_promise(actor: Actor, case_id: int, clocks: Iterable[Clock]) -> None:
    dues = [clock.due_at for clock in clocks if clock.state == "running" and clock.due_at]
    note_promise(actor=actor, case_id=case_id, due_at=min(dues, default=None))
