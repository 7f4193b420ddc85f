"""A superior watches over a case until somebody reports."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests import given
from tests.domain.cases.scenarios_course import a_supervised_case, an_archived_case, soon
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import (
    assign_case,
    end_supervision,
    note_report_due,
    report_supervision,
    return_supervision,
    supervise_case,
)
from fuwutai.domain.cases.course import supervisions_of
from fuwutai.domain.cases.models import Case, Supervision
from fuwutai.domain.cases.queries import queue
from fuwutai.domain.cases.reactions.course import erase_supervision
from fuwutai.domain.customers.choices import ERASED
from fuwutai.domain.customers.events import CustomerErased
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.queries import forget_rules
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry
from fuwutai.kernel.reactions import Recorded
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def happened(code: str) -> int:
    return JournalEntry.objects.filter(code=f"cases.{code}").count()


def notes(case: Case) -> list[str]:
    return list(case.messages.filter(kind="note").order_by("pk").values_list("body", flat=True))


def begin(case: Case, **more: object) -> Supervision:
    return supervise_case(actor=given.supervisor(), case_id=case.pk, demand="请说明进展。", **more)


@pytest.mark.proves("OWN-7")
def test_a_report_is_due_in_the_working_hours_of_the_rule_where_nobody_says_when(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    made = begin(given.an_open_case())
    assert (made.due_at - MONDAY) > timedelta(hours=8)  # a working day has an end
    assert made.due_at.astimezone(MONDAY.tzinfo).date() == (MONDAY + timedelta(days=1)).date()


def test_from_demand_to_report_and_end():
    case = given.an_open_case()
    made = begin(case, due_at=soon())
    assert Case.objects.get(pk=case.pk).supervised
    assert queue(given.supervisor(), "supervised").get() == case
    report_supervision(actor=given.agent(), case_id=case.pk, words="已联系机房，今晚修复。")
    [row] = supervisions_of(given.agent(), case.pk)
    assert (row.report, row.reported_by.username) == ("已联系机房，今晚修复。", given.LIN)
    assert notes(case) == ["请说明进展。", "已联系机房，今晚修复。"]
    end_supervision(actor=given.supervisor(), case_id=case.pk)
    assert not Case.objects.get(pk=case.pk).supervised
    assert not queue(given.supervisor(), "supervised").exists()
    assert Supervision.objects.get(pk=made.pk).ended_at is not None


def test_a_report_that_is_not_enough_is_asked_for_again():
    case = a_supervised_case()
    report_supervision(actor=given.agent(), case_id=case.pk, words="在处理。")
    later = clock.now() + timedelta(days=1)
    again = return_supervision(actor=given.supervisor(), case_id=case.pk, demand="请写明原因。", due_at=later)
    assert (again.report, again.reported_at, again.due_at) == ("", None, later)
    report_supervision(actor=given.agent(), case_id=case.pk, words="光缆被挖断。")
    assert notes(case) == ["请说明为何拖延。", "在处理。", "请写明原因。", "光缆被挖断。"]


def test_at_its_moment_a_missing_report_is_said_once(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    case = given.an_open_case()
    begin(case, due_at=MONDAY + timedelta(hours=1))
    time_machine.shift(timedelta(minutes=59))
    drain()
    assert happened("supervision_overdue") == 0
    time_machine.shift(timedelta(minutes=1))
    drain()
    drain()
    assert happened("supervision_overdue") == 1


@pytest.mark.parametrize("what", ["reported", "put off", "ended"])
def test_a_report_that_came_or_was_put_off_is_not_missed(time_machine, what):
    time_machine.move_to(MONDAY, tick=False)
    case = given.an_open_case()
    begin(case, due_at=MONDAY + timedelta(hours=1))
    if what == "reported":
        report_supervision(actor=given.agent(), case_id=case.pk, words="已修复。")
    elif what == "put off":
        return_supervision(
            actor=given.supervisor(), case_id=case.pk, demand="明天再报。", due_at=MONDAY + timedelta(days=1)
        )
    else:
        end_supervision(actor=given.supervisor(), case_id=case.pk)
    time_machine.shift(timedelta(hours=2))
    drain()
    assert happened("supervision_overdue") == 0


def test_who_works_on_the_case_reports_and_nobody_else():
    case = a_supervised_case()
    with nothing_changes(), pytest.raises(Refused):
        report_supervision(actor=given.supervisor(), case_id=case.pk, words="我来写。")
    assign_case(actor=given.supervisor(), case_id=case.pk, staff_id=None)
    report_supervision(actor=given.agent(), case_id=case.pk, words="无人接手，我来答复。")


def test_a_case_is_supervised_once_at_a_time():
    case = a_supervised_case()
    with nothing_changes(), pytest.raises(Conflict):
        begin(case, due_at=soon())
    end_supervision(actor=given.supervisor(), case_id=case.pk)
    for command, more in (
        (end_supervision, {}), (return_supervision, {"demand": "x"}), (report_supervision, {"words": "x"}),
    ):  # fmt: skip
        with nothing_changes(), pytest.raises(Conflict):
            command(actor=given.supervisor(), case_id=case.pk, **more)
    begin(case, due_at=soon())


@pytest.mark.parametrize("make", [given.a_closed_case, given.a_merged_case, an_archived_case])
def test_what_is_closed_is_not_supervised(make):
    case = make()
    with nothing_changes(), pytest.raises(Conflict):
        begin(case, due_at=soon())


@pytest.mark.parametrize("more", [{"demand": " "}, {"demand": "长" * 501}, {"due_at": MONDAY}, {"due_at": None}])
def test_a_demand_without_words_or_a_moment_to_come_is_refused(more):
    case = given.an_open_case()
    RuleRow.objects.filter(kind="cases.supervise_within").delete()
    forget_rules()
    said = {"demand": "请说明。", "due_at": clock.now() + timedelta(hours=1), **more}
    with nothing_changes(), pytest.raises(Invalid):
        supervise_case(actor=given.supervisor(), case_id=case.pk, **said)


def test_only_a_superior_who_sees_the_case_supervises_it():
    case = given.an_open_case()
    refused = ((given.agent(), Refused), (given.agent_elsewhere(), NotFound), (given.customer_of(case), Refused))
    for who, kind in refused:
        with nothing_changes(), pytest.raises(kind):
            supervise_case(actor=who, case_id=case.pk, demand="请说明。", due_at=soon())
    case = a_supervised_case()
    for command in (end_supervision, return_supervision):
        more = {"demand": "x"} if command is return_supervision else {}
        with nothing_changes(), pytest.raises(Refused):
            command(actor=given.agent(), case_id=case.pk, **more)
    with nothing_changes(), pytest.raises(Refused):
        note_report_due(actor=given.supervisor(), case_id=case.pk, supervision_id=1, due_at=clock.now())
    assert supervisions_of(given.agent_elsewhere(), case.pk) == []


def test_what_was_asked_and_reported_is_erased_with_the_customer():
    case = a_supervised_case()
    report_supervision(actor=given.agent(), case_id=case.pk, words="王先生已同意。")
    other = given.an_open_case(phone="13700001111", name="李丽")
    begin(other, due_at=soon())
    erased = CustomerErased(customer_id=case.customer_id, access_entry_id=1)
    erase_supervision(Recorded(event=erased, at=clock.now(), actor=Actor.system("tests")))
    row, kept = case.supervisions.get(), other.supervisions.get()
    assert (row.demand, row.report) == (ERASED, ERASED)
    assert (kept.demand, kept.report) == ("请说明进展。", "")
