"""A settled case is sent back to be done again."""

import pytest
from tests import given
from tests.domain.cases.scenarios_course import an_archived_case
from tests.rows import nothing_changes

from fuwutai.domain.accounts.models import Membership
from fuwutai.domain.cases.commands import assign_case, redo_case, reopen_case
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import visible_cases, was_reopened, was_resolved
from fuwutai.domain.sla.models import Clock
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def redo(case: Case, reason: str = "客户说没有修好。") -> Case:
    return redo_case(actor=given.supervisor(), case_id=case.pk, reason=reason)


@pytest.mark.parametrize("make", [given.a_resolved_case, given.a_closed_case])
def test_it_goes_back_to_who_resolved_it_with_the_reason_as_a_note(make):
    case = make()
    if case.status == "resolved":
        assign_case(actor=given.supervisor(), case_id=case.pk, staff_id=given.staff(given.CHEN).pk)
    redo(case)
    again = Case.objects.get(pk=case.pk)
    assert (again.status, again.assignee.username) == ("open", given.LIN)
    assert again.messages.filter(kind="note").get().body == "客户说没有修好。"


def test_it_is_counted_apart_from_what_customers_reopen():
    case = redo(given.a_closed_case())
    assert (case.redone, case.reopened) == (1, 0)
    other = reopen_case(actor=given.agent(), case_id=given.a_closed_case(phone="13700001111").pk)
    assert (other.redone, other.reopened) == (0, 1)
    seen = visible_cases(given.supervisor())
    assert list(seen.filter(was_reopened(""))) == [other]
    assert set(seen.filter(was_resolved(""))) == {case, other}


def test_its_clocks_follow_as_when_a_customer_reopens_it():
    case, other = given.a_closed_case(), given.a_closed_case(phone="13700001111")
    redo(case)
    reopen_case(actor=given.agent(), case_id=other.pk)

    def clocks(one: Case) -> list[tuple[str, int, str]]:
        rows = Clock.objects.filter(case=one).order_by("definition", "round")
        return list(rows.values_list("definition", "round", "state"))

    assert clocks(case) == clocks(other)
    codes = JournalEntry.objects.filter(subject="case", subject_id=case.pk).values_list("code", flat=True)
    assert {"cases.case_redone", "cases.case_reopened", "cases.note_added"} <= set(codes)


def test_the_teams_queue_gets_it_where_who_resolved_it_is_gone():
    case = given.a_closed_case()
    Membership.objects.filter(staff=given.staff(), team=given.team()).delete()
    assert redo(case).assignee_id is None


@pytest.mark.parametrize("make", [given.a_case, given.an_open_case, given.a_merged_case, an_archived_case])
def test_only_a_settled_case_in_use_is_sent_back(make):
    case = make()
    with nothing_changes(), pytest.raises(Conflict):
        redo(case)


@pytest.mark.parametrize("reason", ["", "  ", "长" * 501])
def test_without_a_reason_it_stays(reason):
    case = given.a_closed_case()
    with nothing_changes(), pytest.raises(Invalid):
        redo(case, reason)


def test_only_who_may_and_sees_it_sends_it_back():
    case = given.a_closed_case()
    refused = ((given.agent(), Refused), (given.agent_elsewhere(), NotFound), (given.customer_of(case), Refused))
    for who, kind in refused:
        with nothing_changes(), pytest.raises(kind):
            redo_case(actor=who, case_id=case.pk, reason="没有修好。")
