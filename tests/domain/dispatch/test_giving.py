"""What waits in an automatic team is given as soon as somebody can take it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from tests import given
from tests.domain.dispatch.given_sharing import SYSTEM, a_person, holder, rated, says, sharing, skill, worked
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import set_capacity
from fuwutai.domain.cases.commands import (
    assign_case,
    await_third_party,
    end_wait,
    reopen_case,
    reply_to_case,
    resolve_case,
    snooze_case,
    take_case,
    wake_case,
)
from fuwutai.domain.cases.models import Case
from fuwutai.domain.customers.commands import set_restricted, set_tier
from fuwutai.domain.dispatch.commands import give_waiting, want_skill
from fuwutai.domain.dispatch.models import DayCount, Decision, Turn
from fuwutai.domain.dispatch.people import DISPATCH
from fuwutai.kernel import clock, jobs
from fuwutai.kernel.errors import NotFound, Refused
from fuwutai.kernel.models import JournalEntry, OutboxRow

pytestmark = pytest.mark.django_db


def many(number, **more):
    return [given.a_case(phone=f"139123{one:05}", **more) for one in range(number)]


def codes_of(case):
    return list(JournalEntry.objects.filter(subject="case", subject_id=case.pk).values_list("code", flat=True))


def test_a_new_case_is_given_to_somebody_who_takes_work():
    sharing()
    one = a_person(1)
    case = given.a_case()
    assert holder(case) is None
    worked()
    assert holder(case) == one.pk
    assert "cases.case_assigned" in codes_of(case) and "cases.case_taken" not in codes_of(case)
    entry = JournalEntry.objects.get(subject_id=case.pk, code="cases.case_assigned")
    assert (entry.actor_kind, entry.actor_name) == ("system", "dispatch")
    decision = Decision.objects.get(case=case)
    assert (decision.staff_id, decision.reason, decision.candidates) == (one.pk, "only_one", 1)
    assert (decision.load_percent, decision.most, decision.hindered) == (100, 5, {"leads": 1, "away": 1})


def test_by_hand_nothing_is_given_and_nothing_is_promised():
    a_person(1)
    case = given.a_case()
    assert not OutboxRow.objects.filter(name__startswith="dispatch").exists()
    sharing("by_hand")
    worked()
    assert holder(case) is None


def test_what_waited_before_is_given_when_a_team_begins_to_share_out():
    a_person(1)
    case = given.a_case()
    sharing()
    worked()
    assert holder(case) is not None


def test_a_case_waits_until_somebody_is_available_and_is_given_at_once():
    sharing()
    one = a_person(1, state="break")
    case = given.a_case()
    worked()
    assert holder(case) is None
    says(one.pk, "available")
    worked()
    assert holder(case) == one.pk


def test_nobody_gets_more_than_fits_and_freed_room_is_filled():
    sharing()
    one = a_person(1, most=2)
    cases = many(3)
    worked()
    assert [holder(case) for case in cases] == [one.pk, one.pk, None]
    resolve_case(actor=given.supervisor(), case_id=cases[0].pk)
    worked()
    assert holder(cases[2]) == one.pk


@pytest.mark.parametrize("frees", ["waits", "assigned away", "more capacity"])
def test_room_appears_in_other_ways_too(frees):
    sharing()
    one = a_person(1, most=1)
    first, second = many(2)
    worked()
    assert (holder(first), holder(second)) == (one.pk, None)
    if frees == "waits":
        reply_to_case(actor=given.supervisor(), case_id=first.pk, body="请补充资料。", then="wait")
    elif frees == "assigned away":
        lin = given.staff().pk
        assign_case(actor=given.supervisor(), case_id=first.pk, staff_id=lin)
    else:
        set_capacity(actor=given.administrator(), staff_id=one.pk, channel="any", most=2)
    worked()
    assert holder(second) == one.pk


def test_what_waits_for_somebody_else_counts_as_much_as_the_team_says():
    sharing(waiting_percent=100)
    one = a_person(1, most=1)
    first, second = many(2)
    worked()
    await_third_party(actor=given.supervisor(), case_id=first.pk)
    worked()
    assert holder(second) is None
    sharing(waiting_percent=0)
    worked()
    assert holder(second) == one.pk


def test_a_case_that_comes_back_to_the_queue_is_given_again():
    sharing()
    one, two = a_person(1), a_person(2)
    case = given.a_case()
    worked()
    assert holder(case) == one.pk
    assign_case(actor=given.supervisor(), case_id=case.pk)
    worked()
    assert holder(case) == two.pk  # who was given fewer today


def test_a_case_that_nobody_has_is_given_when_it_is_taken_up_again():
    case = given.a_closed_case()
    assign_case(actor=SYSTEM, case_id=reopen_case(actor=given.supervisor(), case_id=case.pk).pk)
    await_third_party(actor=given.supervisor(), case_id=case.pk)
    one = a_person(1)
    sharing()
    worked()
    assert holder(case) is None
    end_wait(actor=given.supervisor(), case_id=case.pk)
    worked()
    assert holder(case) == one.pk


def test_a_snoozed_case_waits_until_it_is_woken():
    case = given.a_case()
    snooze_case(actor=given.supervisor(), case_id=case.pk, until=clock.now() + timedelta(days=1))
    one = a_person(1)
    sharing()
    worked()
    assert holder(case) is None
    wake_case(actor=given.supervisor(), case_id=case.pk)
    worked()
    assert holder(case) == one.pk


def test_a_case_goes_only_to_who_has_the_skill_it_needs_at_its_level_today():
    sharing()
    fibre = skill()
    want_skill(actor=given.supervisor(), team_id=given.team().pk, skill_id=fibre, level=3, type="fault")
    one, two, three = a_person(1), a_person(2), a_person(3)
    rated(one.pk, fibre, 2)
    rated(two.pk, fibre, 5, expires_on=date(2020, 1, 1))
    fault, other = given.a_case(), given.a_case(type="request", phone="13912345679")
    worked()
    assert holder(fault) is None and holder(other) is not None
    rated(three.pk, fibre, 3)
    worked()
    assert holder(fault) == three.pk


def test_emergencies_then_what_is_urgent_and_customers_who_come_first_then_the_oldest_promise():
    one = a_person(1, state="")
    plain, vip, urgent, emergency = (
        given.a_case(), given.a_case(phone="13912345602"), given.a_case(phone="13912345603", priority="urgent"),
        given.a_case(phone="13912345604", priority="emergency"),
    )  # fmt: skip
    set_tier(actor=given.supervisor(), customer_id=vip.customer_id, tier="vip")
    Case.objects.filter(pk=vip.pk).update(due_at=datetime(2030, 1, 1, tzinfo=UTC))
    Case.objects.filter(pk=urgent.pk).update(due_at=datetime(2029, 1, 1, tzinfo=UTC))
    sharing(most=1, first_tiers=["vip"])
    order = []
    says(one.pk, "available")
    for _turn in range(4):
        worked()
        order += [case.pk for case in (plain, vip, urgent, emergency) if holder(case) and case.pk not in order]
        set_capacity(actor=given.administrator(), staff_id=one.pk, channel="any", most=len(order) + 1)
    assert order == [emergency.pk, urgent.pk, vip.pk, plain.pk]


def test_a_case_of_a_restricted_customer_goes_only_to_who_may_know_of_them():
    case = given.a_case()
    set_restricted(actor=given.supervisor(), customer_id=case.customer_id, restricted=True)
    a_person(1)
    sharing()
    worked()
    assert holder(case) is None
    says(given.staff(given.CHEN).pk, "available")
    sharing(leaders_take=True)
    worked()
    assert holder(case) == given.staff(given.CHEN).pk


def test_who_served_the_customer_before_is_first_where_the_team_wants_it():
    lin = given.staff()
    given.a_resolved_case()
    one = a_person(1)
    says(lin.pk, "available")
    held = [given.a_case(phone=f"1391234560{n}") for n in range(3)]
    for case in held:
        assign_case(actor=given.supervisor(), case_id=case.pk, staff_id=lin.pk)
    sharing()
    by_load = given.a_case()
    worked()
    assert holder(by_load) == one.pk
    sharing(same_person_first=True)
    resolve_case(actor=SYSTEM, case_id=by_load.pk)
    assign_case(actor=SYSTEM, case_id=by_load.pk, staff_id=lin.pk)
    again = given.a_case()
    worked()
    assert holder(again) == lin.pk and Decision.objects.get(case=again).reason == "same_person"


def test_taking_giving_and_finishing_are_counted_by_day():
    sharing()
    one = a_person(1)
    cases = many(3)
    worked()
    lin = given.staff()
    other = given.a_case(phone="13912345699", type="request")
    Case.objects.filter(pk=other.pk).update(assignee=None)
    take_case(actor=given.agent(), case_id=other.pk)
    worked()
    assign_case(actor=given.supervisor(), case_id=cases[0].pk, staff_id=lin.pk)
    resolve_case(actor=given.supervisor(), case_id=cases[1].pk)
    worked()
    counts = {row.staff_id: (row.given, row.taken, row.finished) for row in DayCount.objects.all()}
    assert counts == {one.pk: (3, 0, 1), lin.pk: (1, 1, 0)}
    assert Turn.objects.get(staff=lin).last_given_at is not None


def test_a_day_is_a_day_of_the_centre():
    with time_machine.travel(datetime(2026, 3, 9, 17, 0, tzinfo=UTC), tick=False):  # 01:00 of the 10th in Shanghai
        sharing()
        a_person(1)
        given.a_case()
        worked()
        assert DayCount.objects.get().day == date(2026, 3, 10)


def test_giving_twice_changes_nothing():
    sharing()
    a_person(1, most=1)
    many(2)
    worked()
    with nothing_changes():
        assert give_waiting(actor=DISPATCH, team_id=given.team().pk) == 0


def test_more_than_fits_into_one_transaction_is_given_all_the_same():
    sharing(most=50)
    a_person(1)
    a_person(2)
    cases = many(45)
    worked()
    assert all(holder(case) for case in cases)
    assert sorted(DayCount.objects.values_list("given", flat=True)) == [22, 23]


def test_the_sweep_finds_what_no_promise_told_of():
    sharing()
    one = a_person(1)
    case = given.a_case()
    OutboxRow.objects.all().delete()
    worked()
    assert holder(case) is None
    jobs.job_named("dispatch.sweep").handler({})
    worked()
    assert holder(case) == one.pk


def test_the_sweep_asks_little_where_nothing_waits(django_assert_num_queries):
    given.centre()
    with django_assert_num_queries(1):
        jobs.job_named("dispatch.sweep").handler({})
    sharing()
    worked()
    jobs.job_named("dispatch.sweep").handler({})
    with django_assert_num_queries(1):
        jobs.job_named("dispatch.sweep").handler({})


def test_one_promise_for_a_team_is_enough():
    sharing()
    worked()
    many(4)
    for row in OutboxRow.objects.filter(name="dispatch.notice"):
        jobs.job_named("dispatch.notice").handler(row.payload)
    assert OutboxRow.objects.filter(name="dispatch.give_waiting").count() == 1


def test_a_supervisor_has_it_done_now_and_an_agent_does_not():
    sharing()
    one = a_person(1)
    case = given.a_case()
    OutboxRow.objects.all().delete()
    with pytest.raises(Refused), nothing_changes():
        give_waiting(actor=given.agent(), team_id=given.team().pk)
    with pytest.raises(NotFound), nothing_changes():
        give_waiting(actor=given.agent_elsewhere(), team_id=given.team().pk)
    assert give_waiting(actor=given.supervisor(), team_id=given.team().pk) == 1
    assert holder(case) == one.pk
