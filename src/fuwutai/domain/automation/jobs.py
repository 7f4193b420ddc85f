"""The sweep over what rules wait for, and the work it promises."""

from datetime import timedelta
from typing import Any

from fuwutai.domain.automation.choices import AT_FRACTION
from fuwutai.domain.automation.commands import begin_day, follow_promises, forget_runs
from fuwutai.domain.automation.due import due_cases, due_days, look_at_due
from fuwutai.domain.automation.settings import PLATFORM, live_rules
from fuwutai.domain.sla.fractions import live_cases
from fuwutai.kernel import clock
from fuwutai.kernel.jobs import enqueue, enqueue_many, job, repeat

BATCH = 200


@job("automation.sweep")
def sweep(_payload: dict[str, Any]) -> None:
    """Promise one job for each case for which something is due, so that one that fails holds up no other.

    Cost: 2 statements over what is due.
    """
    now = clock.now()
    for rule_id in due_days(now):
        enqueue("automation.begin_day", {"rule_id": rule_id}, unique_key=f"automation.day:{rule_id}")
    cases = due_cases(now, limit=500)
    if cases:
        enqueue_many("automation.look", [({"case_id": one}, f"automation.look:{one}") for one in cases])


@job("automation.look")
def look(payload: dict[str, Any]) -> None:
    """Let the rules look at a case for which something is due."""
    look_at_due(payload["case_id"])


@job("automation.begin_day")
def day(payload: dict[str, Any]) -> None:
    """Find the cases of a daily rule."""
    begin_day(actor=PLATFORM, rule_id=payload["rule_id"])


@job("automation.follow")
def follow(payload: dict[str, Any]) -> None:
    """Look anew at what rules wait for of the promises of a case."""
    follow_promises(actor=PLATFORM, case_ids=[payload["case_id"]])


@job("automation.take_up")
def take_up(payload: dict[str, Any]) -> None:
    """Let a rule that was switched on wait for what is to come of promises that run already, some cases at a time."""
    rule = next((one for one in live_rules() if one.id == payload["rule_id"]), None)
    if rule is None or rule.trigger.on != AT_FRACTION:
        return
    cases = live_cases(rule.trigger.clock, payload["after"], BATCH)
    if cases:
        follow_promises(actor=PLATFORM, case_ids=cases, only_ahead=True)
        enqueue("automation.take_up", {"rule_id": rule.id, "after": cases[-1]})


@job("automation.forget")
def forget(_payload: dict[str, Any]) -> None:
    """Delete one batch of old runs, and promise the next one until nothing is left."""
    if forget_runs(actor=PLATFORM):
        enqueue("automation.forget")


repeat("automation.sweep", every=timedelta(seconds=10))
repeat("automation.forget", line="41 18 * * *")
