"""Waiting for a third party, changing for whom one waits, and ending it."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import (
    await_third_party,
    end_wait,
    reply_to_case,
    resolve_case,
    take_next_step,
    write_as_customer,
)
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import due_for_next_step, queue, queue_counts
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
WAITS = ("cases.wait_started", "cases.wait_ended", "cases.third_party_awaited", "cases.work_started")


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def waits_of(case: Case) -> list[str]:
    entries = JournalEntry.objects.filter(subject="case", subject_id=case.pk, code__in=WAITS)
    return [code.removeprefix("cases.") for code in entries.order_by("subject_seq").values_list("code", flat=True)]


@pytest.mark.parametrize("by_reply", [True, False], ids=["reply", "action"])
@pytest.mark.parametrize("make", [given.a_case, given.an_open_case])
def test_nobody_is_reminded_while_a_third_party_is_waited_for(make, by_reply, monday):
    case = make()
    before = waits_of(case)
    if by_reply:
        reply_to_case(actor=given.agent(), case_id=case.pk, body="已转设备厂家，请稍候。", then="third_party")
    else:
        await_third_party(actor=given.agent(), case_id=case.pk)
    case = fresh(case)
    assert (case.status, case.status_since, case.next_step_at) == ("waiting_third_party", MONDAY, None)
    assert waits_of(case)[len(before) :] == ["third_party_awaited"]
    monday.shift(timedelta(days=30))
    assert due_for_next_step(datetime.now(UTC), limit=10) == []
    with nothing_changes():
        take_next_step(actor=Actor.system("tests"), case_id=case.pk)


def test_who_waits_already_goes_on_waiting_as_before(monday):
    case = given.a_case_at_a_third_party()
    monday.shift(timedelta(days=1))
    with nothing_changes():
        await_third_party(actor=given.agent(), case_id=case.pk)
    reply_to_case(actor=given.agent(), case_id=case.pk, body="厂家仍在检测。", then="third_party")
    assert (fresh(case).status, fresh(case).status_since) == ("waiting_third_party", MONDAY)
    assert waits_of(case) == ["third_party_awaited"]


def test_a_change_from_one_wait_to_the_other_tells_only_the_new_one():
    case = given.a_waiting_case()
    await_third_party(actor=given.agent(), case_id=case.pk)
    assert (fresh(case).status, fresh(case).next_step_at) == ("waiting_third_party", None)
    reply_to_case(actor=given.agent(), case_id=case.pk, body="请提供发票照片。", then="wait")
    assert (fresh(case).status, fresh(case).next_step_at) == ("waiting_customer", MONDAY + timedelta(days=2))
    assert waits_of(case) == ["wait_started", "third_party_awaited", "wait_started"]


def test_the_customers_words_do_not_end_a_wait_for_somebody_else():
    case = given.a_case_at_a_third_party()
    write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="厂家来过了吗？", channel="portal")
    assert (fresh(case).status, fresh(case).customer_waits) == ("waiting_third_party", True)
    assert waits_of(case) == ["third_party_awaited"]


@pytest.mark.parametrize("make", [given.a_waiting_case, given.a_case_at_a_third_party])
def test_a_wait_is_ended_by_hand(make):
    case = make()
    end_wait(actor=given.agent(), case_id=case.pk)
    assert (fresh(case).status, fresh(case).next_step_at, fresh(case).customer_waits) == ("open", None, False)
    assert waits_of(case)[-1] == "wait_ended"
    with nothing_changes(), pytest.raises(Conflict):
        end_wait(actor=given.agent(), case_id=case.pk)


def test_a_reply_to_keep_working_ends_the_wait_for_a_third_party():
    case = given.a_case_at_a_third_party()
    reply_to_case(actor=given.agent(), case_id=case.pk, body="厂家已修复。", then="stay")
    assert (fresh(case).status, waits_of(case)) == ("open", ["third_party_awaited", "wait_ended"])


def test_what_waited_for_a_third_party_can_be_resolved_at_once():
    case = given.a_case_at_a_third_party()
    resolve_case(actor=given.agent(), case_id=case.pk)
    assert fresh(case).status == "resolved"


def test_both_waits_stand_in_the_queue_of_what_waits_and_in_the_work_of_the_agent():
    waiting = {given.a_waiting_case().pk, given.a_case_at_a_third_party().pk}
    given.an_open_case()
    agent = given.agent()
    assert set(queue(agent, "waiting").values_list("pk", flat=True)) == waiting
    counts = queue_counts(agent)
    assert (counts["waiting"], counts["mine"], counts["team"]) == (2, 3, 3)
