"""Warnings and breaches."""

from fuwutai.domain.cases.queries import locked_case
from fuwutai.domain.sla.commands.clocks import face_of, next_moment, note_breach
from fuwutai.domain.sla.events import ClockWarned
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.rules import overran
from fuwutai.kernel import clock as wall
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.events import Code


@command(statements=7)
def fire_moment(*, actor: Actor, clock_id: int, case_id: int) -> None:
    """Record a warning or breach that has come due, and nothing when another worker did so already.

    Emits: ClockWarned, ClockBreached. Raises: Refused unless the system acts.
    """
    if not actor.is_system:
        raise Refused
    locked_case(actor, case_id)
    clock = Clock.objects.get(pk=clock_id, case_id=case_id)
    now = wall.now()
    if clock.next_moment_at is None or clock.next_moment_at > now or clock.due_at is None:
        return
    if clock.warned_at is None:
        clock.warned_at = now
        emit(
            ClockWarned(case_id=case_id, clock_id=clock.pk, definition=Code(clock.definition), due_at=clock.due_at)
        )
    if overran(face_of(clock), now):
        note_breach(clock)
    clock.next_moment_at = next_moment(clock)
    clock.save(update_fields=["warned_at", "breached_at", "next_moment_at"])
