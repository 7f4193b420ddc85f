"""What is still owed when a matter is resolved: telling the customer, and asking whether it is settled."""

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

from fuwutai.domain.cases.commands import (
    add_note,
    await_third_party,
    close_case,
    confirm_case,
    merge_case,
    note_call_back,
    reopen_case,
    resolve_case,
)
from fuwutai.domain.cases.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def promises(monday):
    """Let the centre promise word of the result within an hour and a call within three working days."""
    a_rule("sla.result_notice", minutes=60)
    a_rule("sla.first_follow_up", working_days=3)


def resolve(case: Case) -> None:
    resolve_case(actor=given.agent(), case_id=case.pk)


def reopen(case: Case) -> None:
    reopen_case(actor=given.agent(), case_id=case.pk)


def call(case: Case, outcome: str) -> None:
    note_call_back(actor=given.agent(), case_id=case.pk, outcome=outcome)


# --- result notice


def test_resolving_without_a_word_owes_the_customer_the_result(monday):
    case = given.an_open_case()
    assert rounds_of(case, "result_notice") == []
    monday.shift(minutes(10))
    resolve(case)
    clock = clock_of(case, "result_notice")
    assert (clock.state, clock.started_at) == ("running", MONDAY + minutes(10))
    assert clock.due_at == promise(case) == MONDAY + minutes(70)


def test_the_answer_on_the_resolved_case_tells_the_result(monday):
    case = given.an_open_case()
    resolve(case)
    monday.shift(minutes(59))
    reply(case)
    clock = clock_of(case, "result_notice")
    assert (clock.state, clock.consumed_seconds, clock.breached_at) == ("stopped", 59 * 60, None)
    assert Case.objects.get(pk=case.pk).status == "resolved"


def test_a_word_too_late_has_missed_the_promise(monday):
    case = given.an_open_case()
    resolve(case)
    monday.shift(minutes(61))
    reply(case)
    assert clock_of(case, "result_notice").breached_at == MONDAY + minutes(60)


def test_an_answer_that_resolves_tells_the_result_at_once(monday):
    case = given.an_open_case()
    monday.shift(minutes(10))
    reply(case, "resolve")
    [clock] = rounds_of(case, "result_notice")
    assert (clock.state, clock.consumed_seconds, clock.due_at) == ("stopped", 0, None)
    assert clock.started_at == clock.stopped_at == MONDAY + minutes(10)
    monday.shift(timedelta(days=1))
    swept()
    assert happened(case, "result_notice") == []


def test_the_customer_who_agrees_knows_the_result(monday):
    case = given.an_open_case()
    resolve(case)
    monday.shift(minutes(10))
    confirm_case(actor=given.customer_of(case), case_id=case.pk)
    assert clock_of(case, "result_notice").state == "stopped"


def test_a_note_tells_the_customer_nothing(monday):
    case = given.an_open_case()
    resolve(case)
    add_note(actor=given.agent(), case_id=case.pk, body="已电话告知。")
    assert clock_of(case, "result_notice").state == "running"


@pytest.mark.parametrize("again", [reopen, write], ids=["reopened", "written to again"])
def test_reopening_calls_the_notice_off_and_the_next_result_is_a_round_of_its_own(monday, again):
    case = given.an_open_case()
    resolve(case)
    monday.shift(minutes(20))
    again(case)
    one = clock_of(case, "result_notice")
    assert (one.state, one.consumed_seconds, one.due_at, one.breached_at) == ("cancelled", 1200, None, None)
    monday.shift(minutes(30))
    resolve(case)
    one, two = rounds_of(case, "result_notice")
    assert (one.state, two.state, two.round) == ("cancelled", "running", 2)
    assert (two.started_at, two.due_at) == (MONDAY + minutes(50), MONDAY + minutes(110))
    monday.shift(minutes(70))
    swept()
    assert [(data["definition"], data["round"]) for data in events_of(case, "breached")] == [("result_notice", 2)]


def test_a_notice_that_was_given_stays_given_when_the_case_is_reopened_and_resolved_again(monday):
    case = given.an_open_case()
    reply(case, "resolve")
    reopen(case)
    resolve(case)
    assert [one.state for one in rounds_of(case, "result_notice")] == ["stopped", "running"]


def test_a_missed_notice_stays_missed_when_the_case_is_reopened(monday):
    case = given.an_open_case()
    resolve(case)
    monday.shift(minutes(61))
    reopen(case)
    clock = clock_of(case, "result_notice")
    assert (clock.state, clock.breached_at) == ("cancelled", MONDAY + minutes(60))


def test_a_resolved_case_that_is_merged_owes_no_result_any_more(monday):
    case, into = given.an_open_case(), given.an_open_case()
    resolve(case)
    merge_case(actor=given.agent(), case_id=case.pk, into_id=into.pk)
    assert {clock_of(case, name).state for name in ("result_notice", "first_follow_up")} == {"cancelled"}
    assert rounds_of(into, "result_notice") == []


# --- first follow-up


@pytest.mark.proves("S3-4.2-8")
def test_a_call_that_reached_somebody_is_the_follow_up(monday):
    case = given.a_resolved_case()
    clock = clock_of(case, "first_follow_up")
    # the day of the result does not count; the third working day after it closes at 17:30
    assert clock.due_at == MONDAY + timedelta(days=3, hours=7, minutes=30)
    monday.shift(timedelta(days=1))
    call(case, "settled")
    clock = clock_of(case, "first_follow_up")
    assert (clock.state, clock.stopped_at, clock.breached_at) == ("stopped", MONDAY + timedelta(days=1), None)


@pytest.mark.proves("S3-4.2-8")
def test_a_call_that_reached_nobody_is_none(monday):
    case = given.a_resolved_case()
    before = clock_of(case, "first_follow_up")
    monday.shift(timedelta(days=1))
    call(case, "not_reached")
    call(case, "not_reached")
    after = clock_of(case, "first_follow_up")
    assert (after.state, after.due_at, after.stopped_at) == ("running", before.due_at, None)
    monday.shift(timedelta(days=4))
    swept()
    assert clock_of(case, "first_follow_up").breached_at == before.due_at


def test_a_call_that_finds_the_matter_unsettled_was_a_follow_up_and_the_next_result_needs_another(monday):
    case = given.a_resolved_case()
    monday.shift(timedelta(days=1))
    call(case, "not_settled")
    assert Case.objects.get(pk=case.pk).status == "open"
    [one] = rounds_of(case, "first_follow_up")
    assert (one.state, one.stopped_at) == ("stopped", MONDAY + timedelta(days=1))
    assert clock_of(case, "resolution").state == "running"
    resolve(case)
    assert [one.state for one in rounds_of(case, "first_follow_up")] == ["stopped", "running"]


def test_the_follow_up_is_owed_also_after_the_case_was_closed(monday):
    case = given.a_resolved_case()
    close_case(actor=given.supervisor(), case_id=case.pk, rating="no_answer")
    monday.shift(timedelta(days=1))
    assert clock_of(case, "first_follow_up").state == "running"
    call(case, "settled")
    assert clock_of(case, "first_follow_up").state == "stopped"


def test_reopening_calls_the_follow_up_off(monday):
    case = given.a_resolved_case()
    monday.shift(timedelta(days=1))
    reopen(case)
    assert clock_of(case, "first_follow_up").state == "cancelled"
    await_third_party(actor=given.agent(), case_id=case.pk)
    resolve(case)
    one, two = rounds_of(case, "first_follow_up")
    assert (one.state, two.state, two.started_at) == ("cancelled", "running", MONDAY + timedelta(days=1))


def test_a_case_closed_without_a_word_still_owes_the_result_and_a_call_keeps_that_promise(monday):
    case = given.an_open_case()
    resolve(case)
    monday.shift(minutes(10))
    close_case(actor=given.supervisor(), case_id=case.pk, rating="no_answer", reason="客户要求不再联系。")
    assert clock_of(case, "result_notice").state == "running"
    note_call_back(actor=given.agent(), case_id=case.pk, outcome="settled")
    assert clock_of(case, "result_notice").state == "stopped"
