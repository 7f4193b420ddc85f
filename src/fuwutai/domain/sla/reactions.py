"""How clocks follow the journal, in the same transaction: a promise is never out of step with its case."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from fuwutai.domain.calendars.events import EDITS, CalendarCreated
from fuwutai.domain.calendars.queries import calendar_code_of
from fuwutai.domain.sla.commands import Happened, keep_clocks
from fuwutai.domain.sla.definitions import EVENT_CODES
from fuwutai.domain.sla.happenings import happening_of
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.jobs import enqueue
from fuwutai.kernel.reactions import Recorded, react_to, react_to_all

AFTER_MEMOS = timedelta(seconds=3)
"""Every process has noticed an edited calendar by then: the recount misses no clock that the old one started."""


@react_to_all(*sorted(EVENT_CODES))
def follow(recorded: Sequence[Recorded]) -> None:
    """Move the clocks of everything that one command did something to."""
    happened = [
        Happened(
            subject=one.event.subject,
            subject_id=one.event.subject_id,
            happening=happening_of(one.event, one.at),
            begins=one.event.starts,
            step=one.step,
        )
        for one in recorded
    ]
    keep_clocks(actor=Actor.system("sla"), happened=happened)


@react_to(*sorted(EDITS - {CalendarCreated.code}), when="in_transaction")
def recount_later(recorded: Recorded) -> None:
    """Promise that the live clocks of an edited calendar are counted anew."""
    code = calendar_code_of(cast(Any, recorded.event).calendar_id)
    enqueue("sla.recount", {"calendar": code, "after": 0}, run_at=clock.wall() + AFTER_MEMOS)
