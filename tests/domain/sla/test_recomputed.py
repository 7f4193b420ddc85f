"""Clocks counted anew from the journal alone equal the stored ones, whatever happened to their cases."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import HealthCheck, example, settings
from hypothesis import given as with_each
from hypothesis import strategies as st
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.calendars.commands import clear_day, set_day, set_weekly_hours
from fuwutai.domain.cases.commands import (
    assign_case,
    await_third_party,
    close_case,
    confirm_case,
    end_wait,
    merge_case,
    note_call_back,
    reclassify_case,
    reopen_case,
    reply_to_case,
    resolve_case,
    undo_merge,
    write_as_customer,
)
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.customers.commands import set_tier
from fuwutai.domain.packs.commands import adopt_pack_rules
from fuwutai.domain.sla.commands import fire_moment, restore_clocks
from fuwutai.domain.sla.jobs import recount
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.recompute import compared
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.kernel import clock as wall
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import DomainError
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

BEFORE_SPRING_FESTIVAL = datetime(2026, 2, 12, 16, tzinfo=ZoneInfo("Asia/Shanghai"))
SYSTEM = Actor.system("tests")
WORDS = {"body": "您好，请稍候。"}
OPEN_LATE = {weekday: [(8 * 60, 12 * 60), (13 * 60, 20 * 60)] for weekday in range(6)}
OPEN_SHORT = {weekday: [(9 * 60, 15 * 60)] for weekday in range(5)}

VERBS: dict[str, tuple[Any, dict[str, Any]]] = {
    "answer": (reply_to_case, WORDS),
    "ask back": (reply_to_case, {**WORDS, "then": "wait"}),
    "answer and resolve": (reply_to_case, {**WORDS, "then": "resolve"}),
    "customer writes": (write_as_customer, {**WORDS, "channel": "portal"}),
    "await third party": (await_third_party, {}),
    "end wait": (end_wait, {}),
    "resolve": (resolve_case, {}),
    "confirm": (confirm_case, {"rating": "declined"}),
    "close": (close_case, {"rating": "no_answer", "reason": "联系不上客户。"}),
    "reopen": (reopen_case, {}),
    "call back": (note_call_back, {"outcome": "settled"}),
    "raise": (reclassify_case, {"priority": "emergency"}),
    "lower": (reclassify_case, {"priority": "routine"}),
    "complain": (reclassify_case, {"type": "complaint"}),
    "simplify": (reclassify_case, {"type": "request", "complexity": "simple"}),
}
EDITS = ["holiday", "working day", "late hours", "short hours"]
MERGERS = ["merge", "older merge", "words by the old number", "release", "merge away", "come back"]
OTHERS = ["sweep", "recount", "tier", "team", *MERGERS, *EDITS]
INSTANT = timedelta(microseconds=1)
steps = st.tuples(
    st.sampled_from([*VERBS, *OTHERS]), st.sampled_from([0, 1, 600, 1800, 1801, 9_000, 86_400, 5 * 86_400])
)
matters = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["fault", "complaint"]),
        "priority": st.sampled_from(["routine", "urgent", "emergency"]),
    }
)


def a_manual_with_everything() -> None:
    """Put more promises into force than one manual makes: each clock, working days, a tier, a cause not waited for."""
    given.centre()
    adopt_pack_rules(actor=SYSTEM, code="telecom")
    for kind, value, scope in (
        ("sla.acknowledge", {"minutes": 20}, {}),
        ("sla.next_response", {"minutes": 60, "warn_percents": [25, 50, 90]}, {}),
        ("sla.resolution", {"working_days": 2, "pause_for": ["customer"]}, {"complexity": "simple"}),
        ("sla.resolution", {"minutes": 90, "calendar": "always"}, {"tier": "vip"}),
        ("sla.complaint_reply", {"working_days": 7}, {"type": "complaint"}),
    ):
        adopt_rule(actor=SYSTEM, kind=kind, value=value, scope=scope)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@with_each(matters, st.lists(steps, max_size=9))
@example({"type": "fault", "priority": "urgent"}, [("ask back", 86_400), ("customer writes", 0), ("reopen", 60)])
@example({"type": "fault", "priority": "routine"}, [("ask back", 600), ("raise", 600), ("customer writes", 9_000)])
@example({"type": "fault", "priority": "routine"}, [("holiday", 600), ("sweep", 86_400), ("merge", 600)])
@example({"type": "fault", "priority": "urgent"}, [("merge away", 600), ("late hours", 600), ("come back", 86_400)])
@example({"type": "fault", "priority": "urgent"}, [("ask back", 600), ("merge away", 600), ("come back", 86_400)])
@example(
    {"type": "fault", "priority": "routine"},
    [("answer", 600), ("older merge", 600), ("words by the old number", 1800), ("release", 9_000), ("sweep", 0)],
)
@example(
    {"type": "fault", "priority": "routine"},
    [("older merge", 600), ("older merge", 0), ("customer writes", 600), ("release", 600), ("release", 9_000)],
)
def test_clocks_counted_anew_from_the_journal_equal_the_stored_ones(time_machine, matter, history):
    time_machine.move_to(BEFORE_SPRING_FESTIVAL, tick=False)
    if not Case.objects.exists():
        a_manual_with_everything()
    case, now = given.a_case(**matter), BEFORE_SPRING_FESTIVAL
    for name, seconds in history:
        now += timedelta(seconds=seconds) + (INSTANT if name in EDITS else timedelta())
        time_machine.move_to(now, tick=False)
        happen(case, name)
        now += INSTANT if name in EDITS else timedelta()  # nothing else happens at the very moment of an edit
        time_machine.move_to(now, tick=False)
    settle(case)
    bound = Case.objects.filter(pk__gte=case.pk).order_by("pk").values_list("pk", flat=True)
    assert compared(list(bound), wall.now()).differences == []
    running = [clock.due_at for clock in Clock.objects.filter(case=case, state="running")]
    assert visible_case(SYSTEM, case.pk).promised_at == min(running, default=None)
    missed = JournalEntry.objects.filter(code="sla.clock_breached", subject_id=case.pk)
    assert missed.count() == Clock.objects.filter(case=case, breached_at__isnull=False).count()
    time_machine.move_to(BEFORE_SPRING_FESTIVAL + timedelta(days=200), tick=False)
    set_weekly_hours(actor=SYSTEM, calendar="cn", hours=OPEN_SHORT)  # the next history begins with other hours


def settle(case: Case) -> None:
    """Do what the worker does some seconds after an edit of a calendar."""
    for calendar in ("cn", "always"):
        recount({"calendar": calendar, "after": Clock.objects.filter(case=case).order_by("pk").first().pk - 1})


def happen(case: Case, name: str) -> None:
    """Let one thing happen to a case; what its state does not allow does not happen."""
    with suppress(DomainError):
        if name in VERBS:
            command, words = VERBS[name]
            command(actor=SYSTEM, case_id=case.pk, **words)
        elif name == "sweep":
            for clock in Clock.objects.filter(case=case):
                fire_moment(actor=SYSTEM, clock_id=clock.pk, case_id=case.pk)
        elif name == "recount":
            settle(case)
        elif name in MERGERS:
            merge_or_part(case, name)
        elif name == "tier":
            set_tier(actor=SYSTEM, customer_id=case.customer_id, tier="vip")
        elif name == "team":
            assign_case(actor=SYSTEM, case_id=case.pk, team_id=given.team("mobile").pk)
        else:
            edit_calendar(name)


def merge_or_part(case: Case, name: str) -> None:
    """Let a case take another one in, or go on in one, and take that back, the last first."""
    last = Case.objects.filter(merged_into=case).order_by("-status_since", "-pk").first()
    if name == "merge":
        merge_case(actor=SYSTEM, case_id=given.a_case(type="complaint").pk, into_id=case.pk)
    elif name == "older merge":
        now = wall.now()
        with time_machine.travel(now - timedelta(hours=3), tick=False):
            older = given.a_case()
        merge_case(actor=SYSTEM, case_id=older.pk, into_id=case.pk)
    elif name == "merge away":
        merge_case(actor=SYSTEM, case_id=case.pk, into_id=given.a_case().pk)
    elif name == "come back":
        undo_merge(actor=SYSTEM, case_id=case.pk)
    elif last is not None and name == "words by the old number":
        write_as_customer(actor=SYSTEM, case_id=last.pk, **WORDS, channel="portal")
    elif last is not None:
        words = Message.objects.filter(case=case, via=last).values_list("pk", flat=True)
        undo_merge(actor=SYSTEM, case_id=last.pk, message_ids=list(words))


def edit_calendar(name: str) -> None:
    """Edit the centre's calendar: today's, tomorrow's or the weekly hours."""
    today = wall.now().astimezone(ZoneInfo("Asia/Shanghai")).date()
    if name == "holiday":
        set_day(actor=SYSTEM, calendar="cn", date=today + timedelta(days=1), kind="holiday")
    elif name == "working day":
        set_day(actor=SYSTEM, calendar="cn", date=next_sunday(today), kind="working_day")
        clear_day(actor=SYSTEM, calendar="cn", date=today + timedelta(days=1))
    else:
        set_weekly_hours(actor=SYSTEM, calendar="cn", hours=OPEN_LATE if name == "late hours" else OPEN_SHORT)


def next_sunday(day: date) -> date:
    return day + timedelta(days=(6 - day.weekday()) or 7)


def test_a_stored_clock_that_was_tampered_with_is_found_and_restored(time_machine):
    time_machine.move_to(BEFORE_SPRING_FESTIVAL, tick=False)
    case, other = given.a_case(), given.a_case(phone="13812345678")
    first = Clock.objects.get(case=case, definition="first_response")
    due = first.due_at
    Clock.objects.filter(pk=first.pk).update(due_at=due + timedelta(minutes=5), consumed_seconds=7)
    Clock.objects.filter(case=other, definition="resolution").delete()
    batch = compared([case.pk, other.pk], wall.now())
    assert [(one.case, one.clock, one.field) for one in batch.differences] == [
        (case.number, "first_response#1", "consumed_seconds"),
        (case.number, "first_response#1", "due_at"),
        (other.number, "resolution#1", "clock"),
    ]
    [_consumed, told, missing] = batch.differences
    assert (told.stored, told.recomputed) == ("2026-02-12T08:35:00Z", "2026-02-12T08:30:00Z")
    assert (missing.stored, missing.recomputed) == (None, "running")
    restore_clocks(actor=SYSTEM, case_ids=[case.pk, other.pk])
    assert compared([case.pk, other.pk], wall.now()).differences == []
    first.refresh_from_db()
    assert first.due_at == due


def test_a_clock_that_the_journal_does_not_know_is_removed(time_machine):
    time_machine.move_to(BEFORE_SPRING_FESTIVAL, tick=False)
    case = given.a_case()
    Clock.objects.filter(case=case, definition="first_response").update(definition="acknowledge")
    found = {(one.clock, one.field) for one in compared([case.pk], wall.now()).differences}
    assert found == {("acknowledge#1", "clock"), ("first_response#1", "clock")}
    restore_clocks(actor=SYSTEM, case_ids=[case.pk])
    assert compared([case.pk], wall.now()).differences == []


def test_comparing_changes_nothing(time_machine, django_assert_num_queries):
    time_machine.move_to(BEFORE_SPRING_FESTIVAL, tick=False)
    case = given.a_waiting_case()
    compared([case.pk], wall.now())
    with nothing_changes(), django_assert_num_queries(2):
        compared([case.pk], wall.now())
