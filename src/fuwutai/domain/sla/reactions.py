"""How clocks follow the events of cases, in the same transaction: a promise is never out of step with its case."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from fuwutai.domain.cases.events import CaseOpened
from fuwutai.domain.sla.commands import move_clocks, start_clocks
from fuwutai.domain.sla.rules import EVENT_CODES
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.reactions import Recorded, react_to, react_to_all

SLA = Actor.system("sla")


@react_to(CaseOpened, when="in_transaction")
def start(recorded: Recorded) -> None:
    """Start the clocks of a new case."""
    opened = cast(CaseOpened, recorded.event)
    facts = {
        "type": opened.type,
        "priority": opened.priority,
        "channel": opened.channel,
        "category": opened.category,
    }
    start_clocks(actor=SLA, case_id=opened.case_id, facts=facts, at=recorded.at)


@react_to_all(*sorted(EVENT_CODES - {CaseOpened.code}))
def move(recorded: Sequence[Recorded]) -> None:
    """Pause, resume or stop the clocks of a case, for all that one command did to it at once."""
    happened: dict[int, list[tuple[str, datetime]]] = {}
    for one in recorded:
        happened.setdefault(one.event.subject_id, []).append((one.event.code, one.at))
    for case_id, many in happened.items():
        move_clocks(actor=SLA, case_id=case_id, happened=many)
