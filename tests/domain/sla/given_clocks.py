"""Promises and what happens to them, for the tests of clocks: reached through commands, read from the rows."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests import given

from fuwutai.domain.cases.commands import reply_to_case, write_as_customer
from fuwutai.domain.cases.models import Case
from fuwutai.domain.sla.jobs import sweep
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.domain.standards.models import RuleRow
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.models import JournalEntry
from fuwutai.kernel.worker import drain

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai; open 9:00-12:00 and 13:30-17:30
SYSTEM = Actor.system("tests")
SWEPT = ("warned", "breached", "escalated")


def minutes(number: float) -> timedelta:
    """Return so many minutes."""
    return timedelta(minutes=number)


def a_rule(kind: str, scope: dict[str, str] | None = None, **value: Any) -> RuleRow:
    """Return a rule of the centre's own, in force from now on, in addition to those of the packs."""
    given.centre()
    return adopt_rule(actor=SYSTEM, kind=kind, value=value, scope=scope, clause_code="OWN")


def clock_of(case: Case, definition: str = "first_response") -> Clock:
    """Return the clock of a case as it is stored; of several rounds the last one."""
    return Clock.objects.filter(case_id=case.pk, definition=definition).latest("round")


def rounds_of(case: Case, definition: str) -> list[Clock]:
    """Return every round of a clock of a case, in order."""
    return list(Clock.objects.filter(case_id=case.pk, definition=definition).order_by("round"))


def promise(case: Case) -> datetime | None:
    """Return the nearest promise that is kept beside the case."""
    return Case.objects.get(pk=case.pk).promised_at


def reply(case: Case, then: str = "stay") -> None:
    """Let Lin answer."""
    reply_to_case(actor=given.agent(), case_id=case.pk, body="您好，正在处理。", then=then)


def write(case: Case) -> None:
    """Let the customer write on the portal."""
    write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="灯是红的。", channel="portal")


def swept() -> None:
    """Let the worker look for what is due, and do it."""
    sweep({})
    drain()


def events_of(case: Case, *whats: str) -> list[dict[str, Any]]:
    """Return what the journal says of the clocks of a case, in order: `what` (started, breached …) and its data."""
    codes = [f"sla.clock_{what}" for what in whats]
    entries = JournalEntry.objects.filter(code__in=codes, subject="case", subject_id=case.pk).order_by("pk")
    return [{"what": entry.code.removeprefix("sla.clock_"), "at": entry.at, **entry.data} for entry in entries]


def happened(case: Case, definition: str = "", whats: tuple[str, ...] = SWEPT) -> list[tuple[Any, ...]]:
    """Return what the sweep found, in order: (warned, clock, percent), (breached, clock), (escalated, clock, level)."""
    found = [one for one in events_of(case, *whats) if definition in ("", one["definition"])]
    detail = {"warned": "percent", "escalated": "level"}
    return [
        (one["what"], one["definition"], *([one[detail[one["what"]]]] if one["what"] in detail else []))
        for one in found
    ]
