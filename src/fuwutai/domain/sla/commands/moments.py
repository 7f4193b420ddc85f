"""Warnings, breaches and escalations."""

from fuwutai.domain.accounts.queries import team_ids
from fuwutai.domain.cases.commands import assign_case
from fuwutai.domain.cases.queries import locked_case
from fuwutai.domain.sla.book import Outcome
from fuwutai.domain.sla.commands.clocks import Shelf, emit_outcomes, save_shelves
from fuwutai.domain.sla.manual import ESCALATION
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.stored import key_of
from fuwutai.domain.standards.queries import rule_by_id
from fuwutai.kernel import clock as wall
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Refused


@command(statements=12)
def fire_moment(*, actor: Actor, clock_id: int, case_id: int) -> None:
    """Record what has come due of one clock, in order, and nothing when another worker did so already.

    An escalation whose rule names a team gives the case to it.
    Emits: ClockWarned, ClockBreached, ClockEscalated. Raises: Refused unless the system acts.
    """
    if not actor.is_system:
        raise Refused
    case = locked_case(actor, case_id)
    row = Clock.objects.get(pk=clock_id, case_id=case_id)
    now = wall.now()
    if row.next_moment_at is None or row.next_moment_at > now:
        return
    rows = [row, *Clock.objects.filter(case_id=case_id).exclude(pk=clock_id)]
    shelf = Shelf.of("case", case_id, rows)
    outcomes = list(shelf.book.fire(key_of(row), now))
    if not outcomes:
        return
    save_shelves(actor, [shelf])
    emit_outcomes((shelf, outcome) for outcome in outcomes)
    team_id = _team_to_get_it(outcomes)
    if team_id and team_id != case.team_id and case.status != "closed":
        assign_case(actor=actor, case_id=case_id, team_id=team_id)


def _team_to_get_it(outcomes: list[Outcome]) -> int | None:
    """Return the team that the highest level reached gives the case to, if any."""
    for outcome in reversed(outcomes):
        if outcome.stage is None or outcome.what != "escalated":
            continue
        rule = rule_by_id(ESCALATION, outcome.stage.rule_id)
        if rule and rule.value.give_to:
            return team_ids().get(rule.value.give_to)
    return None
