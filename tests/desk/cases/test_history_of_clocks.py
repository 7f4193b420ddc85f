"""What happened to clocks, in the words of a case's history."""

from datetime import date

import pytest
from django.utils import translation
from tests import given
from tests.domain.sla.given_clocks import MONDAY, a_rule, minutes, swept

from fuwutai.desk.cases.history import Names, lines
from fuwutai.domain.calendars.commands import set_day
from fuwutai.domain.cases.commands import merge_case, reclassify_case, reply_to_case
from fuwutai.kernel.models import JournalEntry
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

NAMES = Names(customer="王建国", staff={}, teams={})


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def told(case) -> list[tuple[str, str]]:
    entries = JournalEntry.objects.filter(subject="case", subject_id=case.pk).order_by("subject_seq")
    with translation.override("en"):
        return [(line.code, line.text) for line in lines(list(entries), NAMES) if line.code.startswith("sla.")]


def test_a_correction_says_the_new_deadline():
    case = given.a_case()
    reclassify_case(actor=given.agent(), case_id=case.pk, priority="urgent")
    assert ("sla.clock_retargeted", "Resolution follows the corrected case; now due Today 15:30") in told(case)


def test_a_correction_in_a_pause_names_no_deadline():
    case = given.a_case()
    reply_to_case(actor=given.agent(), case_id=case.pk, body="灯是什么颜色？", then="wait")
    reclassify_case(actor=given.agent(), case_id=case.pk, priority="urgent")
    assert ("sla.clock_retargeted", "Resolution follows the corrected case") in told(case)


def test_a_promise_that_no_clause_makes_any_more_is_called_off():
    a_rule("sla.complaint_reply", {"type": "complaint"}, minutes=60)
    case = given.a_case(type="complaint")
    reclassify_case(actor=given.agent(), case_id=case.pk, type="fault")
    said = ("sla.clock_cancelled", "Complaint reply is called off: no clause promises it any more")
    assert said in told(case)


def test_a_merger_and_an_edited_calendar_say_the_new_deadline(monday):
    older = given.a_case()
    monday.shift(minutes(60))
    case = given.a_case()
    merge_case(actor=given.agent(), case_id=older.pk, into_id=case.pk)
    set_day(actor=given.administrator(), calendar="cn", date=date(2026, 3, 3), kind="holiday")
    monday.shift(minutes(1))
    drain()
    said = told(case)
    assert ("sla.clock_taken_over", "Resolution goes on from the merged case; now due Thu 5 Mar 14:30") in said
    assert ("sla.clock_recounted", "Resolution follows the edited calendar; now due Fri 6 Mar 14:30") in said


def test_an_escalation_names_its_level(monday):
    case = given.a_case()
    monday.shift(minutes(31))
    swept()
    said = [text for code, text in told(case) if code == "sla.clock_escalated"]
    assert said[-1] == "First response climbed to level 2; due Today 10:30"
