"""Escalations as `sla` announces them, and what people were told of them."""

from typing import Any

from tests import given

from fuwutai.domain.cases.models import Case
from fuwutai.domain.notices.models import Notice
from fuwutai.domain.notices.reactions import tell
from fuwutai.domain.sla.events import ClockEscalated
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.events import Code
from fuwutai.kernel.reactions import Recorded


def escalation(
    case: Case, level: int = 1, definition: str = "first_response", round: int = 1, **value: Any
) -> Recorded:
    """Return that a clock of a case climbed a level, by a rule that says so."""
    percent = {1: 75, 2: 100, 3: 150}[level]
    says = {"level": level, "percent": percent, **value}
    rule = adopt_rule(actor=given.administrator(), kind="sla.escalation", value=says)
    climbed = ClockEscalated(
        case_id=case.pk,
        definition=Code(definition),
        round=round,
        level=level,
        percent=percent,
        rule_id=rule.pk,
        due_at=clock.now(),
    )
    return Recorded(event=climbed, at=clock.now(), actor=Actor.system("sla"), entry_id=1)


def escalated(case: Case, level: int = 1, **value: Any) -> None:
    """Let a clock climb a level, and tell people as the rule says."""
    tell(escalation(case, level, **value))


def told(**about: Any) -> list[str]:
    """Return the user names of those who were told, in order."""
    return sorted(Notice.objects.filter(**about).values_list("staff__username", flat=True))
