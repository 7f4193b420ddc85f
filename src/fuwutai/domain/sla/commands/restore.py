"""Store the clocks of cases as the journal alone tells them."""

from collections.abc import Sequence

from fuwutai.domain.cases.queries import locked_cases
from fuwutai.domain.sla.commands.clocks import Shelf, save_shelves
from fuwutai.domain.sla.journal import book_of, histories
from fuwutai.domain.sla.models import Clock
from fuwutai.kernel import clock as wall
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Refused


@command
def restore_clocks(*, actor: Actor, case_ids: Sequence[int]) -> None:
    """Make the stored clocks of cases what the journal says; clocks that it does not know are removed.

    Nothing new happened, so nothing is emitted. Raises: Refused unless the system acts. Cost: 6 statements.
    """
    if not actor.is_system:
        raise Refused
    ids = list(locked_cases(actor, case_ids))
    rows: dict[int, list[Clock]] = {case_id: [] for case_id in ids}
    for row in Clock.objects.filter(subject="case", subject_id__in=ids).order_by("id"):
        rows[row.subject_id].append(row)
    shelves, unknown = [], []
    now = wall.now()
    for case_id, history in histories(ids).items():
        said = book_of(history, now).faces
        unknown += [row.pk for row in rows[case_id] if (row.definition, row.round) not in said]
        shelf = Shelf.of("case", case_id, [row for row in rows[case_id] if row.pk not in unknown])
        shelf.book.faces = said
        shelves.append(shelf)
    Clock.objects.filter(pk__in=unknown).delete()
    save_shelves(actor, shelves, anyway=True)
