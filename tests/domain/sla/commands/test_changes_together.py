"""Several changes to one clock, and what a change says of a promise that nobody has looked at yet."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.domain.sla.given_clocks import (
    MONDAY,
    SYSTEM,
    a_rule,
    clock_of,
    events_of,
    minutes,
    promise,
    reply,
    rounds_of,
    swept,
    write,
)

from fuwutai.domain.accounts.queries import working_hours
from fuwutai.domain.calendars.commands import set_day
from fuwutai.domain.cases.commands import (
    await_third_party,
    confirm_case,
    end_wait,
    merge_case,
    reclassify_case,
    reopen_case,
    resolve_case,
    split_case,
)
from fuwutai.domain.cases.models import Case
from fuwutai.domain.sla.commands import recount_clocks
from fuwutai.domain.sla.recompute import compared
from fuwutai.domain.standards.commands import end_rule, revise_rule
from fuwutai.kernel import clock as wall

pytestmark = pytest.mark.django_db

HOUR = 3600


def classify(case: Case, **facts: str) -> None:
    reclassify_case(actor=given.agent(), case_id=case.pk, **facts)


def merge(case: Case, into: Case) -> None:
    merge_case(actor=given.agent(), case_id=case.pk, into_id=into.pk)


def split(case: Case) -> Case:
    words = case.messages.order_by("at", "id").last()
    return split_case(actor=given.agent(), case_id=case.pk, message_ids=[words.pk], subject="另有一事")


def due_after(seconds: int) -> datetime:
    return working_hours().add_working_seconds(wall.now(), seconds)


# --- rules and facts


@pytest.mark.proves("S2-3.2.1-4")
def test_a_corrected_case_gets_the_figures_that_were_in_force_when_its_clock_began(monday):
    urgent = a_rule("sla.resolution", {"category": "fibre"}, minutes=300)
    case = given.an_open_case()
    monday.shift(minutes(30))
    revise_rule(actor=given.administrator(), rule_id=urgent.pk, value={"minutes": 60}, reason="试行")
    later = given.an_open_case(phone="13812345678", category="fibre")
    monday.shift(minutes(15))
    classify(case, category="fibre")
    clock = clock_of(case, "resolution")
    assert (clock.rule_id, clock.target_seconds, clock.due_at) == (urgent.pk, 5 * HOUR, due_after(5 * HOUR - 2700))
    assert clock_of(later, "resolution").target_seconds == HOUR


def test_a_case_whose_rule_was_ended_and_that_is_corrected_back_keeps_that_rule(monday):
    case = given.an_open_case()
    before = clock_of(case, "resolution")
    monday.shift(minutes(5))
    classify(case, priority="urgent")
    end_rule(actor=given.administrator(), rule_id=before.rule_id, reason="取消")
    monday.shift(minutes(15))
    classify(case, priority="routine")
    after = clock_of(case, "resolution")
    assert (after.rule_id, after.target_seconds, after.due_at) == (before.rule_id, 24 * HOUR, before.due_at)


def test_facts_corrected_while_a_case_is_resolved_count_once_it_is_taken_up_again(monday):
    case = given.an_open_case()
    monday.shift(minutes(60))
    reply(case, "resolve")
    classify(case, priority="urgent")
    assert clock_of(case, "resolution").target_seconds == 24 * HOUR
    monday.shift(minutes(30))
    reopen_case(actor=given.agent(), case_id=case.pk)
    clock = clock_of(case, "resolution")
    assert (clock.state, clock.target_seconds, clock.consumed_seconds) == ("running", 4 * HOUR, HOUR)
    assert clock.due_at == due_after(3 * HOUR)
    assert events_of(case, "retargeted")[-1]["rule_id"] == clock.rule_id


def test_a_shorter_promise_whose_time_is_used_up_is_due_at_once_and_missed_a_moment_later(monday):
    case = given.an_open_case()
    monday.move_to(datetime(2026, 3, 3, 2, tzinfo=UTC), tick=False)
    classify(case, priority="urgent")
    clock = clock_of(case, "resolution")
    assert (clock.consumed_seconds, clock.due_at, clock.breached_at) == (7 * HOUR, wall.now(), None)
    swept()
    assert clock_of(case, "resolution").breached_at is None
    monday.shift(timedelta(seconds=1))
    swept()
    assert clock_of(case, "resolution").breached_at == datetime(2026, 3, 3, 2, tzinfo=UTC)


def test_a_correction_that_changes_no_figure_changes_no_clock(monday):
    case = given.an_open_case()
    before = clock_of(case, "resolution")
    monday.shift(minutes(15))
    classify(case, type="request", nature="technical", complexity="complex", service_class="basic")
    after = clock_of(case, "resolution")
    assert (after.running_since, after.consumed_seconds, after.due_at) == (MONDAY, 0, before.due_at)
    assert events_of(case, "retargeted") == []


# --- a promise missed before anybody has looked


@pytest.mark.parametrize(
    "change",
    [
        lambda case, other: classify(case, priority="emergency"),
        lambda case, other: merge(case, other),
        lambda case, other: merge(other, case),
        lambda case, other: await_third_party(actor=given.agent(), case_id=case.pk),
        lambda case, other: recounted(case),
    ],
    ids=["facts", "merged away", "merged into", "a wait", "the calendar"],
)
def test_a_change_that_comes_too_late_notes_first_what_was_missed(monday, change):
    a_rule("sla.resolution", {"type": "fault"}, minutes=60)
    other = given.an_open_case()
    monday.shift(minutes(5))
    case = given.an_open_case()
    monday.shift(timedelta(days=1))
    change(case, other)
    assert clock_of(case, "resolution").breached_at == MONDAY + minutes(65)
    assert [one["due_at"] for one in events_of(case, "breached")] == ["2026-03-02T03:05:00Z"]
    monday.shift(timedelta(days=9))
    swept()
    assert len(events_of(case, "breached")) == 1


def recounted(case: Case) -> None:
    set_day(actor=given.administrator(), calendar="cn", date=wall.now().date(), kind="holiday")
    recount_clocks(actor=SYSTEM, case_ids=[case.pk])


# --- mergers


def test_a_merger_takes_over_the_earlier_base_and_the_longer_use_of_each_promise(monday):
    a_rule("sla.next_response", minutes=30)
    older = given.an_open_case()
    monday.shift(minutes(20))
    younger = given.an_open_case()
    monday.shift(minutes(10))
    for case in (younger, older):
        write(case)
        monday.shift(minutes(5))
    merge(older, younger)
    resolution, following = clock_of(younger, "resolution"), clock_of(younger, "next_response")
    assert (resolution.started_at, resolution.consumed_seconds) == (MONDAY, 40 * 60)
    assert resolution.due_at == due_after(24 * HOUR - 40 * 60)
    assert (following.started_at, following.due_at) == (MONDAY + minutes(30), MONDAY + minutes(60))
    [told] = events_of(younger, "taken_over")
    assert (told["definition"], told["from_id"], told["used_seconds"]) == ("resolution", older.pk, 40 * 60)
    assert promise(younger) == following.due_at and promise(older) is None


def test_a_merger_takes_no_time_over_that_the_other_case_waited(monday):
    older = given.a_waiting_case()
    monday.shift(minutes(20))
    younger = given.an_open_case()
    monday.shift(minutes(10))
    merge(older, younger)
    clock = clock_of(younger, "resolution")
    assert (clock.started_at, clock.consumed_seconds) == (MONDAY, 600)
    assert clock.due_at == due_after(24 * HOUR - 600)


def test_a_promise_missed_in_a_case_that_goes_on_elsewhere_is_missed_there_only(monday):
    a_rule("sla.resolution", {"type": "fault"}, minutes=60)
    older = given.an_open_case()
    monday.shift(minutes(59))
    younger = given.an_open_case()
    monday.shift(minutes(6))
    merge(older, younger)
    assert clock_of(older, "resolution").breached_at == MONDAY + minutes(60)
    clock = clock_of(younger, "resolution")
    assert (clock.breached_at, clock.due_at, clock.consumed_seconds) == (None, wall.now(), 65 * 60)


def test_three_cases_that_become_one_carry_the_earliest_base(monday):
    cases = []
    for _number in range(3):
        cases.append(given.an_open_case())
        monday.shift(minutes(10))
    merge(cases[1], cases[2])
    merge(cases[0], cases[2])
    clock = clock_of(cases[2], "resolution")
    assert (clock.started_at, clock.consumed_seconds) == (MONDAY, 30 * 60)
    assert compared([case.pk for case in cases], wall.now()).differences == []


def test_a_merger_into_the_older_case_keeps_the_longer_use_too(monday):
    older = given.a_waiting_case()
    monday.shift(minutes(5))
    younger = given.an_open_case()
    monday.shift(minutes(50))
    end_wait(actor=given.agent(), case_id=older.pk)
    merge(younger, older)
    clock = clock_of(older, "resolution")
    assert (clock.started_at, clock.consumed_seconds) == (MONDAY, 50 * 60)


def test_a_merger_soon_after_an_edit_counts_what_the_other_case_used_by_the_new_hours(monday):
    older = given.an_open_case()
    monday.shift(minutes(10))
    younger = given.an_open_case()
    set_day(actor=given.administrator(), calendar="cn", date=MONDAY.date(), kind="holiday")
    monday.shift(minutes(30))
    merge(older, younger)
    assert clock_of(younger, "resolution").consumed_seconds == 600


def test_an_answer_owed_in_a_case_that_goes_on_elsewhere_is_owed_there(monday):
    a_rule("sla.next_response", minutes=30)
    older, younger = given.an_open_case(), given.an_open_case()
    write(older)
    monday.shift(minutes(10))
    merge(older, younger)
    assert Case.objects.get(pk=younger.pk).customer_waits
    assert clock_of(younger, "next_response").due_at == MONDAY + minutes(30)


def test_a_case_that_took_another_in_keeps_its_own_figures_whatever_is_corrected_later(monday):
    """The earlier base is taken over, not the manual of that time: what changes no figure still changes no clock."""
    rule = a_rule("sla.resolution", {"type": "fault"}, minutes=600)
    older = given.an_open_case()
    monday.shift(minutes(10))
    revise_rule(actor=given.administrator(), rule_id=rule.pk, value={"minutes": 300}, reason="试行")
    younger = given.an_open_case()
    monday.shift(minutes(10))
    merge(older, younger)
    before = clock_of(younger, "resolution")
    assert (before.target_seconds, before.started_at) == (5 * HOUR, MONDAY)
    classify(younger, complexity="complex")
    after = clock_of(younger, "resolution")
    assert (after.rule_id, after.target_seconds, after.due_at) == (before.rule_id, 5 * HOUR, before.due_at)
    resolve_case(actor=given.agent(), case_id=younger.pk)
    reopen_case(actor=given.agent(), case_id=younger.pk)
    again = clock_of(younger, "resolution")
    assert (again.rule_id, again.due_at) == (before.rule_id, before.due_at)


# --- splits


def test_a_split_case_has_clocks_of_its_own_that_start_when_the_customer_wrote(monday):
    case = given.an_open_case()
    monday.shift(minutes(10))
    write(case)
    monday.shift(minutes(15))
    new = split(case)
    first, resolution = clock_of(new), clock_of(new, "resolution")
    assert first.started_at == resolution.started_at == MONDAY + minutes(10)
    assert (first.state, first.due_at, first.consumed_seconds) == ("running", MONDAY + minutes(40), 0)
    assert resolution.due_at == working_hours().add_working_seconds(MONDAY + minutes(10), 24 * HOUR)
    assert promise(new) == first.due_at
    assert {one["at"] for one in events_of(new, "started")} == {MONDAY + minutes(25)}
    assert compared([case.pk, new.pk], wall.now()).differences == []


def test_words_that_were_left_lying_too_long_are_missed_in_the_new_case(monday):
    case = given.an_open_case()
    write(case)
    monday.shift(minutes(45))
    new = split(case)
    swept()
    assert clock_of(new).breached_at == MONDAY + minutes(30)
    assert clock_of(new, "resolution").breached_at is None


def test_words_split_off_after_an_edit_count_by_each_edition_in_its_time(monday):
    case = given.an_open_case()
    write(case)
    monday.shift(minutes(10))
    set_day(actor=given.administrator(), calendar="cn", date=MONDAY.date(), kind="holiday")
    monday.shift(minutes(15))
    new = split(case)
    clock = clock_of(new)
    assert (clock.started_at, clock.consumed_seconds) == (MONDAY, 600)
    assert clock.due_at == datetime(2026, 3, 3, 1, 20, tzinfo=UTC)  # 9:00 on Tuesday and the 20 minutes left
    assert compared([new.pk], wall.now()).differences == []


def test_a_split_case_is_judged_by_its_own_facts_from_then_on(monday):
    case = given.an_open_case()
    write(case)
    monday.shift(minutes(10))
    new = split(case)
    classify(new, priority="urgent")
    assert clock_of(new, "resolution").target_seconds == 4 * HOUR
    assert clock_of(case, "resolution").target_seconds == 24 * HOUR


# --- many changes


def test_a_long_story_loses_no_minute_and_counts_none_twice(monday):
    """Each stretch by what held then: 30 + 20 minutes of work, two waits, an edit, a merger and a second round."""
    older = given.a_waiting_case()
    case = given.an_open_case()
    monday.shift(minutes(30))  # counts
    reply(case, "wait")
    monday.shift(minutes(10))
    classify(case, priority="urgent")
    monday.shift(minutes(10))
    write(case)
    monday.shift(minutes(20))  # counts
    set_day(actor=given.administrator(), calendar="cn", date=MONDAY.date(), kind="holiday")
    monday.shift(minutes(30))
    merge(older, case)
    resolve_case(actor=given.agent(), case_id=case.pk)
    assert clock_of(case, "resolution").consumed_seconds == 3000
    monday.move_to(datetime(2026, 3, 3, 1, 30, tzinfo=UTC), tick=False)  # 9:30 on Tuesday
    confirm_case(actor=given.customer_of(case), case_id=case.pk)
    reopen_case(actor=given.agent(), case_id=case.pk)
    [clock] = rounds_of(case, "resolution")
    assert (clock.consumed_seconds, clock.target_seconds, clock.started_at) == (3000, 4 * HOUR, MONDAY)
    assert clock.due_at == due_after(4 * HOUR - 3000)
    assert compared([case.pk, older.pk], wall.now()).differences == []
