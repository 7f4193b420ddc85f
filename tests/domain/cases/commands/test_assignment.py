"""Who may take a case, who may give it away, and to whom."""

import pytest
from tests import given
from tests.racing import at_once
from tests.rows import all_rows, nothing_changes

from fuwutai.domain.accounts.models import Staff
from fuwutai.domain.cases.choices import CLOSED
from fuwutai.domain.cases.commands import assign_case, take_case
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.policies import may_assign, may_take
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, DomainError, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

STATES = (
    given.a_case,
    given.an_open_case,
    given.a_waiting_case,
    given.a_resolved_case,
    given.a_closed_case,
)
ROLES = {
    "agent": (lambda case: given.agent(), True, False),
    "agent of another team": (lambda case: given.agent_elsewhere(), None, None),
    "supervisor": (lambda case: given.supervisor(), True, True),
    "administrator": (lambda case: given.administrator(), True, True),
    "customer": (given.customer_of, False, False),
    "customer who is not let in": (lambda case: Actor.customer(case.customer_id), None, None),
    "system": (lambda case: Actor.system("tests"), False, True),
}
"""Role → (actor, may take, may assign); None = does not see the case."""


def refusal(case: Case, allowed: bool | None) -> type[DomainError] | None:
    if allowed is None:
        return NotFound
    if case.status == CLOSED:
        return Conflict
    return None if allowed else Refused


@pytest.mark.parametrize("role", ROLES)
def test_only_staff_who_see_a_case_take_it(role):
    who, may, _may = ROLES[role]
    for case in [state() for state in STATES]:
        actor = who(case)
        if kind := refusal(case, may):
            with nothing_changes(), pytest.raises(kind):
                take_case(actor=actor, case_id=case.pk)
        else:
            taken = take_case(actor=actor, case_id=case.pk)
            assert (taken.assignee_id, taken.status) == (actor.id, case.status)
        assert may is None or may_take(actor, case) == (kind is None)


@pytest.mark.parametrize("role", ROLES)
def test_only_who_leads_gives_a_case_away(role):
    who, _may, may = ROLES[role]
    mobile, zhao = given.team("mobile"), given.staff(given.ZHAO)
    for case in [state() for state in STATES]:
        actor, target = who(case), {"case_id": case.pk, "team_id": mobile.pk, "staff_id": zhao.pk}
        if kind := refusal(case, may):
            with nothing_changes(), pytest.raises(kind):
                assign_case(actor=actor, **target)
        else:
            assign_case(actor=actor, **target)
            given_away = Case.objects.get(pk=case.pk)
            assert (given_away.team, given_away.assignee, given_away.status) == (mobile, zhao, case.status)
        assert may is None or may_assign(actor, case) == (kind is None)


@pytest.mark.proves("S4-2.1-2")
def test_an_assignment_tells_from_whom_to_whom():
    case = given.an_open_case()
    assign_case(
        actor=given.supervisor(), case_id=case.pk, team_id=given.team("mobile").pk, staff_id=given.staff(given.ZHAO).pk
    )
    entry = JournalEntry.objects.filter(subject="case", subject_id=case.pk).order_by("subject_seq").last()
    assert (entry.code, entry.actor_id) == ("cases.case_assigned", given.staff(given.CHEN).pk)
    assert entry.data == {
        "case_id": case.pk,
        "team_id": given.team("mobile").pk,
        "staff_id": given.staff(given.ZHAO).pk,
        "former_team_id": given.team().pk,
        "former_staff_id": given.staff().pk,
    }


def test_who_takes_a_case_is_the_customers_person_from_then_on():
    case = given.a_case()
    last = JournalEntry.objects.order_by("pk").last().pk
    take_case(actor=given.agent(), case_id=case.pk)
    entries = JournalEntry.objects.filter(pk__gt=last, code__startswith="cases.").order_by("pk")
    assert [entry.code for entry in entries] == ["cases.case_assigned", "cases.case_taken"]
    assert entries[1].data == {"case_id": case.pk, "staff_id": given.staff().pk}


def test_no_person_means_back_to_the_queue_of_the_team():
    case = given.an_open_case()
    assign_case(actor=given.supervisor(), case_id=case.pk)
    assert (Case.objects.get().assignee, Case.objects.get().team) == (None, case.team)


def test_the_same_assignment_again_is_no_event():
    case = given.an_open_case()
    before = all_rows()
    take_case(actor=given.agent(), case_id=case.pk)
    assign_case(actor=given.supervisor(), case_id=case.pk, staff_id=given.staff().pk)
    assert all_rows() == before


@pytest.mark.proves("S4-2.1-2")
def test_a_case_that_a_colleague_has_is_taken_only_by_who_leads():
    case = given.a_case()
    assign_case(actor=given.supervisor(), case_id=case.pk, staff_id=given.staff(given.CHEN).pk)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        take_case(actor=given.agent(), case_id=case.pk)
    assert refused.value.code == "taken"
    case = given.an_open_case()
    assert take_case(actor=given.supervisor(), case_id=case.pk).assignee == given.staff(given.CHEN)


def test_a_case_goes_only_to_an_active_member_of_a_team_that_exists():
    case, chief = given.a_case(), given.supervisor()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        assign_case(actor=chief, case_id=case.pk, team_id=987_654)
    assert set(refused.value.fields) == {"team_id"}
    with nothing_changes(), pytest.raises(Invalid) as refused:
        assign_case(actor=chief, case_id=case.pk, staff_id=given.staff(given.ZHAO).pk)
    assert set(refused.value.fields) == {"staff_id"}
    Staff.objects.filter(username=given.LIN).update(is_active=False)
    with nothing_changes(), pytest.raises(Invalid) as refused:
        assign_case(actor=chief, case_id=case.pk, staff_id=given.staff().pk)
    assert set(refused.value.fields) == {"staff_id"}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_a_case_at_once_one_gets_it():
    case = given.a_case()
    lead = given.staff(given.CHEN).pk
    colleague = Actor(
        kind="staff", id=lead, permissions=given.agent().permissions, reach="team", team_ids=frozenset({case.team_id})
    )
    agent = given.agent()
    results = at_once(
        lambda: take_case(actor=agent, case_id=case.pk), lambda: take_case(actor=colleague, case_id=case.pk)
    )
    assert sorted(type(result).__name__ for result in results) == ["Case", "Conflict"]
    assert JournalEntry.objects.filter(code="cases.case_assigned").count() == 1
