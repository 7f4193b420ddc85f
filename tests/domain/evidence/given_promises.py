"""Promises for the tests of figures: random rows, and an independent count of them in plain Python."""

import random
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests import given

from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.standards.models import RuleRow

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2025, 12, 20, tzinfo=UTC)  # over a new year, so that a week belongs to two of them
FACTS: dict[str, Callable[[Clock], str]] = {
    "clause": lambda clock: clock.clause_code,
    "rule": lambda clock: str(clock.rule_id),
    "team": lambda clock: str(clock.case.team_id),
    "category": lambda clock: clock.case.category,
    "channel": lambda clock: clock.case.channel,
    "priority": lambda clock: clock.case.priority,
    "type": lambda clock: clock.case.type,
    "week": lambda clock: "{}-W{:02d}".format(*clock.started_at.astimezone(SHANGHAI).isocalendar()),
    "none": lambda _clock: "",
}


def random_promises(seed: int, number: int, cases: int = 9) -> list[Clock]:
    """Store promises of every sort about cases of every sort; return them with their cases."""
    chance = random.Random(seed)
    known = [_random_case(chance, nth) for nth in range(cases)]
    rules = list(RuleRow.objects.filter(kind="sla.first_response").values_list("pk", flat=True)[:3])
    rows = [_random_promise(chance, nth, chance.choice(known), rules) for nth in range(number)]
    Clock.objects.all().delete()
    Clock.objects.bulk_create(rows)
    return list(Clock.objects.select_related("case"))


def _random_case(chance: random.Random, nth: int) -> Case:
    case = given.a_case(phone=f"139{nth:08d}", team_code=chance.choice(list(given.TEAMS)))
    case.channel = chance.choice(["portal", "phone", "mail"])
    case.priority = chance.choice(["routine", "urgent", "emergency"])
    case.type = chance.choice(["fault", "complaint"])
    case.category = chance.choice(["", "宽带", "移动"])
    case.status = chance.choice(["new", "open", "waiting_customer", "resolved", "closed"])
    case.reopened = chance.choice([0, 0, 0, 1, 2])
    if case.status == "closed" and chance.random() < 0.3:
        case.merged_into_id = Case.objects.order_by("pk")[0].pk
    case.save()
    if chance.random() < 0.3:
        Message.objects.filter(case=case).update(day_only=True)
    return case


def _random_promise(chance: random.Random, nth: int, case: Case, rules: list[int]) -> Clock:
    start = FIRST + timedelta(seconds=chance.randrange(40 * 86_400))
    if chance.random() < 0.2:  # on the dot of a day and of a week
        start = datetime.combine(start.date(), datetime.min.time(), tzinfo=SHANGHAI)
    state = chance.choice(["running", "paused", "stopped", "stopped", "stopped", "cancelled"])
    return Clock(
        subject="case",
        subject_id=case.pk,
        case=case,
        definition=chance.choice(["first_response", "first_response", "resolution"]),
        round=nth + 1,
        rule_id=chance.choice(rules),
        clause_code=chance.choice(["S4-6.1-1", "S4-7.2-2", ""]),
        calendar_code="cn",
        calendar_version=1,
        target_seconds=1800,
        state=state,
        consumed_seconds=chance.choice([0, 60, 600, 1800, chance.randrange(90_000)]),
        started_at=start,
        breached_at=start + timedelta(hours=1) if chance.random() < 0.3 else None,
    )


def counted(clocks: Iterable[Clock]) -> dict[str, Any]:
    """Return every figure of some promises, counted one by one."""
    figures: dict[str, Any] = {"kept": 0, "missed": 0, "open": 0, "cancelled": 0, "day_only": 0}
    used, resolved, reopened = [], set(), set()
    for clock in clocks:
        if clock.breached_at:
            figures["missed"] += 1
        else:
            figures[{"stopped": "kept", "cancelled": "cancelled"}.get(clock.state, "open")] += 1
        if clock.state == "stopped":
            used.append(clock.consumed_seconds)
        figures["day_only"] += any(message.day_only for message in clock.case.messages.all())
        if clock.case.reopened or (clock.case.status in ("resolved", "closed") and not clock.case.merged_into_id):
            resolved.add(clock.case_id)
        if clock.case.reopened:
            reopened.add(clock.case_id)
    decided = figures["kept"] + figures["missed"]
    return figures | {
        "percent": _share(figures["kept"], decided),
        "cases_resolved": len(resolved),
        "cases_reopened": len(reopened),
        "reopened_percent": _share(len(reopened), len(resolved)),
        "used_seconds": {share: _least_that_covers(sorted(used), share) for share in (50, 90)} if used else {},
    }


def _share(part: int, whole: int) -> float | None:
    if not whole:
        return None
    thousandths, rest = divmod(part * 1000, whole)
    return (thousandths + (1 if rest * 2 >= whole else 0)) / 10


def _least_that_covers(ordered: list[int], share: int) -> int:
    return next(value for value in ordered if sum(one <= value for one in ordered) * 100 >= share * len(ordered))


def day_of(clock: Clock) -> date:
    """Return the day of the centre on which a promise began."""
    return clock.started_at.astimezone(SHANGHAI).date()
