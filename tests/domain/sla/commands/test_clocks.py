"""Clocks follow their case through every verb, in the same transaction."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.domain.sla.given_clocks import (
    MONDAY,
    SYSTEM,
    clock_of,
    events_of,
    happened,
    minutes,
    promise,
    reply,
    swept,
    write,
)
from tests.rows import nothing_changes

from fuwutai.domain.accounts.queries import working_hours
from fuwutai.domain.calendars.commands import set_day
from fuwutai.domain.cases.commands import (
    add_note,
    assign_case,
    confirm_case,
    open_case,
    reopen_case,
    reply_to_case,
    resolve_case,
    take_case,
    write_as_customer,
)
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.rules import NO_PROMISE
from fuwutai.domain.sla.book import Happening
from fuwutai.domain.sla.commands import Happened, fire_moment, keep_clocks, recount_clocks, restore_clocks
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.queries import forget_rules
from fuwutai.kernel import clock as wall
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import Command
from fuwutai.kernel.errors import Invalid, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.mark.proves("S1-4.2-1")
def test_a_new_case_starts_its_clocks_with_the_figures_calendar_and_clause_that_hold_now():
    case = given.a_case()
    first = clock_of(case)
    assert (first.state, first.target_seconds, first.calendar_code) == ("running", 1800, "cn")
    assert (first.clause_code, first.rule_id) == ("S4-6.1-1", RuleRow.objects.get(clause_code="S4-6.1-1").pk)
    assert (first.started_at, first.running_since) == (MONDAY, MONDAY)
    assert first.due_at == MONDAY + minutes(30)
    assert first.warn_at == first.next_moment_at == MONDAY + minutes(22.5)
    assert (first.warned_percent, first.level, first.breached_at) == (0, 0, None)
    # 24 working hours of 7 a day from Monday 10:00: three days and three hours, past Thursday's noon break
    assert clock_of(case, "resolution").due_at == datetime(2026, 3, 5, 6, 30, tzinfo=UTC)
    assert promise(case) == first.due_at


def test_the_promise_tells_who_started_it_in_the_journal():
    case = given.a_case()
    entry = JournalEntry.objects.filter(code="sla.clock_started", subject_id=case.pk).first()
    assert (entry.actor_kind, entry.actor_name, entry.command) == ("system", "sla", "sla.keep_clocks")
    assert entry.data["due_at"] == "2026-03-02T02:30:00Z"


def test_an_emergency_is_counted_round_the_clock():
    case = given.a_case(priority="emergency")
    first, resolution = clock_of(case), clock_of(case, "resolution")
    assert (first.calendar_code, first.due_at) == ("always", MONDAY + minutes(10))
    assert (resolution.calendar_code, resolution.due_at) == ("always", MONDAY + minutes(120))


def test_a_case_at_night_is_promised_for_the_morning(monday):
    monday.move_to(datetime(2026, 3, 2, 15, tzinfo=UTC), tick=False)  # 23:00 in Shanghai
    assert clock_of(given.a_case()).due_at == datetime(2026, 3, 3, 1, 30, tzinfo=UTC)


def test_a_rule_for_a_category_is_found():
    given.centre()
    scope = {"category": "broadband_slow"}
    adopt_rule(actor=SYSTEM, kind="sla.first_response", value={"minutes": 3}, scope=scope)
    assert clock_of(given.a_case(category="broadband_slow")).target_seconds == 180
    assert clock_of(given.a_case()).target_seconds == 1800


def test_without_rules_a_case_has_no_clocks_and_no_promise():
    given.centre()
    RuleRow.objects.all().delete()
    forget_rules()
    case = given.a_case()
    assert not Clock.objects.exists()
    assert promise(case) is None
    reply(case, "wait")


def test_a_calendar_edited_a_moment_ago_counts_for_the_next_case():
    given.a_case()
    set_day(actor=given.administrator(), calendar="cn", date=MONDAY.date(), kind="holiday")
    assert clock_of(given.a_case()).due_at == datetime(2026, 3, 3, 1, 30, tzinfo=UTC)


def test_a_reply_stops_the_first_response_and_leaves_the_resolution_running(monday):
    case = given.a_case()
    monday.shift(minutes(12))
    reply(case)
    first, resolution = clock_of(case), clock_of(case, "resolution")
    assert (first.state, first.stopped_at, first.consumed_seconds) == ("stopped", MONDAY + minutes(12), 720)
    assert (first.due_at, first.next_moment_at) == (None, None)
    assert resolution.state == "running"
    assert promise(case) == resolution.due_at


def test_a_reply_that_asks_back_stops_the_one_and_pauses_the_other(monday):
    case = given.a_case()
    monday.shift(minutes(12))
    reply(case, "wait")
    first, resolution = clock_of(case), clock_of(case, "resolution")
    assert (first.state, resolution.state, resolution.consumed_seconds) == ("stopped", "paused", 720)
    assert (resolution.due_at, resolution.warn_at, resolution.next_moment_at) == (None, None, None)
    assert Case.objects.get(pk=case.pk).due_at == NO_PROMISE


def test_the_answer_lets_the_resolution_run_on_with_no_minute_of_the_wait_lost(monday):
    case = given.a_case()
    due = clock_of(case, "resolution").due_at
    reply(case, "wait")
    monday.shift(minutes(60))
    write(case)
    resolution = clock_of(case, "resolution")
    assert (resolution.state, resolution.due_at) == ("running", due + minutes(60))
    assert clock_of(case).state == "stopped"
    assert promise(case) == resolution.due_at


def test_waiting_over_night_costs_no_working_time(monday):
    case = given.a_case()
    due = clock_of(case, "resolution").due_at
    monday.move_to(datetime(2026, 3, 2, 9, 30, tzinfo=UTC), tick=False)  # 17:30, the close
    reply(case, "wait")
    monday.move_to(datetime(2026, 3, 3, 1, tzinfo=UTC), tick=False)  # 9:00, the opening
    write(case)
    assert clock_of(case, "resolution").due_at == due


def test_waiting_anew_while_waiting_pauses_nothing_twice(monday):
    case = given.a_waiting_case()
    paused = clock_of(case, "resolution")
    monday.shift(minutes(30))
    reply(case, "wait")
    assert clock_of(case, "resolution").consumed_seconds == paused.consumed_seconds


def test_the_end_of_a_wait_does_not_start_a_stopped_clock_again(monday):
    case = given.a_waiting_case()
    stopped = clock_of(case)
    monday.shift(minutes(5))
    write(case)
    assert Clock.objects.filter(pk=stopped.pk).values().get() == {
        name: getattr(stopped, name) for name in Clock.objects.filter(pk=stopped.pk).values().get()
    }


def test_resolving_stops_both_even_without_a_word(monday):
    case = given.a_case()
    monday.shift(minutes(5))
    resolve_case(actor=given.agent(), case_id=case.pk)
    assert {(one.state, one.consumed_seconds) for one in Clock.objects.all()} == {("stopped", 300)}
    assert promise(case) is None


def test_reopening_lets_the_resolution_run_on_with_the_time_it_had_used(monday):
    case = given.a_case()
    monday.shift(minutes(60))
    reply(case, "resolve")
    monday.shift(timedelta(days=1))
    confirm_case(actor=given.customer_of(case), case_id=case.pk)
    reopen_case(actor=given.agent(), case_id=case.pk)
    resolution = clock_of(case, "resolution")
    assert (resolution.state, resolution.consumed_seconds, resolution.stopped_at) == ("running", 3600, None)
    rest = resolution.target_seconds - 3600
    assert resolution.due_at == working_hours().add_working_seconds(wall.now(), rest)
    assert clock_of(case).state == "stopped"


def test_who_takes_or_gets_a_case_changes_none_of_its_promises():
    case = given.a_case()
    before = list(Clock.objects.order_by("pk").values())
    take_case(actor=given.agent(), case_id=case.pk)
    assign_case(actor=given.supervisor(), case_id=case.pk, team_id=given.team("mobile").pk)
    add_note(actor=given.supervisor(), case_id=case.pk, body="转移动业务。")
    assert list(Clock.objects.order_by("pk").values()) == before
    assert promise(case) == before[0]["due_at"]


def test_an_answer_on_the_dot_keeps_the_promise(monday):
    case = given.a_case()
    monday.shift(minutes(30))
    reply(case)
    assert clock_of(case).breached_at is None
    assert events_of(case, "breached") == []


@pytest.mark.parametrize("end", [lambda case: reply(case), lambda case: resolve_case(actor=SYSTEM, case_id=case.pk)])
def test_a_late_answer_before_the_sweep_saw_it_is_a_breach_all_the_same_and_once(monday, end):
    case = given.a_case()
    due = clock_of(case).due_at
    monday.shift(minutes(31))
    end(case)
    first = clock_of(case)
    assert (first.state, first.breached_at, first.consumed_seconds) == ("stopped", due, 31 * 60)
    assert [(one["definition"], one["round"]) for one in events_of(case, "breached")] == [("first_response", 1)]
    fire_moment(actor=SYSTEM, clock_id=first.pk, case_id=case.pk)
    assert len(events_of(case, "breached")) == 1


def test_a_late_answer_outside_of_working_hours_is_late_though_no_working_time_passed(monday):
    monday.move_to(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False)  # 17:00; due on the dot of closing
    case = given.a_case()
    monday.shift(timedelta(hours=2))
    reply(case)
    first = clock_of(case)
    assert (first.consumed_seconds, first.breached_at) == (1800, datetime(2026, 3, 2, 9, 30, tzinfo=UTC))


def test_a_wait_that_begins_too_late_has_missed_the_promise_too(monday):
    case = given.a_case(priority="emergency")
    monday.shift(minutes(5))
    reply(case)
    resolution = clock_of(case, "resolution")
    monday.shift(minutes(121))
    reply(case, "wait")
    paused = clock_of(case, "resolution")
    assert (paused.state, paused.breached_at) == ("paused", resolution.due_at)
    monday.shift(minutes(10))
    write(case)
    swept()
    assert happened(case, "resolution")[0] == ("breached", "resolution")
    monday.shift(minutes(500))
    swept()
    resolve_case(actor=given.agent(), case_id=case.pk)
    assert [one["definition"] for one in events_of(case, "breached")] == ["resolution"]


def test_imported_history_keeps_its_own_times():
    past = MONDAY - timedelta(days=6)  # Tuesday, 10:00 in Shanghai
    given.centre()
    RuleRow.objects.update(valid_from=past - timedelta(days=1))
    forget_rules()
    case = open_case.at(past)(actor=Actor.customer(), **given.MATTER)
    reply_to_case.at(past + minutes(45))(actor=given.agent(), case_id=case.pk, body="已处理。", then="resolve")
    first, resolution = clock_of(case), clock_of(case, "resolution")
    assert (first.started_at, first.stopped_at) == (past, past + minutes(45))
    assert (first.breached_at, resolution.breached_at) == (past + minutes(30), None)
    assert resolution.consumed_seconds == 45 * 60


def test_a_case_opened_answered_and_resolved_within_one_command_has_its_clocks_right():
    given.centre()
    lin = given.agent()

    def bring_in(*, actor: Actor) -> Case:
        case = open_case.at(MONDAY - minutes(50))(actor=actor, **given.MATTER)
        reply_to_case.at(MONDAY - minutes(40))(actor=lin, case_id=case.pk, body="请稍等。", then="wait")
        write_as_customer.at(MONDAY - minutes(20))(actor=lin, case_id=case.pk, body="好。", channel="phone")
        resolve_case.at(MONDAY - minutes(15))(actor=lin, case_id=case.pk)
        return case

    RuleRow.objects.update(valid_from=MONDAY - timedelta(days=9))
    forget_rules()
    case = Command(function=bring_in, name="sla.bring_in")(actor=SYSTEM)
    assert clock_of(case).consumed_seconds == 600
    resolution = clock_of(case, "resolution")
    assert (resolution.consumed_seconds, resolution.stopped_at) == (900, MONDAY - minutes(15))


def test_a_refused_command_moves_no_clock(monday):
    case = given.a_case()
    monday.shift(minutes(31))
    lin = given.agent()
    with nothing_changes(), pytest.raises(Invalid):
        reply_to_case(actor=lin, case_id=case.pk, body=" ", then="stay")


def test_only_the_platform_moves_clocks():
    case = given.a_case()
    clock = clock_of(case)
    chen = given.supervisor()
    closed = Happening(code="cases.case_closed", at=MONDAY)
    with nothing_changes():
        with pytest.raises(Refused):
            keep_clocks(actor=chen, happened=[Happened(subject="case", subject_id=case.pk, happening=closed)])
        with pytest.raises(Refused):
            fire_moment(actor=chen, clock_id=clock.pk, case_id=case.pk)
        with pytest.raises(Refused):
            recount_clocks(actor=chen, case_ids=[case.pk])
        with pytest.raises(Refused):
            restore_clocks(actor=chen, case_ids=[case.pk])
