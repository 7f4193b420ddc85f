"""What makes notices: a promise that climbs a level of its escalation chain."""

from typing import cast

from fuwutai.domain.cases.choices import EMERGENCY, URGENT
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.notices.audience import people_to_tell
from fuwutai.domain.notices.choices import ESCALATED
from fuwutai.domain.notices.commands import give_notice
from fuwutai.domain.sla.events import ClockEscalated
from fuwutai.domain.standards.queries import rule_by_id
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.reactions import Recorded, react_to

NOTICES = Actor.system("notices")


@react_to(ClockEscalated, when="after_commit")
def tell(recorded: Recorded) -> None:
    """Tell the people whom the rule row names how far a promise is used up."""
    escalated = cast(ClockEscalated, recorded.event)
    rule = rule_by_id("sla.escalation", escalated.rule_id)
    if rule is None:  # to be tried again, and in the end parked where a person sees it: nobody is told by silence
        raise LookupError(f"there is no escalation rule {escalated.rule_id}")
    case = visible_case(NOTICES, escalated.case_id)
    give_notice(
        actor=NOTICES,
        staff_ids=people_to_tell(case.pk, case.team_id, case.assignee_id, rule.value.tell),
        code=ESCALATED,
        about=f"sla:{case.pk}:{escalated.definition}:{escalated.round}",
        rank=escalated.level,
        case_id=case.pk,
        data={
            "definition": escalated.definition,
            "round": escalated.round,
            "level": escalated.level,
            "percent": escalated.percent,
            "due_at": escalated.due_at.isoformat(),
        },
        urgent=rule.value.urgent or case.priority in (EMERGENCY, URGENT),
    )
