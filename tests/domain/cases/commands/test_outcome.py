"""How a case ends: who closed it and why, and how long a customer may take it up again."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import close_case, confirm_case, reopen_case, resolve_case, write_as_customer
from fuwutai.domain.cases.models import Case
from fuwutai.domain.standards.commands import adopt_rule, end_rule
from fuwutai.domain.standards.models import RuleRow
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
TESTS = Actor.system("tests")


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def last_event(case: Case) -> JournalEntry:
    return JournalEntry.objects.filter(subject="case", subject_id=case.pk).order_by("subject_seq").last()


def test_resolving_says_when_silence_closes_the_case():
    case = given.a_case()
    resolve_case(actor=given.agent(), case_id=case.pk)
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.status_since, case.customer_waits) == ("resolved", MONDAY, False)
    assert case.next_step_at == MONDAY + timedelta(days=3)
    assert datetime.fromisoformat(last_event(case).data["close_at"]) == case.next_step_at


def test_without_a_rule_silence_closes_nothing():
    case = given.a_case()
    end_rule(actor=TESTS, rule_id=RuleRow.objects.get(kind="cases.close_resolved_after").pk)
    resolve_case(actor=given.agent(), case_id=case.pk)
    assert Case.objects.get().next_step_at is None
    assert last_event(case).data["close_at"] is None


@pytest.mark.parametrize(
    ("close", "who", "reason"),
    [
        (confirm_case, given.customer_of, "confirmed"),
        (partial(confirm_case, rating="declined"), lambda case: given.agent(), "confirmed"),
        (partial(close_case, rating="no_answer"), lambda case: given.supervisor(), "by_staff"),
        (close_case, lambda case: TESTS, "silence"),
    ],
)
def test_a_closed_case_tells_why(close, who, reason):
    case = given.a_resolved_case()
    close(actor=who(case), case_id=case.pk)
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.next_step_at, case.customer_waits) == ("closed", None, False)
    assert (last_event(case).code, last_event(case).data["reason"]) == ("cases.case_closed", reason)


@pytest.mark.parametrize("state", [given.a_resolved_case, given.a_closed_case])
@pytest.mark.proves("S1-6.3-1")
def test_reopening_brings_a_case_back_to_work_and_is_counted(state):
    case = state()
    reopen_case(actor=given.customer_of(case), case_id=case.pk)
    resolve_case(actor=given.agent(), case_id=case.pk)
    reopen_case(actor=given.agent(), case_id=case.pk)
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.reopened, case.next_step_at) == ("open", 2, None)


@pytest.mark.proves("OWN-3")
def test_a_customer_reopens_within_the_window_and_later_is_told_to_write():
    case = given.a_closed_case()
    customer = given.customer_of(case)
    long_after = MONDAY + timedelta(days=14, seconds=1)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        reopen_case.at(long_after)(actor=customer, case_id=case.pk)
    assert refused.value.code == "closed_too_long"
    reopen_case.at(MONDAY + timedelta(days=14))(actor=customer, case_id=case.pk)
    assert Case.objects.get().status == "open"


def test_staff_reopen_also_long_after():
    case = given.a_closed_case()
    reopen_case.at(MONDAY + timedelta(days=400))(actor=given.agent(), case_id=case.pk)
    assert Case.objects.get().status == "open"


def test_the_window_is_the_one_of_the_most_specific_rule():
    fault, complaint = given.a_closed_case(), given.a_closed_case(type="complaint")
    adopt_rule(actor=TESTS, kind="cases.reopen_within", value={"days": 60}, scope={"type": "complaint"})
    later = MONDAY + timedelta(days=30)
    with pytest.raises(Conflict):
        reopen_case.at(later)(actor=given.customer_of(fault), case_id=fault.pk)
    assert reopen_case.at(later)(actor=given.customer_of(complaint), case_id=complaint.pk).status == "open"


def test_without_a_rule_a_customer_may_always_reopen():
    case = given.a_closed_case()
    end_rule(actor=TESTS, rule_id=RuleRow.objects.get(kind="cases.reopen_within").pk)
    words = {"case_id": case.pk, "body": "又断了。", "channel": "portal"}
    message = write_as_customer.at(MONDAY + timedelta(days=400))(actor=given.customer_of(case), **words)
    assert message.case_id == case.pk
    assert Case.objects.get().status == "open"
