"""What commands of automation are measured with."""

from typing import Any

from tests import given
from tests.domain.automation.given_rules import URGENT, WRITES, written

from fuwutai.domain.automation import commands
from fuwutai.domain.automation.models import Halt
from fuwutai.kernel import clock


def _new() -> dict[str, Any]:
    return {
        "actor": given.administrator(), "name": "新规则", "trigger": WRITES, "steps": URGENT,
        "conditions": "status:new team:broadband assignee:linxiaoyu",
    }  # fmt: skip


def _one(**more: Any) -> dict[str, Any]:
    rules = [written(name=f"规则{n}") for n in range(3)]
    return {"actor": given.administrator(), "rule_id": rules[1].pk, **more}


def _halted() -> dict[str, Any]:
    rule, case = written(), given.a_case()
    Halt.objects.create(rule=rule, case=case, at=clock.now(), why="too_often")
    return {"actor": given.administrator(), "rule_id": rule.pk, "case_id": case.pk}


def _older() -> dict[str, Any]:
    rule = written()
    commands.save_rule(**(_new() | {"rule_id": rule.pk}))
    return {"actor": given.administrator(), "rule_id": rule.pk, "number": 1}


SCENARIOS = {
    "writing a rule": (commands.save_rule, _new),
    "changing a rule": (commands.save_rule, lambda: _new() | _one()),
    "letting a rule say again what it said": (commands.restore_version, _older),
    "switching a rule on": (commands.switch_rule, lambda: _one(is_on=True)),
    "moving a rule": (commands.move_rule, lambda: _one(up=True)),
    "taking a rule away": (commands.retire_rule, _one),
    "letting a rule go on": (commands.let_go_on, _halted),
}
