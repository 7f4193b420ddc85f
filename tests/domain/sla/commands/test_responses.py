"""What stops the wait for a person, the wait for the first answer, and the wait for each answer after it."""

from datetime import UTC, datetime, timedelta

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
    assign_case,
    merge_case,
    resolve_case,
    take_case,
    write_as_customer,
)
from fuwutai.domain.cases.models import Case
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.queries import forget_rules

pytestmark = pytest.mark.django_db


def take(case: Case) -> None:
    take_case(actor=given.agent(), case_id=case.pk)


# --- acknowledge


@pytest.fixture
def acknowledged():
    """Let the centre promise that somebody takes each case within five minutes."""
    a_rule("sla.acknowledge", minutes=5)


@pytest.mark.parametrize(
    "act",
    [
        take,
        reply,
        lambda case: reply(case, "wait"),
        lambda case: resolve_case(actor=given.agent(), case_id=case.pk),
    ],
    ids=["takes it", "answers", "asks back", "resolves it"],
)
def test_the_wait_for_a_person_is_over_when_somebody_acts_on_the_case(monday, acknowledged, act):
    case = given.a_case()
    monday.shift(minutes(4))
    act(case)
    clock = clock_of(case, "acknowledge")
    assert (clock.state, clock.stopped_at, clock.consumed_seconds) == ("stopped", MONDAY + minutes(4), 240)
    assert clock.breached_at is None


@pytest.mark.parametrize(
    "act",
    [
        lambda case: assign_case(
            actor=given.supervisor(), case_id=case.pk, team_id=given.team().pk, staff_id=given.staff().pk
        ),
        lambda case: add_note(actor=given.agent(), case_id=case.pk, body="先看看。"),
        write,
    ],
    ids=["is given it", "notes", "the customer"],
)
def test_nobody_has_a_person_by_being_given_a_case_by_a_note_or_by_writing_again(monday, acknowledged, act):
    case = given.a_case()
    monday.shift(minutes(4))
    act(case)
    assert clock_of(case, "acknowledge").state == "running"
    monday.shift(minutes(2))
    swept()
    assert ("breached", "acknowledge") in happened(case)


def test_a_case_taken_too_late_has_missed_its_promise_and_taking_it_again_changes_nothing(monday, acknowledged):
    case = given.a_case()
    monday.shift(minutes(6))
    take(case)
    late = clock_of(case, "acknowledge")
    assert (late.state, late.breached_at) == ("stopped", MONDAY + minutes(5))
    monday.shift(minutes(6))
    assign_case(actor=given.supervisor(), case_id=case.pk, staff_id=None)
    take(case)
    assert Clock.objects.filter(pk=late.pk).values().get() == {
        name: getattr(late, name) for name in Clock.objects.values()[0]
    }


# --- first response


def test_the_first_response_is_judged_by_the_first_answer_and_by_no_later_one(monday):
    """A later answer in time must not make a missed first response good, nor a late one a kept one bad."""
    a_rule("sla.next_response", minutes=10)
    kept, missed = given.a_case(), given.a_case(phone="13812345678")
    monday.shift(minutes(20))
    reply(kept)
    monday.shift(minutes(20))
    reply(missed)
    first = {case.pk: clock_of(case) for case in (kept, missed)}
    assert (first[kept.pk].breached_at, first[missed.pk].breached_at) == (None, MONDAY + minutes(30))
    for case in (kept, missed):
        write(case)
    monday.shift(minutes(60))
    for case in (kept, missed):
        reply(case)
        again = clock_of(case)
        for name in ("state", "stopped_at", "consumed_seconds", "breached_at", "round", "target_seconds"):
            assert getattr(again, name) == getattr(first[case.pk], name)
        assert clock_of(case, "next_response").breached_at == MONDAY + minutes(50)


def test_the_wait_for_the_next_answer_does_not_stand_in_for_the_first(monday):
    a_rule("sla.next_response", minutes=2)
    case = given.a_case()
    write(case)
    monday.shift(minutes(29))
    assert rounds_of(case, "next_response") == []
    assert (clock_of(case).state, promise(case)) == ("running", MONDAY + minutes(30))


# --- next response


@pytest.fixture
def answered():
    """Let the centre promise each further answer within ten minutes; return a case that Lin has answered once."""
    a_rule("sla.next_response", minutes=10)
    return given.an_open_case()


@pytest.mark.proves("S1-4.2-1")
def test_the_customers_words_start_the_wait_for_the_next_answer(monday, answered):
    monday.shift(minutes(15))
    write(answered)
    [clock] = rounds_of(answered, "next_response")
    assert (clock.state, clock.started_at) == ("running", MONDAY + minutes(15))
    assert clock.due_at == promise(answered) == MONDAY + minutes(25)
    assert (clock.target_seconds, clock.clause_code) == (600, "OWN")


def test_more_words_before_the_answer_start_nothing_again(monday, answered):
    monday.shift(minutes(15))
    write(answered)
    before = Clock.objects.order_by("pk").values()
    standing = list(before)
    monday.shift(minutes(5))
    write(answered)
    assert list(before.all()) == standing


def test_the_answer_stops_the_wait_and_the_next_words_are_a_round_of_their_own(monday, answered):
    monday.shift(minutes(15))
    write(answered)
    monday.shift(minutes(4))
    reply(answered)
    monday.shift(minutes(11))
    write(answered)
    one, two = rounds_of(answered, "next_response")
    assert (one.round, one.state, one.consumed_seconds, one.breached_at) == (1, "stopped", 240, None)
    assert (two.round, two.state, two.consumed_seconds) == (2, "running", 0)
    assert (two.started_at, two.due_at) == (MONDAY + minutes(30), MONDAY + minutes(40))
    started = [(one["definition"], one["round"]) for one in events_of(answered, "started")]
    assert started[-2:] == [("next_response", 1), ("next_response", 2)]
    monday.shift(minutes(10.5))
    swept()
    assert [one["round"] for one in events_of(answered, "breached")] == [2]
    one.refresh_from_db()
    assert one.breached_at is None


def test_words_taken_down_from_a_call_and_words_at_night_count_as_well(monday, answered):
    monday.move_to(datetime(2026, 3, 2, 15, tzinfo=UTC), tick=False)  # 23:00 in Shanghai
    write_as_customer(actor=given.agent(), case_id=answered.pk, body="客户来电催促。", channel="phone")
    assert clock_of(answered, "next_response").due_at == datetime(2026, 3, 3, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("then", ["stay", "wait", "third_party", "resolve"])
def test_every_way_of_answering_stops_the_wait(monday, answered, then):
    write(answered)
    monday.shift(minutes(3))
    reply(answered, then)
    clock = clock_of(answered, "next_response")
    assert (clock.state, clock.consumed_seconds) == ("stopped", 180)


def test_a_wait_for_the_customer_does_not_hold_up_the_next_answer_once_the_customer_writes(monday):
    a_rule("sla.next_response", minutes=10)
    case = given.a_waiting_case()
    monday.shift(timedelta(days=1))
    write(case)
    assert clock_of(case, "next_response").due_at == MONDAY + timedelta(days=1) + minutes(10)


def test_the_next_answer_is_owed_also_while_a_third_party_is_awaited(monday):
    a_rule("sla.next_response", minutes=10)
    case = given.a_case_at_a_third_party()
    write(case)
    monday.shift(minutes(11))
    swept()
    assert clock_of(case, "resolution").state == "paused"
    assert clock_of(case, "next_response").breached_at == MONDAY + minutes(10)


def test_words_that_reopen_a_resolved_case_are_owed_an_answer(monday):
    a_rule("sla.next_response", minutes=10)
    case = given.a_resolved_case()
    write(case)
    assert clock_of(case, "next_response").state == "running"


def test_a_merger_calls_the_wait_off_in_the_case_that_ends(monday, answered):
    into = given.an_open_case()
    write(answered)
    monday.shift(minutes(3))
    merge_case(actor=given.agent(), case_id=answered.pk, into_id=into.pk)
    clock = clock_of(answered, "next_response")
    assert (clock.state, clock.consumed_seconds, clock.due_at) == ("cancelled", 180, None)


def test_words_sent_to_a_merged_case_are_owed_an_answer_where_it_goes_on(monday, answered):
    into = given.an_open_case()
    merge_case(actor=given.agent(), case_id=answered.pk, into_id=into.pk)
    monday.shift(minutes(5))
    write(answered)
    assert rounds_of(answered, "next_response") == []
    assert clock_of(into, "next_response").due_at == promise(into) == MONDAY + minutes(15)


def test_the_first_answer_owed_in_a_merged_case_is_the_next_one_where_it_goes_on(monday, answered):
    monday.shift(minutes(5))
    case = given.a_case()
    monday.shift(minutes(4))
    merge_case(actor=given.agent(), case_id=case.pk, into_id=answered.pk)
    assert clock_of(case).state == "cancelled"
    clock = clock_of(answered, "next_response")
    assert (clock.started_at, clock.target_seconds) == (MONDAY + minutes(5), 600)
    assert clock.due_at == promise(answered) == MONDAY + minutes(15)
    monday.shift(minutes(3))
    reply(answered)
    assert (clock_of(answered, "next_response").state, clock_of(answered, "next_response").consumed_seconds) == (
        "stopped", 420,
    )  # fmt: skip


def test_a_merger_of_two_cases_that_owe_nothing_owes_nothing(monday, answered):
    into = given.an_open_case()
    merge_case(actor=given.agent(), case_id=answered.pk, into_id=into.pk)
    assert rounds_of(into, "next_response") == []


def test_where_no_first_response_is_promised_the_first_words_after_opening_start_the_wait(monday):
    given.centre()
    RuleRow.objects.filter(kind="sla.first_response").delete()
    forget_rules()
    a_rule("sla.next_response", minutes=10)
    case = given.a_case()
    assert rounds_of(case, "next_response") == []
    write(case)
    assert clock_of(case, "next_response").state == "running"
