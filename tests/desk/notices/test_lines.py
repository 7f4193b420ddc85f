"""Notices in words: how the deadline stands now, and what the reader does next."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from tests import given
from tests.domain.notices.given_notices import escalated
from tests.domain.standards.given_announcements import announced, confirmed, reminders
from tests.domain.standards.given_manuals import a_manual, a_submitted_version

from fuwutai.desk.notices.lines import lines_of, steps
from fuwutai.domain.cases.commands import assign_case, reply_to_case
from fuwutai.domain.notices.choices import GIVEN_UP, REVIEW_ASKED, REVIEW_ENDED, REVISION_DUE, TAKEN_BACK
from fuwutai.domain.notices.commands import give_notice
from fuwutai.domain.notices.models import Notice
from fuwutai.domain.sla.choices import CLOCKS
from fuwutai.domain.standards.jobs import remind_all_readers
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    with translation.override("en"):
        yield time_machine


def line(actor=None):
    [found] = lines_of(actor or given.agent(), list(Notice.objects.select_related("case__assignee")[:1]))
    return found


def test_it_says_how_much_is_used_and_until_when():
    case = given.a_case()
    escalated(case)
    found = line()
    assert found.title == f"{case.number}: First response 75 % used; due: 10:30"
    assert (found.tone, found.clock.state, found.clock.due_at) == ("amber", "green", MONDAY + timedelta(minutes=30))


def test_past_the_deadline_it_says_since_when(monday):
    case = given.a_case()
    escalated(case)
    monday.shift(timedelta(minutes=31))
    found = line()
    assert found.title == f"{case.number}: First response overdue; was due: 10:30"
    assert found.tone == "red"


def test_a_clock_that_stands_still_has_no_deadline_to_name():
    case = given.a_waiting_case()
    escalated(case, definition="resolution")
    found = line()
    assert found.title == f"{case.number}: Resolution 75 % used; the clock stands still now"
    assert found.clock.state == "paused"


def test_of_a_clock_that_is_over_nothing_is_asked():
    case = given.a_case()
    escalated(case)
    reply_to_case(actor=given.agent(), case_id=case.pk, body="您好。")
    found = line()
    assert found.title == f"{case.number}: First response was 75 % used"
    assert found.step == "This deadline is over; nothing is left to do."
    assert (found.tone, found.clock) == ("slate", None)


def test_the_next_step_depends_on_whose_case_it_is():
    case = given.a_case()
    escalated(case, definition="resolution")
    assert line().step.startswith("Nobody works on this case yet")
    assign_case(actor=given.supervisor(), case_id=case.pk, staff_id=given.staff().pk)
    assert line().step == "Settle the matter and mark the case as resolved."
    assert line(given.supervisor()).step.startswith("林小雨 works on it")


def test_every_clock_has_a_step_of_its_own():
    assert set(steps()) == set(CLOCKS)
    assert len(set(steps().values())) == len(CLOCKS)


def test_a_notice_about_no_clock_says_what_it_is():
    given.centre()
    give_notice(
        actor=Actor.system("tests"), staff_ids=[given.staff().pk], code="tests.told", about="tests:1", data={}
    )
    assert (line().title, line().step) == ("tests.told", "")


def test_no_lines_cost_nothing(django_assert_num_queries):
    lin = given.agent()
    with django_assert_num_queries(0):
        assert lines_of(lin, []) == []


def test_an_announcement_says_what_to_do_until_it_is_confirmed(monday):
    reminders(2)
    row = announced()
    drain()
    assert (line().title, line().mark) == ("Manual M1: version 1 was announced", "To read")
    assert line().step == "Read what changes and confirm it."
    monday.shift(timedelta(days=2))
    remind_all_readers({})
    drain()
    [late] = lines_of(given.agent(), list(Notice.objects.filter(staff=given.staff(), rank=1)))
    assert (late.title, late.mark) == ("Manual M1: version 1 is still to be read", "Reminder 1")
    confirmed(row, given.LIN)
    [read] = lines_of(given.agent(), list(Notice.objects.filter(staff=given.staff(), rank=1)))
    assert (read.mark, read.step, read.clock) == ("Read", "You have confirmed that you read it.", None)


def test_what_was_taken_back_says_that_nothing_changes():
    data = {"announcement": 1, "manual": "M9", "number": 2}
    given.centre()
    give_notice(
        actor=Actor.system("tests"), staff_ids=[given.staff().pk], code=TAKEN_BACK, about="tests:1", data=data
    )
    assert line().title == "M9: the announced version 2 does not come"
    assert line().step.endswith("what is in force stays as it is.")


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026Q4", "quarter 4 of 2026"),
        ("2026H2", "half-year 2 of 2026"),
        ("2026", "2026"),
        ("202611", "2026-11"),
    ],
)
def test_a_revision_that_is_due_names_manual_and_period(period, words):
    a_manual("M1")
    data = {"manual": "M1", "period": period}
    give_notice(
        actor=Actor.system("tests"), staff_ids=[given.staff().pk], code=REVISION_DUE, about="tests:1", data=data
    )
    assert line().title == f"Manual M1: no revision yet for {words}"


@pytest.mark.parametrize(
    ("code", "title", "step"),
    [
        (REVIEW_ASKED, "was sent for review", "Read what changes, then approve it or send it back."),
        (REVIEW_ENDED, "came back from review", "It has moved on since; nothing is left to do."),
        (GIVEN_UP, "was given up", "It changes nothing and can still be read."),
    ],
)
def test_a_review_says_what_is_to_be_done_while_it_is_so(code, title, step):
    version = a_submitted_version(a_manual("M1"))
    data = {"version": version.pk, "manual": "M1", "number": version.number}
    he = given.administrator()
    give_notice(actor=Actor.system("tests"), staff_ids=[he.id], code=code, about="tests:1", data=data)
    assert (line(he).title, line(he).step) == (f"Manual M1: version 2 {title}", step)


def test_lines_about_manuals_cost_two_statements(django_assert_num_queries):
    for number in range(1, 4):
        announced(code=f"M{number}")
    drain()
    lin, notices = given.agent(), list(Notice.objects.filter(staff=given.staff()))
    with django_assert_num_queries(2):
        assert len(lines_of(lin, notices)) == 3
