"""Rules that wait: some time after an event, for a part of a promise, for a time of the day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from tests import given
from tests.domain.automation.given_rules import URGENT, a_rule, work

from fuwutai.domain.accounts.queries import working_hours
from fuwutai.domain.automation.choices import DONE
from fuwutai.domain.automation.commands import save_rule, switch_rule
from fuwutai.domain.automation.models import AutomationRule, Due, Run
from fuwutai.domain.automation.rules import Trigger, next_daily
from fuwutai.domain.cases.commands import reopen_case, reply_to_case, write_as_customer
from fuwutai.domain.cases.models import Case, Task
from fuwutai.domain.sla.models import Clock
from fuwutai.kernel import clock

pytestmark = pytest.mark.django_db
TASK = [{"do": "task", "title": "电话回访"}]
TWO_DAYS = {"on": "delay", "event": "cases.case_resolved", "minutes": 2 * 24 * 60}
HALF = {"on": "clock", "clock": "first_response", "percent": 50}


def in_time(**ahead):
    return time_machine.travel(clock.now() + timedelta(**ahead), tick=False)


def test_a_delayed_rule_looks_when_its_time_has_come_and_only_if_it_still_matches():
    a_rule(trigger=TWO_DAYS, conditions="status:resolved", steps=TASK)
    case, other = given.a_resolved_case(), given.a_resolved_case(phone="13700001111")
    work()
    reopen_case(actor=given.agent(), case_id=other.pk)
    with in_time(days=1):
        work("automation.sweep")
        assert Task.objects.count() == 0
    with in_time(days=2, minutes=1):
        work("automation.sweep")
        work("automation.sweep")
    assert list(Task.objects.values_list("case_id", "title")) == [(case.pk, "电话回访")]
    assert Due.objects.count() == 0 and Run.objects.get().outcome == DONE


def test_what_a_rule_waited_for_is_forgotten_when_it_is_switched_off_or_waits_for_something_else():
    rule = a_rule(trigger=TWO_DAYS, steps=TASK)
    given.a_resolved_case()
    work()
    assert Due.objects.count() == 1
    later = TWO_DAYS | {"minutes": 60}
    save_rule(
        actor=given.administrator(), rule_id=rule.pk, name="回访", trigger=later, conditions="", steps=TASK
    )
    assert Due.objects.count() == 0
    given.a_resolved_case(phone="13700001111")
    work()
    assert Due.objects.count() == 1
    switch_rule(actor=given.administrator(), rule_id=rule.pk, is_on=False)
    assert Due.objects.count() == 0


def test_a_rule_acts_when_half_of_a_promise_is_used_up():
    a_rule(trigger=HALF, steps=URGENT)
    case = given.a_case()
    work()
    row = Due.objects.get(case=case)
    promise = Clock.objects.get(case=case, definition="first_response")
    assert promise.started_at < row.due_at < promise.due_at
    with time_machine.travel(row.due_at - timedelta(seconds=1), tick=False):
        work("automation.sweep")
        assert Run.objects.count() == 0
    with time_machine.travel(row.due_at + timedelta(seconds=1), tick=False):
        work("automation.sweep")
        work("automation.sweep")
        assert Case.objects.get(pk=case.pk).priority == "urgent"
        assert Run.objects.get().key == "clock:first_response:1:50"


def test_a_promise_that_was_kept_sets_no_rule_off():
    a_rule(trigger=HALF, steps=URGENT)
    case = given.an_open_case()
    work()
    assert not Due.objects.filter(case=case).exists()


def test_what_is_waited_for_moves_with_the_clock():
    given.centre()
    morning = working_hours().next_period_start(clock.now()) + timedelta(minutes=10)
    with time_machine.travel(morning, tick=False):  # by night and at weekends no working time passes
        a_rule(trigger={"on": "clock", "clock": "resolution", "percent": 50}, steps=URGENT)
        case = given.an_open_case()
        work()
        before = Due.objects.get(case=case).due_at
        assert before is not None
        reply_to_case(actor=given.agent(), case_id=case.pk, body="请提供账号。", then="wait")
        work()
        assert Due.objects.get(case=case).due_at is None
    with time_machine.travel(morning + timedelta(hours=5), tick=False):
        write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="账号是……", channel="portal")
        work()
    assert Due.objects.get(case=case).due_at > before


def test_a_rule_that_is_switched_on_waits_only_for_what_is_still_to_come():
    old = given.a_case()
    with in_time(days=20):
        young = given.a_case(phone="13700001111")
        a_rule(trigger=HALF, steps=URGENT)
        assert {row.case_id: row.done for row in Due.objects.all()} == {old.pk: True, young.pk: False}
        work("automation.sweep")
        assert Run.objects.count() == 0


def test_a_daily_rule_acts_on_each_case_once_until_it_matches_no_longer():
    rule = a_rule(trigger={"on": "daily", "minute": 9 * 60}, conditions="status:new", steps=TASK)
    case = given.a_case()
    for days in (1, 2):
        with in_time(days=days):
            work("automation.sweep")
            work("automation.sweep")
    assert Task.objects.filter(case=case).count() == 1
    with in_time(days=2, hours=1):
        Case.objects.filter(pk=case.pk).update(status="open")
    with in_time(days=3, hours=2):
        work("automation.sweep")
        assert not Due.objects.filter(case=case).exists()
        Case.objects.filter(pk=case.pk).update(status="new")
    with in_time(days=4, hours=3):
        work("automation.sweep")
        work("automation.sweep")
    assert Task.objects.filter(case=case).count() == 2
    assert AutomationRule.objects.get(pk=rule.pk).next_at > clock.now()


def test_a_daily_rule_looks_at_its_minute_also_where_the_clocks_are_put_forward():
    berlin = ZoneInfo("Europe/Berlin")
    after = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert next_daily(150, berlin, after) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert next_daily(150, berlin, datetime(2026, 3, 28, 0, tzinfo=UTC)) == datetime(2026, 3, 28, 1, 30, tzinfo=UTC)


def test_a_trigger_keeps_only_what_belongs_to_it():
    assert Trigger(on="daily", minute=5, event="cases.case_opened").kept() == {"on": "daily", "minute": 5}
