"""Who hears of cases that she works on, watches or watches over."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests import given
from tests.domain.notices.given_notices import told

from fuwutai.domain.cases.commands import (
    add_note,
    add_watcher,
    assign_case,
    end_supervision,
    redo_case,
    reopen_case,
    reply_to_case,
    report_supervision,
    resolve_case,
    return_supervision,
    snooze_case,
    supervise_case,
    urge_case,
    wake_case,
    watch_case,
    write_as_customer,
)
from fuwutai.domain.cases.jobs.course import sweep_snoozed
from fuwutai.domain.cases.models import Case
from fuwutai.domain.notices.choices import REDONE, SUPERVISED, URGED, WATCHED, WOKEN
from fuwutai.domain.notices.models import Notice
from fuwutai.kernel import clock
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
LIN, CHEN, HE = given.LIN, given.CHEN, given.HE


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def watched(make=given.an_open_case) -> Case:
    """Return a case that He Jing watches, and nobody has heard of anything yet."""
    case = make()
    watch_case(actor=given.administrator(), case_id=case.pk)
    drain()
    Notice.objects.all().delete()
    return case


def waiting(code: str) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(code=code, read_at=None).order_by("staff__username")
    return [(one.staff.username, one.data["event"]) for one in rows.select_related("staff")]


def by_lin(command, **more):
    return lambda case: command(actor=given.agent(), case_id=case.pk, **more)


HAPPENS = {
    "customer_wrote": (
        given.an_open_case,
        lambda case: write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="在吗", channel="portal"),
    ),
    "agent_replied": (given.an_open_case, by_lin(reply_to_case, body="在处理。")),
    "case_resolved": (given.an_open_case, by_lin(resolve_case)),
    "case_reopened": (given.a_closed_case, by_lin(reopen_case)),
    "case_assigned": (
        given.an_open_case,
        lambda case: assign_case(actor=given.supervisor(), case_id=case.pk, staff_id=given.staff(CHEN).pk),
    ),
    "note_added": (given.an_open_case, by_lin(add_note, body="已联系机房。")),
}


@pytest.mark.parametrize("event", HAPPENS)
def test_who_watches_hears_of_what_happens(event):
    make, happen = HAPPENS[event]
    case = watched(make)
    happen(case)
    drain()
    assert waiting(WATCHED) == [(HE, f"cases.{event}")]


def test_of_many_things_one_line_waits_and_says_the_latest():
    case = watched()
    for body in ("一", "二"):
        add_note(actor=given.agent(), case_id=case.pk, body=body)
    reply_to_case(actor=given.agent(), case_id=case.pk, body="在处理。")
    drain()
    assert waiting(WATCHED) == [(HE, "cases.agent_replied")]


def test_nobody_hears_of_what_she_did_herself():
    case = watched()
    add_note(actor=given.administrator(), case_id=case.pk, body="我来看看。")
    drain()
    assert waiting(WATCHED) == []


def test_who_sees_the_case_no_more_hears_nothing():
    case = given.an_open_case(team_code="mobile", by=given.supervisor())
    add_watcher(actor=given.supervisor(), case_id=case.pk, staff_id=given.staff(given.ZHAO).pk)
    assign_case(actor=given.supervisor(), case_id=case.pk, team_id=given.team("broadband").pk)
    drain()
    Notice.objects.all().delete()
    add_note(actor=given.agent(), case_id=case.pk, body="内部说明。")
    drain()
    assert told() == []


@pytest.mark.parametrize(("wakes", "people"), [("due", [LIN]), ("customer", [LIN]), ("by_hand", [])])
def test_who_works_on_a_snoozed_case_hears_that_it_is_back_by_itself(monday, wakes, people):
    case = given.an_open_case()
    snooze_case(actor=given.agent(), case_id=case.pk, until=clock.now() + timedelta(hours=1))
    if wakes == "due":
        monday.shift(timedelta(hours=1))
        sweep_snoozed({})
    elif wakes == "customer":
        write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="在吗", channel="portal")
    else:
        wake_case(actor=given.agent(), case_id=case.pk)
    drain()
    assert told(code=WOKEN) == people


@pytest.mark.proves("OWN-6")
def test_from_the_second_urge_on_the_supervisor_hears_as_well(monday):
    case = given.an_open_case()
    for people in ([LIN], [CHEN, LIN]):
        urge_case(actor=given.customer_of(case), case_id=case.pk, channel="portal")
        drain()
        assert [who for who, _event in waiting(URGED)] == people
        monday.shift(timedelta(days=1))


def test_both_sides_of_a_supervision_hear_what_is_theirs(monday):
    case = given.an_open_case()
    lead = given.supervisor()
    supervise_case(actor=lead, case_id=case.pk, demand="请说明。", due_at=clock.now() + timedelta(hours=1))
    drain()
    assert waiting(SUPERVISED) == [(LIN, "cases.supervision_started")]
    report_supervision(actor=given.agent(), case_id=case.pk, words="在处理。")
    drain()
    assert waiting(SUPERVISED) == [(CHEN, "cases.supervision_reported")]
    return_supervision(actor=lead, case_id=case.pk, demand="不够。", due_at=clock.now() + timedelta(hours=1))
    drain()
    assert waiting(SUPERVISED) == [(LIN, "cases.supervision_returned")]
    monday.shift(timedelta(hours=1))
    drain()
    assert waiting(SUPERVISED) == [(CHEN, "cases.supervision_overdue"), (LIN, "cases.supervision_overdue")]
    end_supervision(actor=lead, case_id=case.pk)
    drain()
    assert waiting(SUPERVISED) == [(LIN, "cases.supervision_ended")]


def test_who_is_to_do_it_again_hears_of_it():
    case = given.a_closed_case()
    redo_case(actor=given.supervisor(), case_id=case.pk, reason="没有修好。")
    drain()
    assert told(code=REDONE) == [LIN]
