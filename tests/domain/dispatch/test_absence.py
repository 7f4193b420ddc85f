"""Who is away for too long loses the cases whose customer waits."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from tests import given
from tests.domain.dispatch.given_sharing import SYSTEM, a_person, holder, says, sharing, worked
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import reply_to_case, take_case, write_as_customer
from fuwutai.domain.cases.models import Case
from fuwutai.domain.dispatch.commands import hand_over
from fuwutai.kernel import jobs
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai, a working day
HANDED = "dispatch.case_handed_over"


@pytest.fixture
def at():
    with time_machine.travel(MONDAY, tick=False) as moved:
        yield moved


def sweep():
    jobs.job_named("dispatch.sweep").handler({})
    worked()


def two_cases_of_lin():
    """Return a case whose customer waits for Lin, and one that waits for its customer."""
    waits, asked = given.a_case(), given.a_case(phone="13912345601")
    for case in (waits, asked):
        take_case(actor=given.agent(), case_id=case.pk)
    reply_to_case(actor=given.agent(), case_id=asked.pk, body="请补充资料。", then="wait")
    return waits, asked


def test_cases_whose_customer_waits_go_to_somebody_else_and_the_rest_stays(at):
    lin = given.staff()
    waits, asked = two_cases_of_lin()
    one = a_person(1)
    sharing(away_minutes=30)
    says(lin.pk, "offline")  # she never said anything before, which is the same
    says(lin.pk, "break")
    at.shift(timedelta(minutes=29))
    sweep()
    assert holder(waits) == lin.pk
    at.shift(timedelta(minutes=1))
    sweep()
    assert (holder(waits), holder(asked)) == (one.pk, lin.pk)
    entry = JournalEntry.objects.get(code=HANDED)
    assert (entry.subject_id, entry.data["staff_id"], entry.data["state"]) == (waits.pk, lin.pk, "break")
    with nothing_changes():
        jobs.job_named("dispatch.sweep").handler({})


def test_who_comes_back_in_time_keeps_everything(at):
    lin = given.staff()
    waits, _asked = two_cases_of_lin()
    a_person(1)
    sharing(away_minutes=30)
    says(lin.pk, "meeting")
    at.shift(timedelta(minutes=31))
    says(lin.pk, "available")
    worked()
    with nothing_changes():
        assert hand_over(actor=SYSTEM, team_id=given.team().pk, staff_id=lin.pk) == 0
    assert holder(waits) == lin.pk


@pytest.mark.parametrize("state", ["busy", "wrap_up"])
def test_busy_and_after_call_work_is_work(at, state):
    lin = given.staff()
    waits, _asked = two_cases_of_lin()
    a_person(1)
    sharing(away_minutes=30)
    says(lin.pk, state)
    at.shift(timedelta(hours=5))
    sweep()
    assert holder(waits) == lin.pk


def test_a_night_at_home_is_no_absence(at):
    lin = given.staff()
    waits, _asked = two_cases_of_lin()
    one = a_person(1)
    sharing(away_minutes=60)
    at.shift(timedelta(hours=7, minutes=50))  # 17:50
    says(lin.pk, "break")
    says(lin.pk, "offline")
    at.shift(timedelta(hours=14, minutes=10))  # 08:00 of the next day
    sweep()
    assert holder(waits) == lin.pk
    at.shift(timedelta(hours=3))
    sweep()
    assert holder(waits) == one.pk


def test_where_no_colleague_is_there_she_keeps_it(at):
    lin = given.staff()
    waits, _asked = two_cases_of_lin()
    one = a_person(1, state="meeting")
    sharing(away_minutes=30)
    says(lin.pk, "break")
    at.shift(timedelta(hours=1))
    sweep()
    assert holder(waits) == lin.pk
    says(one.pk, "available")
    sweep()
    assert holder(waits) == one.pk


def test_a_team_that_shares_out_by_hand_gets_them_back_into_its_queue(at):
    lin = given.staff()
    waits, _asked = two_cases_of_lin()
    a_person(1)
    sharing("by_hand", away_minutes=30)
    says(lin.pk, "break")
    at.shift(timedelta(hours=1))
    sweep()
    assert holder(waits) is None


def test_an_answer_of_the_customer_brings_a_case_of_the_absent_to_the_queue_at_the_next_sweep(at):
    lin = given.staff()
    _waits, asked = two_cases_of_lin()
    one = a_person(1)
    sharing(away_minutes=30)
    says(lin.pk, "training")
    at.shift(timedelta(hours=1))
    sweep()
    assert holder(asked) == lin.pk
    customer = given.customer_of(Case.objects.get(pk=asked.pk))
    write_as_customer(actor=customer, case_id=asked.pk, body="资料如下。", channel="portal")
    sweep()
    assert holder(asked) == one.pk


def test_only_the_platform_hands_over(at):
    with pytest.raises(Refused), nothing_changes():
        hand_over(actor=given.supervisor(), team_id=given.team().pk, staff_id=given.staff().pk)
