"""Count live clocks anew after an edit of their calendar."""

from collections.abc import Sequence

from fuwutai.domain.cases.queries import locked_cases
from fuwutai.domain.sla.book import Outcome
from fuwutai.domain.sla.commands.clocks import Shelf, emit_outcomes, save_shelves
from fuwutai.domain.sla.models import Clock
from fuwutai.kernel import clock as wall
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Refused


@command
def recount_clocks(*, actor: Actor, case_ids: Sequence[int]) -> int:
    """Count the live clocks of cases by the present editions of their calendars; return how many moved.

    Emits: ClockRecounted for each that is due at another moment, ClockBreached for one missed before the edit.
    Raises: Refused unless the system acts. Cost: 4 statements.
    """
    if not actor.is_system:
        raise Refused
    ids = list(locked_cases(actor, case_ids))
    rows: dict[int, list[Clock]] = {case_id: [] for case_id in ids}
    for row in Clock.objects.filter(subject="case", subject_id__in=ids).order_by("id"):
        rows[row.subject_id].append(row)
    shelves = [Shelf.of("case", case_id, rows[case_id]) for case_id in ids]
    now = wall.now()
    outcomes: list[tuple[Shelf, Outcome]] = []
    for shelf in shelves:
        outcomes += [(shelf, outcome) for outcome in shelf.book.settle(now)]
    save_shelves(actor, shelves)
    emit_outcomes(outcomes)
    return len(outcomes)
