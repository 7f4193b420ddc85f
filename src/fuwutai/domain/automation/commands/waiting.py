"""What rules wait for: the end of a delay, a part of a promise, the time of a day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.automation.choices import A_DAYS_WORK, AT_FRACTION, DAILY
from fuwutai.domain.automation.conditions import matching_cases
from fuwutai.domain.automation.models import AutomationRule, Due
from fuwutai.domain.automation.rules import Trigger, clock_key, next_daily
from fuwutai.domain.automation.settings import PLATFORM, LiveRule, live_rules
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.sla.fractions import Fraction, fractions_of
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Conflict, Refused

LONG_AGO = timedelta(hours=1)
"""A part of a promise that was used up so long before anybody looked belongs to a history that was taken in."""
EACH_DAY = "daily"


@command
def wait_after(
    *, actor: Actor, case_id: int, rules: Sequence[LiveRule], at: datetime, depth: int, entry_id: int
) -> None:
    """Let rules look at a case some time after something happened to it. Raises: NotFound, Refused unless the system
    acts. Cost: 2 statements, none for no rule."""
    if not rules:
        return
    visible_case(actor, case_id)
    _system(actor)
    Due.objects.bulk_create(
        [
            Due(
                rule_id=rule.id, case_id=case_id, key=f"delay:{entry_id}", depth=depth, cause_id=entry_id,
                due_at=at + timedelta(minutes=rule.trigger.minutes),
            )
            for rule in rules
        ],
        ignore_conflicts=True,
    )  # fmt: skip


@command
def follow_promises(*, actor: Actor, case_ids: Collection[int], only_ahead: bool = False) -> None:
    """Let rules wait for parts of the promises of cases as they stand now: moved, held, dropped with their clocks.

    A part that was used up before anybody looked is let be; `only_ahead`: however short ago.
    Raises: Refused unless the system acts. Cost: 3 statements, 1 more for each sort of change.
    """
    _system(actor)
    rules = [rule for rule in live_rules() if rule.trigger.on == AT_FRACTION]
    if not rules or not case_ids:
        return
    wanted = {(rule.trigger.clock, rule.trigger.percent) for rule in rules}
    held = Due.objects.filter(case_id__in=case_ids, key__startswith="clock:").select_for_update(no_key=True)
    rows = {(row.case_id, row.rule_id, row.key): row for row in held.order_by("pk")}
    new, moved = list[Due](), list[Due]()
    now = clock.now()
    for part in fractions_of(case_ids, wanted):
        for rule in rules:
            if (rule.trigger.clock, rule.trigger.percent) != (part.definition, part.percent):
                continue
            row = rows.pop((part.case_id, rule.id, _key(part)), None)
            if row is None:
                over = part.at is not None and part.at <= (now if only_ahead else now - LONG_AGO)
                due_at = None if over else part.at
                new.append(Due(rule_id=rule.id, case_id=part.case_id, key=_key(part), due_at=due_at, done=over))
            elif not row.done and row.due_at != part.at:
                row.due_at = part.at
                moved.append(row)
    if new:
        Due.objects.bulk_create(new, ignore_conflicts=True)
    if moved:
        Due.objects.bulk_update(moved, ["due_at"])
    if rows:  # their clocks have ended, or nobody waits for them any more
        Due.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()


@command
def begin_day(*, actor: Actor, rule_id: int) -> int:
    """Let a daily rule look at the cases that match now and that it has not acted on since they began to, and return
    how many; at most A_DAYS_WORK, the rest on the next day.

    Nothing where another worker did so already. Raises: Refused unless the system acts. Cost: 5 statements.
    """
    _system(actor)
    now = clock.now()
    rows = AutomationRule.objects.select_for_update(no_key=True, of=("self",)).select_related("current")
    rule = rows.filter(pk=rule_id, is_on=True, retired_at=None, next_at__lte=now).first()
    if rule is None or rule.current is None:
        return 0
    trigger = Trigger.of(rule.current.trigger)
    rule.next_at = next_daily(trigger.minute, centre_zone(), now) if trigger.on == DAILY else None
    rule.save(update_fields=["next_at"])
    try:
        matching = matching_cases(PLATFORM, rule.current.conditions)
    except Conflict:  # said in the log of the rule as soon as it meets a case; here it meets none
        return 0
    held = Due.objects.filter(rule_id=rule_id, key=EACH_DAY)
    held.exclude(case_id__in=matching.values("pk")).delete()
    fresh = matching.exclude(pk__in=held.values("case_id")).order_by("pk").values_list("pk", flat=True)
    found = list(fresh[:A_DAYS_WORK])
    Due.objects.bulk_create(
        [Due(rule_id=rule_id, case_id=case_id, key=EACH_DAY, due_at=now) for case_id in found], ignore_conflicts=True
    )
    return len(found)


@command
def settle_moments(
    *, actor: Actor, done: Collection[int], gone: Collection[int], later: Mapping[int, datetime | None]
) -> None:
    """Write down of what was due: that a rule has looked, that it is over, or when to look again.

    Raises: Refused unless the system acts. Cost: 1 statement for each sort, and for each that is to be looked at again.
    """
    _system(actor)
    if done:
        Due.objects.filter(pk__in=done).update(done=True, due_at=None)
    if gone:
        Due.objects.filter(pk__in=gone).delete()
    for pk, due_at in later.items():
        Due.objects.filter(pk=pk).update(due_at=due_at)


def _key(part: Fraction) -> str:
    return clock_key(part.definition, part.round, part.percent)


def _system(actor: Actor) -> None:
    if not actor.is_system:
        raise Refused
