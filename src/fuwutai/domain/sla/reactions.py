"""How clocks follow the events of cases, in the same transaction: a promise is never out of step with its case."""

from typing import cast

from fuwutai.domain.cases.events import CaseOpened
from fuwutai.domain.sla.commands import move_clocks, start_clocks
from fuwutai.domain.sla.rules import EVENT_CODES
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.reactions import Recorded, react_to

SLA = Actor.system("sla")


@react_to(CaseOpened, when="in_transaction")
def start(recorded: Recorded) -> None:
    """Start the clocks of a new case."""
    opened = cast(CaseOpened, recorded.event)
    facts = {"type": opened.type, "priority": opened.priority, "channel": opened.channel}
    start_clocks(actor=SLA, case_id=opened.case_id, facts=facts, at=recorded.at)


@react_to(*sorted(EVENT_CODES - {CaseOpened.code}), when="in_transaction")
def move(recorded: Recorded) -> None:
    """Pause, resume or stop the clocks of a case."""
    event = recorded.event
    move_clocks(actor=SLA, case_id=event.subject_id, event_code=event.code, at=recorded.at)
