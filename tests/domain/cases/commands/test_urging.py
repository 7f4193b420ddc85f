"""A customer asks where we are with it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests import given
from tests.domain.cases.scenarios_course import a_snoozed_case, an_archived_case
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import reply_to_case, urge_case
from fuwutai.domain.cases.course import urges_of, urging_in
from fuwutai.domain.cases.models import Case, Urge
from fuwutai.domain.cases.queries import history_of
from fuwutai.domain.standards.commands import end_rule
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.queries import forget_rules
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def urge(case: Case) -> Case:
    return urge_case(actor=given.customer_of(case), case_id=case.pk, channel="portal")


@pytest.mark.proves("OWN-6")
def test_an_urge_counts_once_in_the_time_that_the_rule_says(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    case = given.an_open_case()
    urge(case)
    time_machine.shift(timedelta(hours=23, minutes=59))
    with nothing_changes(), pytest.raises(Conflict) as refusal:
        urge(case)
    assert refusal.value.code == "urged_already"
    assert datetime.fromisoformat(refusal.value.facts["next_at"]) == MONDAY + timedelta(hours=24)
    time_machine.shift(timedelta(minutes=1))
    assert urge(case).urges == 2
    told = [entry.data["tells_lead"] for entry in JournalEntry.objects.filter(code="cases.case_urged").order_by("pk")]
    assert told == [False, True]


def test_without_a_rule_every_urge_counts_and_no_superior_is_told():
    case = given.an_open_case()
    rule = RuleRow.objects.get(kind="cases.urge_every")
    end_rule(actor=given.administrator(), rule_id=rule.pk)
    forget_rules()
    for _time in range(3):
        urge(case)
    assert Case.objects.get(pk=case.pk).urges == 3
    assert not JournalEntry.objects.filter(code="cases.case_urged", data__tells_lead=True).exists()


def test_our_next_reply_answers_it_once(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    case = given.an_open_case()
    urge(case)
    for _time in range(2):
        time_machine.shift(timedelta(hours=1))
        reply_to_case(actor=given.agent(), case_id=case.pk, body="正在处理。")
    [row] = urges_of(given.agent(), case.pk)
    assert row.answered_at == MONDAY + timedelta(hours=1)
    customer = given.customer_of(case)
    read = urging_in(Case.objects.get(pk=case.pk), history_of(customer, case.pk))
    assert (read.count, read.last_at, read.answered_at) == (1, MONDAY, MONDAY + timedelta(hours=1))
    assert read.next_at == MONDAY + timedelta(hours=24)
    assert not read.counts_at(clock.now())


def test_staff_take_it_down_from_a_call():
    case = given.an_open_case()
    urge_case(actor=given.agent(), case_id=case.pk, channel="phone")
    row = Urge.objects.get()
    assert (row.channel, row.by_kind, row.by_id) == ("phone", "staff", given.staff().pk)


def test_it_wakes_a_snoozed_case():
    case = a_snoozed_case()
    assert urge(case).snoozed_until is None


@pytest.mark.parametrize("make", [given.a_resolved_case, given.a_closed_case, given.a_merged_case, an_archived_case])
def test_what_is_over_is_urged_no_more(make):
    case = make()
    with nothing_changes(), pytest.raises(Conflict):
        urge(case)


def test_a_channel_that_is_none_and_people_who_may_not_are_refused():
    case = given.an_open_case()
    with nothing_changes(), pytest.raises(Invalid):
        urge_case(actor=given.agent(), case_id=case.pk, channel="pigeon")
    with nothing_changes(), pytest.raises(NotFound):
        urge_case(actor=given.agent_elsewhere(), case_id=case.pk, channel="phone")
    with nothing_changes(), pytest.raises(NotFound):
        urge_case(actor=given.Actor.customer(case.customer_id), case_id=case.pk, channel="portal")
    assert urges_of(given.agent_elsewhere(), case.pk) == []


def test_who_may_open_no_cases_takes_no_urge_down():
    case = given.an_open_case()
    only_views = frozenset({"cases.view"})
    looking = given.Actor(kind="staff", id=given.staff(given.CHEN).pk, permissions=only_views, reach="all")
    with nothing_changes(), pytest.raises(Refused):
        urge_case(actor=looking, case_id=case.pk, channel="phone")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_counts_once():
    case = given.an_open_case()
    results = at_once(*[lambda: urge(case)] * 2)
    assert sum(isinstance(one, Conflict) for one in results) == 1
    assert Case.objects.get(pk=case.pk).urges == 1
