"""What has come due of one case: the rules whose delay, part of a promise or time of the day is there."""

from datetime import datetime
from itertools import groupby

from fuwutai.domain.automation.choices import AFTER_EVENT, AT_FRACTION, DAILY
from fuwutai.domain.automation.commands.waiting import EACH_DAY, settle_moments
from fuwutai.domain.automation.models import AutomationRule, Due
from fuwutai.domain.automation.obeying import Cause, obey
from fuwutai.domain.automation.rules import clock_key
from fuwutai.domain.automation.settings import PLATFORM, LiveRule, live_rules
from fuwutai.domain.sla.fractions import fractions_of
from fuwutai.kernel import clock


def due_cases(now: datetime, limit: int) -> list[int]:
    """Return the cases for which something is due, the oldest first. Cost: 1 statement over what is due."""
    rows = Due.objects.filter(due_at__lte=now).order_by("due_at", "id").values_list("case_id", flat=True)
    return list(dict.fromkeys(rows[:limit]))


def due_days(now: datetime) -> list[int]:
    """Return the daily rules whose time has come. Cost: 1 statement over what is due."""
    return list(AutomationRule.objects.filter(next_at__lte=now).order_by("next_at").values_list("pk", flat=True))


def look_at_due(case_id: int) -> None:
    """Let the rules look at a case for which something is due, those of one trigger in their order.

    Cost: 3 statements, 1 more where promises are concerned, and what `obey` costs.
    """
    now = clock.now()
    held = Due.objects.select_for_update(no_key=True, skip_locked=True)
    rows = list(held.filter(case_id=case_id, due_at__lte=now).order_by("due_at", "id"))
    rules = {rule.id: rule for rule in live_rules()} if rows else {}
    gone = {row.pk for row in rows if not _fits(row, rules.get(row.rule_id))}
    rows, later, ended = _as_clocks_stand([row for row in rows if row.pk not in gone], rules, now)
    gone |= ended
    done = [row.pk for row in rows if not row.key.startswith("delay:")]
    over = [row.pk for row in rows if row.key.startswith("delay:")]
    settle_moments(actor=PLATFORM, done=done, gone=[*gone, *over], later=later)
    for (_trigger, key, depth, entry_id), together in groupby(
        sorted(rows, key=lambda row: _together(row, rules)), key=lambda row: _together(row, rules)
    ):
        mine = sorted((rules[row.rule_id] for row in together), key=lambda rule: (rule.position, rule.id))
        obey(Cause(case_id=case_id, key=key, depth=depth, entry_id=entry_id or None), mine)


def _together(row: Due, rules: dict[int, LiveRule]) -> tuple[str, str, int, int]:
    """Return what rows must have in common for their rules to be looked at in their order."""
    key = f"{row.key}:{row.due_at:%Y%m%d%H%M}" if row.key == EACH_DAY else row.key
    return str(rules[row.rule_id].trigger.kept()), key, row.depth, row.cause_id or 0


def _fits(row: Due, rule: LiveRule | None) -> bool:
    """Return whether a rule still waits for what a row says."""
    kinds = {"delay": AFTER_EVENT, "clock": AT_FRACTION, EACH_DAY: DAILY}
    return rule is not None and rule.trigger.on == kinds.get(row.key.partition(":")[0])


def _as_clocks_stand(
    rows: list[Due], rules: dict[int, LiveRule], now: datetime
) -> tuple[list[Due], dict[int, datetime | None], set[int]]:
    """Return what is really due, when to look again at what is not, and what is over: a clock may have moved since."""
    waits = [row for row in rows if row.key.startswith("clock:")]
    if not waits:
        return rows, {}, set()
    wanted = {(rules[row.rule_id].trigger.clock, rules[row.rule_id].trigger.percent) for row in waits}
    parts = fractions_of({row.case_id for row in waits}, wanted)
    moments = {clock_key(one.definition, one.round, one.percent): one.at for one in parts}
    ended = {row.pk for row in waits if row.key not in moments}
    later = {
        row.pk: at for row in waits if row.pk not in ended and ((at := moments[row.key]) is None or at > now)
    }
    return [row for row in rows if row.pk not in ended and row.pk not in later], later, ended
