"""The table by which a case gets its priority: urgency by impact, for each class of customers."""

from collections.abc import Mapping
from dataclasses import dataclass

from fuwutai.domain.cases.choices import IMPACTS, ROUTINE, URGENCIES
from fuwutai.domain.standards.policies import may_read_rules
from fuwutai.domain.standards.queries import Rule, rule_in_force
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused

PRIORITY_FOR = "cases.priority_for"
UNRULED = ROUTINE
"""What a case is where no rule says anything."""
UNSAID = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a case of an urgency and an impact is, and the rule that says so; None = nothing says anything."""

    urgency: str
    impact: str
    priority: str
    rule: Rule | None


def priority_by_table(facts: Mapping[str, str]) -> str:
    """Return the priority that the table gives a case of these facts now, "" = not said.

    Cost: as `rule_in_force`. Source: S0-2.3-6, S3-3.3-2, S4-2.2-1.
    """
    return _cell(facts).priority


def priority_table(actor: Actor, facts: Mapping[str, str]) -> list[list[Cell]]:
    """Return a row for each urgency and in it a cell for each impact, "" last, for cases of these other facts.

    Raises: Refused. Cost: as `rule_in_force`. Source: S0-2.3-6.
    """
    if not may_read_rules(actor):
        raise Refused
    return [
        [_cell({**facts, "urgency": urgency, "impact": impact}) for impact in (*IMPACTS, UNSAID)]
        for urgency in (*URGENCIES, UNSAID)
    ]


def _cell(facts: Mapping[str, str]) -> Cell:
    rule = rule_in_force(PRIORITY_FOR, {**facts, "priority": UNSAID}, clock.now())
    return Cell(
        urgency=facts.get("urgency", UNSAID), impact=facts.get("impact", UNSAID),
        priority=rule.value.priority if rule else UNRULED, rule=rule,
    )  # fmt: skip
