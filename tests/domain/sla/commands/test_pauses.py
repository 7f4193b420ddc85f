"""For whom a clock waits: the customer, a third party, or only those its rule names."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.domain.sla.given_clocks import MONDAY, a_rule, clock_of, events_of, minutes, promise, reply, swept, write

from fuwutai.domain.accounts.queries import working_hours
from fuwutai.domain.cases.commands import await_third_party, end_wait, reclassify_case, resolve_case
from fuwutai.domain.cases.models import Case
from fuwutai.kernel import clock as wall

pytestmark = pytest.mark.django_db


def third_party(case: Case) -> None:
    await_third_party(actor=given.agent(), case_id=case.pk)


def end(case: Case) -> None:
    end_wait(actor=given.agent(), case_id=case.pk)


def prioritise(case: Case, priority: str) -> None:
    reclassify_case(actor=given.agent(), case_id=case.pk, priority=priority)


@pytest.mark.parametrize(
    ("begin", "cause"),
    [
        (lambda case: reply(case, "wait"), "customer"),
        (lambda case: reply(case, "third_party"), "third_party"),
        (third_party, "third_party"),
    ],
    ids=["asks the customer", "answers and asks a third party", "asks a third party"],
)
@pytest.mark.parametrize("over", [end, lambda case: reply(case)], ids=["somebody says so", "the next answer"])
def test_the_resolution_waits_for_either_and_loses_no_minute(monday, begin, cause, over):
    case = given.an_open_case()
    due = clock_of(case, "resolution").due_at
    monday.shift(minutes(30))
    begin(case)
    paused = clock_of(case, "resolution")
    assert (paused.state, paused.cause, paused.consumed_seconds) == ("paused", cause, 1800)
    assert (paused.due_at, paused.running_since, paused.next_moment_at, promise(case)) == (None, None, None, None)
    monday.shift(minutes(45))
    over(case)
    resumed = clock_of(case, "resolution")
    assert (resumed.state, resumed.cause, resumed.consumed_seconds) == ("running", "", 1800)
    assert resumed.due_at == promise(case) == due + minutes(45)


def test_who_waits_for_one_and_then_for_the_other_has_waited_all_the_time(monday):
    case = given.a_waiting_case()
    due_before = MONDAY + timedelta(days=3, hours=4, minutes=30)
    monday.shift(minutes(20))
    third_party(case)
    clock = clock_of(case, "resolution")
    assert (clock.state, clock.cause, clock.consumed_seconds) == ("paused", "third_party", 0)
    monday.shift(minutes(20))
    reply(case, "wait")
    assert clock_of(case, "resolution").cause == "customer"
    monday.shift(minutes(20))
    write(case)
    assert clock_of(case, "resolution").due_at == due_before + minutes(60)


def test_the_customers_words_do_not_end_the_wait_for_a_third_party(monday):
    case = given.a_case_at_a_third_party()
    before = clock_of(case, "resolution")
    monday.shift(minutes(20))
    write(case)
    clock = clock_of(case, "resolution")
    assert (clock.state, clock.cause, clock.due_at) == (before.state, before.cause, None)


def test_it_runs_on_for_a_third_party_when_its_rule_waits_for_the_customer_only(monday):
    a_rule("sla.resolution", {"type": "fault"}, minutes=60, pause_for=["customer"])
    case = given.an_open_case()
    due = clock_of(case, "resolution").due_at
    assert due == MONDAY + minutes(60)
    monday.shift(minutes(10))
    third_party(case)
    running = clock_of(case, "resolution")
    assert (running.state, running.cause, running.due_at, running.consumed_seconds) == ("running", "", due, 0)
    monday.shift(minutes(10))
    reply(case, "wait")
    paused = clock_of(case, "resolution")
    assert (paused.state, paused.cause, paused.consumed_seconds) == ("paused", "customer", 1200)
    monday.shift(minutes(10))
    third_party(case)
    again = clock_of(case, "resolution")
    assert (again.state, again.due_at) == ("running", due + minutes(10))
    end(case)
    assert clock_of(case, "resolution").due_at == due + minutes(10)


def test_a_rule_that_waits_for_nobody_lets_the_clock_run_through_every_wait(monday):
    a_rule("sla.resolution", {"type": "fault"}, minutes=60, pause_for=[])
    case = given.a_waiting_case()
    assert clock_of(case, "resolution").due_at == MONDAY + minutes(60)
    monday.shift(minutes(61))
    swept()
    assert clock_of(case, "resolution").breached_at == MONDAY + minutes(60)


def test_the_first_response_waits_for_nobody(monday):
    case = given.a_case()
    third_party(case)
    monday.shift(minutes(31))
    swept()
    assert clock_of(case).breached_at == MONDAY + minutes(30)
    assert [one["definition"] for one in events_of(case, "breached")] == ["first_response"]


def test_a_case_resolved_while_it_waits_has_used_what_it_had_used_before(monday):
    case = given.an_open_case()
    monday.shift(minutes(30))
    third_party(case)
    monday.shift(minutes(300))
    resolve_case(actor=given.agent(), case_id=case.pk)
    clock = clock_of(case, "resolution")
    assert (clock.state, clock.cause, clock.consumed_seconds) == ("stopped", "", 1800)
    assert clock.stopped_at == MONDAY + minutes(330)


@pytest.mark.parametrize("wait", ["wait", "third_party"])
def test_a_priority_corrected_during_a_wait_costs_no_minute_of_the_wait(monday, wait):
    """The deadline of the new priority is counted from the opening, less every minute of the wait."""
    case = given.an_open_case()
    monday.shift(minutes(30))
    reply(case, wait)
    monday.shift(minutes(40))
    prioritise(case, "urgent")
    swapped = clock_of(case, "resolution")
    assert (swapped.state, swapped.due_at, swapped.consumed_seconds) == ("paused", None, 1800)
    assert (swapped.target_seconds, swapped.clause_code) == (240 * 60, "S2-3.2.1-2")
    monday.shift(minutes(20))
    end(case)
    # 10:00 + 240 working minutes = 15:30 with the break at noon, and 60 minutes of waiting
    assert clock_of(case, "resolution").due_at == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def test_a_priority_there_and_back_during_a_wait_leaves_the_deadline_where_it_was(monday):
    case, other = given.an_open_case(), given.an_open_case(phone="13812345678")
    for one in (case, other):
        monday.shift(minutes(15))
        reply(one, "wait")
    monday.move_to(MONDAY + minutes(40), tick=False)
    for priority in ("urgent", "emergency", "routine"):
        monday.shift(minutes(5))
        prioritise(case, priority)
    for one in (case, other):
        monday.move_to(MONDAY + minutes(60), tick=False)
        write(one)
    used = {one.pk: clock_of(one, "resolution").consumed_seconds for one in (case, other)}
    assert used == {case.pk: 900, other.pk: 1800}
    for one in (case, other):
        rest = 24 * 3600 - used[one.pk]
        assert clock_of(one, "resolution").due_at == working_hours().add_working_seconds(wall.now(), rest)


def test_what_new_terms_do_not_wait_for_lets_a_standing_clock_run_on(monday):
    a_rule("sla.resolution", {"priority": "urgent"}, minutes=240, pause_for=["customer"])
    case = given.a_case_at_a_third_party()
    monday.shift(minutes(20))
    prioritise(case, "urgent")
    clock = clock_of(case, "resolution")
    assert (clock.state, clock.cause, clock.consumed_seconds) == ("running", "", 0)


def test_what_new_terms_wait_for_lets_a_running_clock_stand(monday):
    a_rule("sla.resolution", {"type": "fault"}, minutes=60, pause_for=[])
    case = given.a_waiting_case()
    monday.shift(minutes(20))
    reclassify_case(actor=given.agent(), case_id=case.pk, type="request")
    clock = clock_of(case, "resolution")
    assert (clock.state, clock.cause, clock.consumed_seconds) == ("paused", "customer", 1200)


def test_a_clock_that_begins_while_the_case_waits_stands_at_once(monday):
    a_rule("sla.complaint_reply", {"type": "complaint"}, minutes=120)
    case = given.a_waiting_case(type="consultation")
    monday.shift(minutes(20))
    reclassify_case(actor=given.agent(), case_id=case.pk, type="complaint")
    clock = clock_of(case, "complaint_reply")
    assert (clock.state, clock.cause) == ("paused", "customer")
