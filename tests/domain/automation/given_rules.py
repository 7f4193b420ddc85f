"""Rules of automation, and a worker that does all that was promised."""

from typing import Any

from tests import given

from fuwutai.domain.automation.commands import save_rule, switch_rule
from fuwutai.domain.automation.models import AutomationRule
from fuwutai.domain.automation.settings import forget_rules_of_automation
from fuwutai.kernel import outbox
from fuwutai.kernel.jobs import enqueue

WRITES = {"on": "event", "event": "cases.customer_wrote"}
URGENT = [{"do": "set_priority", "priority": "urgent"}]


def written(**more: Any) -> AutomationRule:
    """Return a rule that is off: whatever the customer writes makes a case urgent."""
    given.centre()
    said: dict[str, Any] = {"name": "来信加急", "trigger": WRITES, "conditions": "", "steps": URGENT}
    return save_rule(actor=given.administrator(), **(said | more))


def a_rule(**more: Any) -> AutomationRule:
    """Return a rule that is obeyed."""
    rule = switch_rule(actor=given.administrator(), rule_id=written(**more).pk, is_on=True)
    forget_rules_of_automation()
    work()
    return rule


def work(*first: str) -> None:
    """Do all that is promised by now, and before it the repeating jobs named."""
    for name in first:
        enqueue(name)
    for _round in range(60):
        rows = outbox.claim("tests", 200)
        if not rows:
            return
        for row in rows:
            assert outbox.run(row), row.name
    raise AssertionError("the work never ends")
