"""What a merger would do to the deadlines of the case that goes on, before anybody does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fuwutai.domain.cases.queries import facts_of, visible_case
from fuwutai.domain.sla.book import Book, Happening
from fuwutai.domain.sla.definitions import ABSORBED
from fuwutai.domain.sla.manual import KeptHours, RulesInForce
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.stored import faces_of
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A promise of the case that goes on: when it is due now, and when once the other one has joined it."""

    definition: str
    due_at: datetime | None
    then_due_at: datetime | None


def promises_after(actor: Actor, case_id: int, into_id: int) -> Sequence[Held]:
    """Return the promises that would hold in a target, as the merger itself would count them; nothing is written.

    Raises: NotFound. Cost: 4 statements.
    """
    for one in (case_id, into_id):
        visible_case(actor, one)
    rows = list(Clock.objects.filter(case_id__in=(case_id, into_id)).order_by("id"))
    theirs = faces_of(row for row in rows if row.case_id == case_id)
    before = faces_of(row for row in rows if row.case_id == into_id)
    book = Book(hours=KeptHours(), manual=RulesInForce(), faces=dict(before))
    book.facts = facts_of([into_id])[into_id]
    live = {key: face for key, face in theirs.items() if face.is_live}
    list(book.move(Happening(code=ABSORBED, at=clock.now(), from_id=case_id, absorbed=live)))
    found = []
    for key, face in book.faces.items():
        if face.is_live:
            was = before.get(key)
            found.append(Held(definition=key[0], due_at=was.due_at if was else None, then_due_at=face.due_at))
    return sorted(found, key=lambda one: (one.then_due_at is None, one.then_due_at or clock.now()))
