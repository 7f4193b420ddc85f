"""Rules at work: which match a case, in their order, and what comes of it.

Each rule stands in a savepoint of its own: what a step refuses undoes this rule and none before or after it. Nobody
calls this inside a command, for a command that fails inside another one takes that one with it.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import OperationalError, transaction

from fuwutai.domain.automation.choices import (
    AUTOMATION,
    BROKEN,
    DEEPEST,
    OFTENEST,
    UNKNOWN_CONDITION,
)
from fuwutai.domain.automation.commands.running import (
    Counted,
    claim_run,
    count_looks,
    fail_run,
    halt_rule,
    obey_rule,
)
from fuwutai.domain.automation.conditions import matches
from fuwutai.domain.automation.models import Halt, Run
from fuwutai.domain.automation.settings import PLATFORM, LiveRule, acting
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Conflict, DomainError
from fuwutai.kernel.reactions import Recorded

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Because of what rules look at a case. `key`: so that it happens once; `depth`, `entry_id`: as in `Run`."""

    case_id: int
    key: str
    depth: int = 1
    entry_id: int | None = None


def obey(cause: Cause, rules: Iterable[LiveRule]) -> None:
    """Let rules of one trigger look at a case in their order, until one that stops the others has matched.

    Cost: 1 statement for each rule that does not match, 1 more to count it.
    """
    counted: dict[int, list[Counted]] = {}
    for rule in rules:
        with clock.stopped_at(clock.now()):
            came = _look(cause, rule)
        counted[rule.id] = came
        if rule.stops and "matched" in came:
            break
    if counted:
        count_looks(actor=PLATFORM, counted=counted)


def depth_after(recorded: Recorded) -> int:
    """Return how deep a rule is that an event sets off: one deeper than the rule whose step it was. Cost: 1 statement
    where a rule did it."""
    actor, case_id = recorded.actor, recorded.event.subject_id
    if not (actor.is_system and actor.name == AUTOMATION and actor.id):
        return 1
    runs = Run.objects.filter(rule_id=actor.id, case_id=case_id, at__lte=recorded.at).order_by("-at", "-id")
    return (runs.values_list("depth", flat=True).first() or 0) + 1


def _look(cause: Cause, rule: LiveRule) -> list[Counted]:
    try:
        if not matches(cause.case_id, rule.conditions):
            return ["looked"]
    except Conflict as problem:
        if (run_id := _claimed(cause, rule)) is not None:
            fail_run(actor=acting(rule.id), run_id=run_id, problem=UNKNOWN_CONDITION, reason=str(problem.message))
        return ["looked", "failed"]
    if Halt.objects.filter(rule_id=rule.id, case_id=cause.case_id).exists():
        return ["looked"]
    run_id = _claimed(cause, rule)
    if run_id is None:
        return ["looked"]
    if why := _circle(cause, rule):
        halt_rule(actor=acting(rule.id), run_id=run_id, problem=why)
        return ["looked", "matched", "failed"]
    return ["looked", "matched"] if _obeyed(cause, rule, run_id) else ["looked", "matched", "failed"]


def _claimed(cause: Cause, rule: LiveRule) -> int | None:
    run = claim_run(
        actor=acting(rule.id), rule_id=rule.id, version=rule.version, case_id=cause.case_id, key=cause.key,
        depth=cause.depth, cause_id=cause.entry_id,
    )  # fmt: skip
    return run.pk if run is not None else None


def _circle(cause: Cause, rule: LiveRule) -> str:
    """Return why a rule may not act once more, "" where it may. Cost: 1 statement at most."""
    if cause.depth > DEEPEST:
        return "too_deep"
    lately = Run.objects.filter(rule_id=rule.id, case_id=cause.case_id, at__gt=clock.now() - timedelta(hours=1))
    return "too_often" if lately.count() > OFTENEST else ""


def _obeyed(cause: Cause, rule: LiveRule, run_id: int) -> bool:
    """Take the steps of a rule and return whether none was refused; a refusal is noted, and nothing else changed.

    A database that is locked or lost is no refusal: whoever promised this tries again.
    """
    actor = acting(rule.id)
    try:
        with transaction.atomic():
            obey_rule(
                actor=actor, case_id=cause.case_id, rule_id=rule.id, version=rule.version, run_id=run_id,
                depth=cause.depth, cause_id=cause.entry_id, steps=rule.steps,
            )  # fmt: skip
    except DomainError as problem:
        words = [str(one) for one in problem.fields.values()] or [str(problem.message)]
        fail_run(actor=actor, run_id=run_id, problem=problem.code, reason=" ".join(words))
    except OperationalError:
        raise
    except Exception as problem:
        log.exception("rule %s broke at case %s", rule.id, cause.case_id)
        fail_run(actor=actor, run_id=run_id, problem=BROKEN, reason=type(problem).__name__)
    else:
        return True
    return False
