"""Putting a case out of the way, and what brings it back."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests import given
from tests.domain.cases.scenarios_course import a_snoozed_case, an_archived_case
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import (
    assign_case,
    resolve_case,
    snooze_case,
    take_case,
    wake_case,
    wake_when_due,
    write_as_customer,
)
from fuwutai.domain.cases.jobs.course import sweep_snoozed
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import queue, queue_counts, queue_page, staff_overview, team_overview
from fuwutai.domain.cases.snoozing import presets
from fuwutai.domain.sla.models import Clock
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.jobs import registered_crons
from fuwutai.kernel.models import JournalEntry
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def in_queue(name: str, case: Case) -> bool:
    return queue(given.agent(), name).filter(pk=case.pk).exists()


def reasons() -> list[str]:
    return [entry.data["reason"] for entry in JournalEntry.objects.filter(code="cases.case_woken")]


def until(case: Case) -> datetime | None:
    return Case.objects.get(pk=case.pk).snoozed_until


def test_a_snoozed_case_leaves_the_queues_and_their_counts_but_not_the_overview():
    case, free = given.an_open_case(), given.a_case(phone="13700001111")
    agent = given.agent()
    before = queue_counts(agent)
    for one in (case, free):
        snooze_case(actor=agent, case_id=one.pk, until=clock.now() + timedelta(hours=1))
    after = queue_counts(agent)
    assert (before["mine"], before["unassigned"], before["team"], before["snoozed"]) == (1, 1, 2, 0)
    assert (after["mine"], after["unassigned"], after["team"], after["snoozed"]) == (0, 0, 0, 2)
    assert [in_queue(name, case) for name in ("mine", "team", "snoozed", "open")] == [False, False, True, True]
    assert not in_queue("unassigned", free)
    assert staff_overview(agent)[0]["load"] == 1
    assert sum(int(str(row["new"])) + int(str(row["open"])) for row in team_overview(agent)) == 2


def test_the_snoozed_stand_in_the_order_in_which_they_come_back():
    agent = given.agent()
    late, soon = given.a_case(), given.a_case(phone="13700001111")
    for case, hours in ((late, 5), (soon, 1)):
        snooze_case(actor=agent, case_id=case.pk, until=clock.now() + timedelta(hours=hours))
    first = queue_page(agent, "snoozed", None, size=1)
    assert [row.pk for row in first.rows] == [soon.pk]
    assert [row.pk for row in queue_page(agent, "snoozed", first.next, size=1).rows] == [late.pk]


def test_clocks_run_on_while_a_case_is_snoozed():
    case = given.a_case()
    before = list(Clock.objects.filter(case=case).values())
    snooze_case(actor=given.agent(), case_id=case.pk, until=clock.now() + timedelta(days=3))
    assert list(Clock.objects.filter(case=case).values()) == before


def test_the_sweep_wakes_what_is_due_and_nothing_else(time_machine):
    time_machine.move_to(datetime(2026, 3, 2, 10, tzinfo=SHANGHAI), tick=False)
    due, later = a_snoozed_case(), given.a_case(phone="13700001111")
    snooze_case(actor=given.agent(), case_id=later.pk, until=clock.now() + timedelta(days=1))
    time_machine.shift(timedelta(hours=2))
    sweep_snoozed({})
    drain()
    assert until(due) is None
    assert until(later) is not None
    assert reasons() == ["due"]


def test_the_sweep_comes_round_twice_in_half_a_minute():
    every = registered_crons()["cases.sweep_snoozed"].every
    assert every is not None
    assert every * 2 <= timedelta(seconds=30)


def test_a_case_that_is_not_due_any_more_is_let_be():
    case = a_snoozed_case()
    with nothing_changes():
        wake_when_due(actor=SYSTEM, case_id=case.pk)
    with nothing_changes(), pytest.raises(Refused):
        wake_when_due(actor=given.agent(), case_id=case.pk)


def test_the_customers_words_wake_it():
    case = a_snoozed_case()
    write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="修好了吗？", channel="portal")
    assert (until(case), reasons()) == (None, ["customer"])


def test_giving_it_to_somebody_wakes_it():
    case = a_snoozed_case()
    assign_case(actor=given.supervisor(), case_id=case.pk, staff_id=given.staff(given.CHEN).pk)
    free = given.a_case(phone="13700001111")
    snooze_case(actor=given.agent(), case_id=free.pk, until=clock.now() + timedelta(hours=1))
    take_case(actor=given.agent(), case_id=free.pk)
    assert (until(case), until(free), reasons()) == (None, None, ["assigned", "assigned"])


def test_its_end_wakes_it():
    case = a_snoozed_case()
    resolve_case(actor=given.agent(), case_id=case.pk)
    assert (until(case), reasons()) == (None, ["ended"])


def test_it_is_woken_by_hand_once():
    case = a_snoozed_case()
    wake_case(actor=given.agent(), case_id=case.pk)
    assert (until(case), reasons()) == (None, ["by_hand"])
    with nothing_changes():
        wake_case(actor=given.agent(), case_id=case.pk)


@pytest.mark.parametrize("away", [timedelta(0), timedelta(hours=-1), timedelta(days=367)])
def test_a_moment_that_is_no_use_is_refused(away):
    case = given.an_open_case()
    with nothing_changes(), pytest.raises(Invalid):
        snooze_case(actor=given.agent(), case_id=case.pk, until=clock.now() + away)


@pytest.mark.parametrize("make", [given.a_resolved_case, given.a_closed_case, given.a_merged_case, an_archived_case])
def test_only_a_case_in_work_is_snoozed(make):
    case = make()
    with nothing_changes(), pytest.raises(Conflict):
        snooze_case(actor=given.agent(), case_id=case.pk, until=clock.now() + timedelta(hours=1))


def test_who_does_not_see_it_or_may_not_wait_does_not_snooze_it():
    case, soon = given.an_open_case(), clock.now() + timedelta(hours=1)
    with nothing_changes(), pytest.raises(NotFound):
        snooze_case(actor=given.agent_elsewhere(), case_id=case.pk, until=soon)
    with nothing_changes(), pytest.raises(Refused):
        snooze_case(actor=given.customer_of(case), case_id=case.pk, until=soon)
    with nothing_changes(), pytest.raises(Refused):
        wake_case(actor=given.customer_of(case), case_id=case.pk)


def test_mornings_are_those_on_which_the_centre_opens():
    given.centre()
    friday = datetime(2026, 3, 6, 15, tzinfo=SHANGHAI)
    found = {one.code: one.until.astimezone(SHANGHAI) for one in presets(friday)}
    assert found["hour"] == friday + timedelta(hours=1)
    assert found["tomorrow"].date().isoformat() == "2026-03-09"  # Monday: the centre is shut at the week-end
    assert found["tomorrow"] == found["monday"]
    assert found["monday"].hour == 9


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_wakes_a_case():
    case = a_snoozed_case()
    Case.objects.filter(pk=case.pk).update(snoozed_until=clock.now())
    results = at_once(*[lambda: wake_when_due(actor=SYSTEM, case_id=case.pk)] * 2)
    assert not any(isinstance(one, Exception) for one in results)
    assert (until(case), reasons()) == (None, ["due"])
