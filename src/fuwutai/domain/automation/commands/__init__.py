"""Every write of automation."""

from fuwutai.domain.automation.commands.running import (
    claim_run,
    count_looks,
    fail_run,
    forget_runs,
    halt_rule,
    let_go_on,
    obey_rule,
)
from fuwutai.domain.automation.commands.waiting import begin_day, follow_promises, settle_moments, wait_after
from fuwutai.domain.automation.commands.writing import (
    ShippedRule,
    adopt_rules,
    move_rule,
    restore_version,
    retire_rule,
    save_rule,
    switch_rule,
)

__all__ = [
    "ShippedRule",
    "adopt_rules",
    "begin_day",
    "claim_run",
    "count_looks",
    "fail_run",
    "follow_promises",
    "forget_runs",
    "halt_rule",
    "let_go_on",
    "move_rule",
    "obey_rule",
    "restore_version",
    "retire_rule",
    "save_rule",
    "settle_moments",
    "switch_rule",
    "wait_after",
]
