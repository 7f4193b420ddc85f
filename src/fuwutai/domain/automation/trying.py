"""A draft of a rule tried on what has happened: which cases it would have met, and what its steps would come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from fuwutai.domain.automation.checking import checked_rule
from fuwutai.domain.automation.choices import AFTER_EVENT, AT_FRACTION, DAILY
from fuwutai.domain.automation.conditions import matching_cases
from fuwutai.domain.automation.policies import refuse_editing
from fuwutai.domain.automation.rules import Trigger
from fuwutai.domain.automation.settings import PLATFORM
from fuwutai.domain.cases.actions.registry import Step
from fuwutai.domain.cases.commands.acting import Rehearsed, rehearse
from fuwutai.domain.sla.fractions import reached
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.models import JournalEntry

DAYS = (1, 7, 30, 90)
SHOWN, REHEARSED, MOST_CLOCKS = 50, 10, 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a draft comes to. `number`: how many cases, of which the newest are in `cases`; `rehearsed`: by case.

    `is_part`: of a promise only the newest ones were looked at, so there may be more.
    """

    trigger: Trigger
    steps: Sequence[Step]
    days: int
    number: int
    cases: Sequence[Any]
    rehearsed: Mapping[int, Sequence[Rehearsed]]
    is_part: bool = False


def try_rule(
    actor: Actor, trigger: Mapping[str, Any], conditions: str, steps: Sequence[Mapping[str, Any]], days: int
) -> Tried:
    """Return which cases in sight the draft would have met in the last days, with what the steps would come to in some.

    Conditions are asked of the cases as they are now, for how they were then is not kept. The steps are really taken,
    by the platform, and taken back. Raises: NotFound, Refused, Invalid naming each wrong field.
    Cost: 3 statements, and what the steps cost in up to 10 cases.
    """
    refuse_editing(actor)
    said = checked_rule(actor, trigger, conditions, steps, {})
    when = Trigger.of(said["trigger"])
    matching = matching_cases(actor, said["conditions"])
    met, is_part = _met(actor, when, matching, days)
    newest = met.select_related("team").order_by("-opened_at", "-id")[:SHOWN]
    cases = list(newest)
    rehearsed = {case.pk: rehearse(PLATFORM, case.pk, said["steps"]) for case in cases[:REHEARSED]}
    return Tried(
        trigger=when, steps=said["steps"], days=days, number=met.count(), cases=cases, rehearsed=rehearsed,
        is_part=is_part,
    )  # fmt: skip


def _met(actor: Actor, trigger: Trigger, matching: QuerySet[Any], days: int) -> tuple[QuerySet[Any], bool]:
    now = clock.now()
    since = now - timedelta(days=days)
    if trigger.on == DAILY:
        return matching, False
    if trigger.on == AT_FRACTION:
        found, is_part = reached(actor, trigger.clock, trigger.percent, since, MOST_CLOCKS)
        return matching.filter(pk__in=found), is_part
    until = now - timedelta(minutes=trigger.minutes if trigger.on == AFTER_EVENT else 0)
    entries = JournalEntry.objects.filter(code=trigger.event, at__gte=since, at__lte=until, subject="case")
    return matching.filter(pk__in=entries.order_by().values("subject_id")), False
