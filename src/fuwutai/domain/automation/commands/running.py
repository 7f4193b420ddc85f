"""What is written down when rules act: that one did, that a step was refused, that it went in a circle."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Literal

from django.db import IntegrityError, transaction
from django.db.models import F

from fuwutai.domain.accounts.skills import today
from fuwutai.domain.automation.choices import DONE, FAILED, LOOPED
from fuwutai.domain.automation.events import AutomationLooped, RuleFailed, RuleLetGoOn, RuleObeyed
from fuwutai.domain.automation.models import Halt, RuleDay, Run
from fuwutai.domain.cases.actions.registry import Step
from fuwutai.domain.cases.commands.acting import take_steps
from fuwutai.domain.cases.queries import visible_case
from fuwutai.kernel import clock, masking
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import NotFound, Refused
from fuwutai.kernel.events import Code

Counted = Literal["looked", "matched", "failed"]
KEEP_RUNS, KEEP_DAYS = timedelta(days=180), timedelta(days=400)
"""No figures of a manual: what a rule did to a case stands in the journal for ever."""
BATCH = 1_000


@command
def claim_run(
    *, actor: Actor, rule_id: int, version: int, case_id: int, key: str, depth: int, cause_id: int | None
) -> Run | None:
    """Note that a rule acts on a case because of something, None where it did so before: never twice.

    Raises: NotFound, Refused unless the system acts. Cost: 2 statements.
    """
    visible_case(actor, case_id)
    _system(actor)
    try:
        with transaction.atomic():
            return Run.objects.create(
                rule_id=rule_id, version=version, case_id=case_id, key=key, at=clock.now(), outcome=DONE, depth=depth,
                cause_id=cause_id,
            )  # fmt: skip
    except IntegrityError:
        return None


@command
def obey_rule(
    *, actor: Actor, case_id: int, rule_id: int, version: int, run_id: int, depth: int, cause_id: int | None,
    steps: Sequence[Step],
) -> None:  # fmt: skip
    """Take the steps of a rule with a case, all of them or none.

    Emits: RuleObeyed and what the steps emit. Raises: NotFound, Refused unless the system acts, what the steps raise.
    """
    visible_case(actor, case_id)
    _system(actor)
    emit(
        RuleObeyed(
            case_id=case_id, automation_rule_id=rule_id, version=version, run_id=run_id, depth=depth, cause_id=cause_id
        )
    )
    take_steps(actor=actor, case_id=case_id, steps=steps)


@command
def fail_run(*, actor: Actor, run_id: int, problem: str, reason: str) -> None:
    """Note that a step was refused, so that none was taken.

    Emits: RuleFailed. Raises: Refused unless the system acts. Cost: 2 statements.
    """
    _system(actor)
    run = Run.objects.get(pk=run_id)
    run.outcome, run.problem, run.reason = FAILED, problem[:60], masking.mask_text(reason)[:400]
    run.save(update_fields=["outcome", "problem", "reason"])
    emit(
        RuleFailed(
            case_id=run.case_id, automation_rule_id=run.rule_id, version=run.version, run_id=run.pk,
            problem=Code(run.problem),
        )
    )  # fmt: skip


@command
def halt_rule(*, actor: Actor, run_id: int, problem: str) -> None:
    """Let a rule leave a case alone, because it went in a circle there.

    Emits: AutomationLooped. Raises: Refused unless the system acts. Cost: 3 statements.
    """
    _system(actor)
    run = Run.objects.get(pk=run_id)
    run.outcome, run.problem = LOOPED, problem
    run.save(update_fields=["outcome", "problem"])
    Halt.objects.bulk_create(
        [Halt(rule_id=run.rule_id, case_id=run.case_id, at=clock.now(), why=problem)], ignore_conflicts=True
    )
    emit(
        AutomationLooped(
            case_id=run.case_id, automation_rule_id=run.rule_id, run_id=run.pk, problem=Code(problem), depth=run.depth
        )
    )


@command(statements=6)
def let_go_on(*, actor: Actor, rule_id: int, case_id: int) -> None:
    """Let a rule act on a case in sight again in which it had gone in a circle.

    Emits: RuleLetGoOn. Raises: NotFound, Refused.
    """
    visible_case(actor, case_id)
    if not actor.may("automation.edit"):
        raise Refused
    gone, _by_model = Halt.objects.filter(rule_id=rule_id, case_id=case_id).delete()
    if not gone:
        raise NotFound
    emit(RuleLetGoOn(case_id=case_id, automation_rule_id=rule_id))


@command
def count_looks(*, actor: Actor, counted: Mapping[int, Iterable[Counted]]) -> None:
    """Add to the figures of today by rule. Raises: Refused unless the system acts.

    Cost: 1 statement for each rule, 3 for its first of a day.
    """
    _system(actor)
    day = today()
    for rule_id, what in sorted(counted.items()):  # by rule: two workers never wait for each other in a circle
        more = {name: F(name) + number for name, number in Counter(what).items()}
        if not RuleDay.objects.filter(rule_id=rule_id, day=day).update(**more):
            RuleDay.objects.bulk_create([RuleDay(rule_id=rule_id, day=day)], ignore_conflicts=True)
            RuleDay.objects.filter(rule_id=rule_id, day=day).update(**more)


@command
def forget_runs(*, actor: Actor) -> int:
    """Delete a batch of old runs, and old figures, and return how many runs; 0 once none is left.

    Raises: Refused unless the system acts. Cost: 3 statements.
    """
    _system(actor)
    now = clock.now()
    old = list(Run.objects.filter(at__lt=now - KEEP_RUNS).order_by("at", "id").values_list("pk", flat=True)[:BATCH])
    RuleDay.objects.filter(day__lt=(now - KEEP_DAYS).date()).delete()
    return Run.objects.filter(pk__in=old).delete()[0] if old else 0


def _system(actor: Actor) -> None:
    if not actor.is_system:
        raise Refused
