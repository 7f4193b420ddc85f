"""Cases that go through random histories by their commands, each at its own moment."""

import random
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests import given

from fuwutai.domain.calendars.commands import set_day
from fuwutai.domain.cases.commands import (
    await_third_party,
    close_case,
    confirm_case,
    end_wait,
    merge_case,
    reclassify_case,
    reopen_case,
    reply_to_case,
    resolve_case,
    write_as_customer,
)
from fuwutai.domain.sla.jobs import sweep
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import DomainError
from fuwutai.kernel.worker import drain

SYSTEM = Actor.system("tests")
BEGIN = datetime(2026, 2, 12, 7, tzinfo=UTC)  # Thursday before the Spring Festival, 15:00 in Shanghai
RULES: dict[str, dict[str, Any]] = {
    "sla.next_response": {"minutes": 60},
    "sla.complaint_reply": {"working_days": 2},
    "sla.result_notice": {"seconds": 5_000},
}
WAITS = [0, 1, 600, 900, 901, 1800, 1801, 9_000, 14_400, 86_400, 3 * 86_400]
WORDS = {"body": "您好，请稍候。"}
VERBS: list[tuple[Any, dict[str, str]]] = [
    (reply_to_case, WORDS),
    (reply_to_case, {**WORDS, "then": "wait"}),
    (reply_to_case, {**WORDS, "then": "third_party"}),
    (reply_to_case, {**WORDS, "then": "resolve"}),
    (write_as_customer, {**WORDS, "channel": "portal"}),
    (write_as_customer, {**WORDS, "channel": "portal"}),
    (await_third_party, {}),
    (end_wait, {}),
    (resolve_case, {}),
    (confirm_case, {"rating": "declined"}),
    (close_case, {"rating": "no_answer", "reason": "联系不上客户。"}),
    (reopen_case, {}),
]
CORRECTIONS: list[tuple[Any, dict[str, str]]] = [
    (reclassify_case, {"priority": "urgent"}),
    (reclassify_case, {"type": "complaint"}),
    (reclassify_case, {"type": "fault"}),
]


def random_histories(seed: int, time_machine: Any, *, corrected: bool, cases: int = 6, steps: int = 60) -> None:
    """Let cases live, with promises of every kind. `corrected`: facts and the calendar change on the way, two merge."""
    chance = random.Random(seed)
    now = BEGIN
    time_machine.move_to(now, tick=False)
    given.centre()
    for kind, value in RULES.items():
        adopt_rule(actor=SYSTEM, kind=kind, value=value, clause_code="OWN")
    opened = []
    for nth in range(cases):
        now += timedelta(seconds=chance.choice(WAITS))
        time_machine.move_to(now, tick=False)
        facts = {"type": chance.choice(["fault", "complaint"]), "priority": chance.choice(["routine", "urgent"])}
        opened.append(given.a_case(phone=f"139{nth // 2:08d}", **facts))
    merged, edited = chance.randrange(steps // 2), chance.randrange(steps)
    for nth in range(steps):
        now += timedelta(seconds=chance.choice(WAITS))
        time_machine.move_to(now, tick=False)
        verb, words = chance.choice(VERBS + CORRECTIONS if corrected else VERBS)
        case = chance.choice(opened)
        with suppress(DomainError):
            verb(actor=SYSTEM, case_id=case.pk, **words)
        if corrected and nth == merged:
            with suppress(DomainError):
                merge_case(actor=SYSTEM, case_id=opened[0].pk, into_id=opened[1].pk)
        if corrected and nth == edited:
            day = date.fromordinal(now.date().toordinal() + 1)
            set_day(actor=SYSTEM, calendar="cn", date=day, kind="holiday", name="停工")
        if chance.random() < 0.3:
            sweep({})
            drain()
