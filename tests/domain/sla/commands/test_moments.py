"""Warnings and breaches: at their time, once, and not any more when the clock stands."""

from datetime import timedelta

import pytest
from tests import given
from tests.domain.sla.given_clocks import MONDAY, SYSTEM, minutes, swept
from tests.domain.sla.given_clocks import happened as swept_up
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import reopen_case, reply_to_case
from fuwutai.domain.cases.models import Case
from fuwutai.domain.sla.commands import fire_moment
from fuwutai.domain.sla.jobs import sweep
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.queries import due_clocks
from fuwutai.kernel import clock as wall
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.models import OutboxRow
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db


def happened(case: Case) -> list[tuple[str, str]]:
    """Return warnings and breaches; how a promise climbs the levels is told in test_escalations."""
    return [one[:2] for one in swept_up(case, whats=("warned", "breached"))]


def test_nothing_is_due_before_the_warning():
    given.a_case()
    with nothing_changes():
        swept()


def test_a_clock_warns_once_and_then_breaches_once(monday):
    case = given.a_case()
    monday.shift(timedelta(minutes=23))
    swept()
    first = Clock.objects.get(definition="first_response")
    assert happened(case) == [("warned", "first_response")]
    assert (first.warned_percent, first.next_moment_at) == (75, first.due_at)
    swept()
    monday.move_to(first.due_at, tick=False)
    swept()
    assert happened(case) == [("warned", "first_response")]
    monday.shift(timedelta(seconds=1))
    swept()
    swept()
    first.refresh_from_db()
    assert happened(case) == [("warned", "first_response"), ("breached", "first_response")]
    assert (first.breached_at, first.state) == (MONDAY + minutes(30), "running")
    assert first.next_moment_at == MONDAY + minutes(60)  # the supervisors hear once more at 200 %
    monday.move_to(MONDAY + minutes(61), tick=False)
    swept()
    first.refresh_from_db()
    assert (first.level, first.next_moment_at) == (3, None)
    assert happened(case) == [("warned", "first_response"), ("breached", "first_response")]


def test_a_sweep_that_comes_late_records_warning_and_breach_with_the_moment_it_was_due(monday):
    case = given.a_case()
    monday.shift(timedelta(days=30))
    swept()
    assert sorted(happened(case)) == [
        ("breached", "first_response"), ("breached", "resolution"),
        ("warned", "first_response"), ("warned", "resolution"),
    ]  # fmt: skip
    assert Clock.objects.get(definition="first_response").breached_at == MONDAY + timedelta(minutes=30)
    assert due_clocks(wall.now(), 9) == []


def test_a_case_answered_between_sweep_and_job_is_neither_warned_nor_breached(monday):
    case = given.a_case()
    monday.shift(timedelta(minutes=25))
    sweep({})
    reply_to_case(actor=given.agent(), case_id=case.pk, body="您好。", then="resolve")
    drain()
    assert happened(case) == []


def test_a_waiting_case_is_not_warned(monday):
    case = given.a_waiting_case()
    monday.shift(timedelta(days=30))
    swept()
    assert happened(case) == []


def test_a_reopened_case_that_breached_before_does_not_breach_again(monday):
    case = given.a_case(priority="emergency")
    reply_to_case(actor=given.agent(), case_id=case.pk, body="您好。")
    monday.shift(timedelta(hours=3))
    swept()
    reply_to_case(actor=given.agent(), case_id=case.pk, body="已修复。", then="resolve")
    reopen_case(actor=given.agent(), case_id=case.pk)
    monday.shift(timedelta(days=3))
    swept()
    assert swept_up(case, "resolution", ("warned", "breached")) == [
        ("warned", "resolution", 50), ("warned", "resolution", 75), ("breached", "resolution"),
    ]  # fmt: skip


def test_a_sweep_promises_each_due_clock_once_however_often_it_runs(monday):
    for phone in ("13912345678", "13812345678"):
        given.a_case(phone=phone)
    monday.shift(timedelta(minutes=25))
    sweep({})
    sweep({})
    assert OutboxRow.objects.filter(name="sla.fire_moment").count() == 2


def test_the_oldest_moment_comes_first_and_only_what_is_due(monday, django_assert_num_queries):
    first = given.a_case()
    monday.shift(timedelta(minutes=10))
    second = given.a_case(phone="13812345678")
    with django_assert_num_queries(1):
        due = due_clocks(MONDAY + timedelta(minutes=40), 9)
    assert [case_id for _clock, case_id in due] == [first.pk, second.pk]
    assert len(due_clocks(MONDAY + timedelta(minutes=25), 9)) == 1
    assert len(due_clocks(MONDAY + timedelta(minutes=40), 1)) == 1


def test_a_clock_of_another_case_is_not_fired(monday):
    case, other = given.a_case(), given.a_case(phone="13812345678")
    clock = Clock.objects.get(case=case, definition="first_response")
    monday.shift(timedelta(days=1))
    with nothing_changes(), pytest.raises(Clock.DoesNotExist):
        fire_moment(actor=SYSTEM, clock_id=clock.pk, case_id=other.pk)


@pytest.mark.django_db(transaction=True)
def test_two_workers_record_one_breach(monday):
    case = given.a_case()
    clock = Clock.objects.get(definition="first_response")
    monday.shift(timedelta(hours=1))
    results = at_once(*[lambda: fire_moment(actor=SYSTEM, clock_id=clock.pk, case_id=case.pk)] * 3)
    assert results == [None] * 3
    assert happened(case) == [("warned", "first_response"), ("breached", "first_response")]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_an_answer_and_the_sweep_at_the_same_moment_record_one_breach(monday):
    case, lin = given.a_case(), given.agent()
    clock = Clock.objects.get(definition="first_response")
    monday.shift(timedelta(hours=1))
    at_once(
        lambda: reply_to_case(actor=lin, case_id=case.pk, body="您好。"),
        lambda: fire_moment(actor=SYSTEM, clock_id=clock.pk, case_id=case.pk),
    )
    assert [code for code, _definition in happened(case)].count("breached") == 1
    clock.refresh_from_db()
    assert (clock.state, clock.breached_at) == ("stopped", MONDAY + timedelta(minutes=30))


def test_on_the_dot_nothing_is_missed_yet(monday):
    case = given.a_case()
    first = Clock.objects.get(case=case, definition="first_response")
    monday.move_to(first.due_at, tick=False)
    swept()
    assert happened(case) == [("warned", "first_response")]
    monday.shift(timedelta(seconds=1))
    swept()
    assert happened(case) == [("warned", "first_response"), ("breached", "first_response")]


@pytest.mark.parametrize("who", [given.agent, given.administrator, Actor.customer])
def test_nobody_but_the_platform_fires_a_moment(who, monday):
    case, actor = given.a_case(), who()
    first = Clock.objects.get(case=case, definition="first_response")
    monday.shift(timedelta(days=1))
    with nothing_changes(), pytest.raises(Refused):
        fire_moment(actor=actor, clock_id=first.pk, case_id=case.pk)
