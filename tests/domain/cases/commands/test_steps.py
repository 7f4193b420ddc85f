"""What the platform does by itself: reminders and closing after silence, by working days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests import given
from tests.budgets import counted
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import note_promises, reply_to_case, take_next_step, write_as_customer
from fuwutai.domain.cases.jobs.life import sweep_next_steps, take_one_next_step
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import due_for_next_step
from fuwutai.domain.cases.rules import NO_PROMISE
from fuwutai.domain.standards.commands import adopt_rule, end_rule
from fuwutai.domain.standards.models import RuleRow
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused
from fuwutai.kernel.models import JournalEntry, OutboxRow

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
BEFORE_SPRING_FESTIVAL = datetime(2026, 2, 13, 10, tzinfo=SHANGHAI)
"""A Friday; the Saturday after it is worked, then the 15th to the 23rd are free."""
SYSTEM = Actor.system("cases")


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def reminders(case: Case) -> list[datetime]:
    return list(case.messages.filter(kind="automatic").order_by("at").values_list("at", flat=True))


def close_reason(case: Case) -> str:
    return JournalEntry.objects.get(code="cases.case_closed", subject_id=case.pk).data["reason"]


@pytest.mark.proves("OWN-1")
def test_a_silent_customer_is_reminded_twice_after_two_working_days_each_and_then_left_alone(monday):
    case = given.a_waiting_case()
    for count, days in ((1, 2), (2, 4)):
        monday.move_to(MONDAY + timedelta(days=days), tick=False)
        take_next_step(actor=SYSTEM, case_id=case.pk)
        assert Case.objects.get().reminders == count
    assert reminders(case) == [MONDAY + timedelta(days=2), MONDAY + timedelta(days=4)]
    case = Case.objects.get()
    assert (case.status, case.next_step_at, case.last_message_at) == (
        "waiting_customer",
        None,
        MONDAY + timedelta(days=4),
    )
    assert list(JournalEntry.objects.filter(code="cases.customer_reminded").values_list("data__count", flat=True)) == [
        1,
        2,
    ]
    monday.shift(timedelta(days=60))
    with nothing_changes():
        take_next_step(actor=SYSTEM, case_id=case.pk)


def test_a_reminder_speaks_the_language_of_the_centre(monday):
    case = given.a_waiting_case()
    monday.shift(timedelta(days=2))
    take_next_step(actor=SYSTEM, case_id=case.pk)
    message = case.messages.get(kind="automatic")
    assert (message.author_kind, message.author_id, message.channel) == ("system", None, "portal")
    assert "回复" in message.body


@pytest.mark.proves("OWN-2")
def test_silence_closes_a_resolved_case_after_three_working_days(monday):
    case = given.a_resolved_case()
    monday.shift(timedelta(days=3))
    take_next_step(actor=SYSTEM, case_id=case.pk)
    case = Case.objects.get()
    assert (case.status, case.next_step_at, close_reason(case)) == ("closed", None, "silence")


@pytest.mark.parametrize(
    ("state", "days"),
    [
        (given.a_case, 30),
        (given.an_open_case, 30),
        (given.a_waiting_case, 2),
        (given.a_resolved_case, 3),
        (given.a_closed_case, 30),
    ],
)
def test_a_step_that_is_not_due_does_nothing(state, days, monday):
    case = state()
    monday.shift(timedelta(days=days, seconds=-1))
    with nothing_changes():
        take_next_step(actor=SYSTEM, case_id=case.pk)
    assert due_for_next_step(datetime.now(UTC), limit=10) == []


@pytest.mark.parametrize("state", [given.a_waiting_case, given.a_resolved_case])
def test_a_customer_who_answers_in_time_is_left_in_peace(state, monday):
    case = state()
    write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="灯是红的。", channel="portal")
    monday.shift(timedelta(days=30))
    with nothing_changes():
        take_next_step(actor=SYSTEM, case_id=case.pk)


def test_an_answer_to_a_reminded_customer_begins_a_new_wait_with_new_reminders(monday):
    case = given.a_waiting_case()
    monday.shift(timedelta(days=2))
    take_next_step(actor=SYSTEM, case_id=case.pk)
    reply_to_case(actor=given.agent(), case_id=case.pk, body="请问方便接电话吗？", then="wait")
    case = Case.objects.get()
    assert (case.reminders, case.next_step_at) == (0, MONDAY + timedelta(days=4))


@pytest.mark.proves("OWN-1", "OWN-2")
def test_the_working_saturday_counts_and_the_spring_festival_does_not(monday):
    monday.move_to(BEFORE_SPRING_FESTIVAL, tick=False)
    waiting, resolved = given.a_waiting_case(), given.a_resolved_case(phone="13800138000")
    after = {  # 14th worked, 15th to 23rd free, 24th and 25th worked
        waiting.pk: datetime(2026, 2, 24, 10, tzinfo=SHANGHAI),
        resolved.pk: datetime(2026, 2, 25, 10, tzinfo=SHANGHAI),
    }
    assert dict(Case.objects.values_list("pk", "next_step_at")) == after
    monday.move_to(datetime(2026, 2, 24, 9, 59, tzinfo=SHANGHAI), tick=False)
    assert due_for_next_step(datetime.now(UTC), limit=10) == []
    monday.move_to(datetime(2026, 2, 24, 10, tzinfo=SHANGHAI), tick=False)
    assert due_for_next_step(datetime.now(UTC), limit=10) == [waiting.pk]


def test_a_rule_may_count_in_another_calendar_than_the_centre(monday):
    monday.move_to(BEFORE_SPRING_FESTIVAL, tick=False)
    given.centre()
    value = {"working_days": 2, "at_most": 1, "calendar": "always"}
    adopt_rule(actor=SYSTEM, kind="cases.remind_customer_after", value=value, scope={"type": "fault"})
    case = given.a_waiting_case()
    assert case.next_step_at == BEFORE_SPRING_FESTIVAL + timedelta(days=2)


def test_a_rule_that_has_ended_reminds_once_more_and_never_again(monday):
    case = given.a_waiting_case()
    end_rule(actor=SYSTEM, rule_id=RuleRow.objects.get(kind="cases.remind_customer_after").pk)
    monday.shift(timedelta(days=2))
    take_next_step(actor=SYSTEM, case_id=case.pk)
    assert (Case.objects.get().reminders, Case.objects.get().next_step_at) == (1, None)


def test_the_sweep_promises_each_due_case_once_and_touches_no_other(monday):
    due, later = given.a_waiting_case(), given.a_resolved_case(phone="13800138000")
    monday.shift(timedelta(days=2))
    sweep_next_steps({})
    sweep_next_steps({})
    [row] = OutboxRow.objects.filter(name="cases.take_next_step")
    assert row.payload == {"case_id": due.pk}
    before = Case.objects.filter(pk=later.pk).values().get()
    take_one_next_step(row.payload)
    take_one_next_step(row.payload)
    assert len(reminders(due)) == 1
    assert Case.objects.filter(pk=later.pk).values().get() == before


@pytest.mark.parametrize("who", [given.agent, given.administrator, Actor.customer])
def test_only_the_platform_takes_its_own_steps(who, monday):
    case = given.a_waiting_case()
    actor = who()
    monday.shift(timedelta(days=2))
    with nothing_changes(), pytest.raises(Refused):
        take_next_step(actor=actor, case_id=case.pk)
    with nothing_changes(), pytest.raises(Refused):
        note_promises(actor=actor, due={case.pk: None})


def test_a_case_that_is_not_there_is_not_found():
    with pytest.raises(NotFound):
        take_next_step(actor=SYSTEM, case_id=987_654)


def test_the_promise_of_a_case_is_kept_beside_it_for_sorting():
    case = given.a_case()
    note_promises(actor=SYSTEM, due={case.pk: MONDAY})
    assert Case.objects.get().promised_at == MONDAY
    note_promises(actor=SYSTEM, due={case.pk: None})
    assert (Case.objects.get().promised_at, Case.objects.get().due_at) == (None, NO_PROMISE)


def test_the_promises_of_many_cases_are_kept_at_once():
    first, second = given.a_case(), given.a_case()
    with counted() as statements:
        note_promises(actor=SYSTEM, due={first.pk: MONDAY, second.pk: None})
    assert len(statements) == 1
    assert [case.promised_at for case in Case.objects.order_by("pk")] == [MONDAY, None]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("state", "days"), [(given.a_waiting_case, 2), (given.a_resolved_case, 3)])
def test_two_workers_take_a_step_once(state, days, monday):
    case = state()
    monday.shift(timedelta(days=days))
    results = at_once(*[lambda: take_next_step(actor=SYSTEM, case_id=case.pk)] * 2)
    assert [type(result) for result in results] == [Case, Case]
    codes = ["cases.customer_reminded", "cases.case_closed"]
    assert JournalEntry.objects.filter(subject_id=case.pk, code__in=codes).count() == 1
