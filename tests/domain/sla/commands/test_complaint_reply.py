"""The reply to a complaint: owed for complaints only, from the moment on at which it is one."""

from datetime import timedelta

import pytest
from tests import given
from tests.domain.sla.given_clocks import (
    MONDAY,
    a_rule,
    clock_of,
    events_of,
    happened,
    minutes,
    promise,
    reply,
    rounds_of,
    swept,
    write,
)

from fuwutai.domain.cases.commands import close_case, merge_case, reclassify_case, reopen_case, resolve_case
from fuwutai.domain.cases.models import Case
from fuwutai.domain.customers.commands import set_tier

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def promises(monday):
    """Let the centre promise the reply to a complaint within two hours of work."""
    a_rule("sla.complaint_reply", {"type": "complaint"}, minutes=120)


def becomes(case: Case, type: str) -> None:
    reclassify_case(actor=given.agent(), case_id=case.pk, type=type)


def resolve(case: Case) -> None:
    resolve_case(actor=given.agent(), case_id=case.pk)


def states(case: Case) -> list[tuple[int, str]]:
    return [(one.round, one.state) for one in rounds_of(case, "complaint_reply")]


@pytest.mark.parametrize("type", ["consultation", "request", "fault", "suggestion", "praise"])
def test_nothing_but_a_complaint_is_owed_a_reply_of_this_kind(type):
    assert states(given.a_case(type=type)) == []


@pytest.mark.proves("S1-4.3-1", "S3-1.4-2")
def test_a_complaint_is_owed_its_reply_from_the_opening_on(monday):
    clock = clock_of(given.a_case(type="complaint"), "complaint_reply")
    assert (clock.state, clock.started_at, clock.target_seconds) == ("running", MONDAY, 7200)
    assert clock.due_at == MONDAY + minutes(120)  # 12:00, the break at noon


@pytest.mark.proves("S3-1.4-2")
def test_an_answer_on_the_way_is_no_reply_and_the_result_is(monday):
    case = given.an_open_case(type="complaint")
    monday.shift(minutes(30))
    reply(case)
    assert clock_of(case, "complaint_reply").state == "running"
    resolve(case)
    assert clock_of(case, "complaint_reply").state == "running"
    monday.shift(minutes(10))
    reply(case)
    clock = clock_of(case, "complaint_reply")
    assert (clock.state, clock.consumed_seconds) == ("stopped", 2400)


def test_it_waits_while_the_case_waits(monday):
    case = given.a_waiting_case(type="complaint")
    monday.shift(minutes(30))
    write(case)
    clock = clock_of(case, "complaint_reply")
    assert (clock.state, clock.consumed_seconds, clock.due_at) == ("running", 0, MONDAY + minutes(240))


def test_closing_ends_it_too(monday):
    case = given.an_open_case(type="complaint")
    resolve(case)
    monday.shift(minutes(20))
    close_case(actor=given.supervisor(), case_id=case.pk, rating="no_answer", reason="客户不再投诉。")
    assert clock_of(case, "complaint_reply").stopped_at == MONDAY + minutes(20)


def test_a_consultation_that_becomes_a_complaint_is_owed_the_reply_from_then_on(monday):
    case = given.an_open_case(type="consultation")
    monday.shift(minutes(50))
    becomes(case, "complaint")
    clock = clock_of(case, "complaint_reply")
    assert (clock.round, clock.state, clock.started_at) == (1, "running", MONDAY + minutes(50))
    assert clock.due_at == MONDAY + minutes(260)  # 10:50 and two hours of work, with the break at noon
    [started] = [one for one in events_of(case, "started") if one["definition"] == "complaint_reply"]
    assert (started["rule_id"], started["at"]) == (clock.rule_id, MONDAY + minutes(50))
    assert promise(case) == clock.due_at


def test_a_complaint_that_stops_being_one_is_owed_nothing_more_and_a_new_one_is_a_new_promise(monday):
    case = given.an_open_case(type="complaint")
    monday.shift(minutes(50))
    becomes(case, "suggestion")
    clock = clock_of(case, "complaint_reply")
    assert (clock.state, clock.consumed_seconds, clock.due_at) == ("cancelled", 3000, None)
    assert [(one["definition"], one["round"]) for one in events_of(case, "cancelled")] == [("complaint_reply", 1)]
    monday.shift(minutes(10))
    becomes(case, "complaint")
    assert states(case) == [(1, "cancelled"), (2, "running")]
    assert clock_of(case, "complaint_reply").started_at == MONDAY + minutes(60)
    monday.shift(timedelta(days=1))
    swept()
    assert [one for one in happened(case, "complaint_reply") if one[0] == "breached"] == [
        ("breached", "complaint_reply")
    ]
    assert [one.breached_at is not None for one in rounds_of(case, "complaint_reply")] == [False, True]


def test_a_complaint_that_stops_being_one_too_late_has_been_missed_all_the_same(monday):
    case = given.an_open_case(type="complaint")
    monday.shift(timedelta(days=1))
    becomes(case, "suggestion")
    clock = clock_of(case, "complaint_reply")
    assert (clock.state, clock.breached_at) == ("cancelled", MONDAY + minutes(120))
    assert "complaint_reply" in [one["definition"] for one in events_of(case, "breached")]


def test_other_facts_of_a_complaint_may_change_without_another_promise(monday):
    case = given.an_open_case(type="complaint")
    before = clock_of(case, "complaint_reply")
    monday.shift(minutes(50))
    reclassify_case(actor=given.agent(), case_id=case.pk, priority="urgent")
    after = clock_of(case, "complaint_reply")
    assert (after.round, after.state, after.due_at, after.rule_id) == (1, "running", before.due_at, before.rule_id)
    assert "complaint_reply" not in [one["definition"] for one in events_of(case, "retargeted")]


def test_a_resolved_case_that_turns_out_to_be_a_complaint_begins_no_promise_until_it_is_reopened(monday):
    case = given.a_resolved_case(type="consultation")
    becomes(case, "complaint")
    set_tier(actor=given.supervisor(), customer_id=case.customer_id, tier="vip")
    assert states(case) == []
    monday.shift(minutes(20))
    reopen_case(actor=given.agent(), case_id=case.pk)
    clock = clock_of(case, "complaint_reply")
    assert (clock.round, clock.state, clock.started_at) == (1, "running", MONDAY + minutes(20))


def test_a_replied_complaint_that_is_reopened_goes_on_with_the_time_it_had_used(monday):
    case = given.an_open_case(type="complaint")
    monday.shift(minutes(50))
    reply(case, "resolve")
    monday.shift(minutes(30))
    reopen_case(actor=given.agent(), case_id=case.pk)
    clock = clock_of(case, "complaint_reply")
    assert (clock.round, clock.state, clock.consumed_seconds) == (1, "running", 3000)
    assert clock.due_at == MONDAY + minutes(240)  # 11:20 and the 70 minutes that are left, with the break at noon


def test_a_replied_complaint_that_was_none_is_called_off_when_the_case_is_reopened(monday):
    case = given.an_open_case(type="complaint")
    reply(case, "resolve")
    becomes(case, "consultation")
    assert states(case) == [(1, "stopped")]
    reopen_case(actor=given.agent(), case_id=case.pk)
    assert states(case) == [(1, "cancelled")]


def test_a_complaint_that_was_merged_away_is_owed_nothing_there(monday):
    case, into = given.an_open_case(type="complaint"), given.an_open_case(type="consultation")
    monday.shift(minutes(20))
    merge_case(actor=given.agent(), case_id=case.pk, into_id=into.pk)
    assert states(case) == [(1, "cancelled")]
    assert events_of(case, "cancelled") == []  # the merger says it


def test_a_complaint_resolved_while_it_waited_runs_on_to_its_reply(monday):
    case = given.a_waiting_case(type="complaint")
    monday.shift(minutes(30))
    resolve(case)
    assert clock_of(case, "complaint_reply").state == "running"


def test_a_complaint_resolved_while_it_waited_and_reopened_is_no_longer_waiting(monday):
    case = given.a_waiting_case(type="complaint")
    monday.shift(minutes(30))
    resolve(case)
    reopen_case(actor=given.agent(), case_id=case.pk)
    assert Case.objects.get(pk=case.pk).status == "open"
    assert clock_of(case, "complaint_reply").state == "running"
