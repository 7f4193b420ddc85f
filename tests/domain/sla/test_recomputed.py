"""A clock counted anew from the journal equals the stored one, whatever happened to its case."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, settings
from hypothesis import given as with_each
from hypothesis import strategies as st
from tests import given

from fuwutai.domain.calendars.queries import working_time
from fuwutai.domain.cases.commands import (
    close_case,
    confirm_case,
    reopen_case,
    reply_to_case,
    resolve_case,
    write_as_customer,
)
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.sla.commands import fire_moment
from fuwutai.domain.sla.commands.clocks import face_of
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.rules import DEFINITIONS, ClockFace, moved, overran, started
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import DomainError
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

BEFORE_SPRING_FESTIVAL = datetime(2026, 2, 12, 16, tzinfo=ZoneInfo("Asia/Shanghai"))
SYSTEM = Actor.system("tests")
WORDS = {"body": "您好，请稍候。"}

VERBS: dict[str, tuple[Any, dict[str, str]]] = {
    "answer": (reply_to_case, WORDS),
    "ask back": (reply_to_case, {**WORDS, "then": "wait"}),
    "answer and resolve": (reply_to_case, {**WORDS, "then": "resolve"}),
    "customer writes": (write_as_customer, {**WORDS, "channel": "portal"}),
    "resolve": (resolve_case, {}),
    "confirm": (confirm_case, {}),
    "close": (close_case, {}),
    "reopen": (reopen_case, {}),
}
steps = st.tuples(
    st.sampled_from([*VERBS, "sweep"]), st.sampled_from([0, 1, 600, 1800, 1801, 9_000, 86_400, 5 * 86_400])
)
matters = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["fault", "complaint"]),
        "priority": st.sampled_from(["routine", "urgent", "emergency"]),
    }
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@with_each(matters, st.lists(steps, max_size=10))
@example({"type": "fault", "priority": "urgent"}, [("ask back", 86_400), ("customer writes", 0), ("reopen", 60)])
def test_a_clock_counted_anew_from_the_journal_equals_the_stored_one(time_machine, matter, history):
    time_machine.move_to(BEFORE_SPRING_FESTIVAL, tick=False)
    case, now = given.a_case(**matter), BEFORE_SPRING_FESTIVAL
    for name, seconds in history:
        now += timedelta(seconds=seconds)
        happen(case, name, now)
    clocks = list(Clock.objects.filter(case=case).order_by("pk"))
    for clock in clocks:
        face, breached_at = recomputed(clock)
        assert face_of(clock) == face
        if breached_at is not None or not any(name == "sweep" for name, _seconds in history):
            assert clock.breached_at == breached_at
    running = [clock.due_at for clock in clocks if clock.state == "running"]
    assert visible_case(SYSTEM, case.pk).promised_at == min(running, default=None)
    missed = JournalEntry.objects.filter(code="sla.clock_breached", subject_id=case.pk)
    assert missed.count() == sum(clock.breached_at is not None for clock in clocks)


def happen(case: Case, name: str, at: datetime) -> None:
    """Let one thing happen to a case; what its state does not allow does not happen."""
    if name == "sweep":
        for clock in Clock.objects.filter(case=case):
            fire_moment.at(at)(actor=SYSTEM, clock_id=clock.pk, case_id=case.pk)
        return
    command, words = VERBS[name]
    with suppress(DomainError):
        command.at(at)(actor=SYSTEM, case_id=case.pk, **words)


def recomputed(clock: Clock) -> tuple[ClockFace, datetime | None]:
    """Return what the journal alone says of a clock: its face, and the promise it missed on its way."""
    time = working_time(clock.calendar_code)
    definition = next(one for one in DEFINITIONS if one.code == clock.definition)
    opened, *later = JournalEntry.objects.filter(subject="case", subject_id=clock.case_id).order_by("subject_seq")
    face, missed = started(opened.at, clock.target_seconds, clock.warn_percent, time), None
    for entry in later:
        if (signal := definition.signal(entry.code)) is None:
            continue
        if missed is None and overran(face, entry.at):
            missed = face.due_at
        face = moved(face, signal, entry.at, time)
    return face, missed
