"""Cases of restricted customers: seen by who works on them and by who may know of such customers, by nobody else."""

from dataclasses import replace

import pytest
from tests import given
from tests.domain.accounts.given_people import acting

from fuwutai.domain.cases.commands import assign_case, split_case, take_case, write_as_customer
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import live_topics, queue_counts, sees_every_case, visible_cases
from fuwutai.domain.customers.commands import merge_customers, set_restricted, undo_merger
from fuwutai.domain.customers.models import Customer, Merger
from fuwutai.domain.customers.queries import visible_customers
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db


def restrict(case: Case, restricted: bool = True) -> Case:
    set_restricted(actor=given.supervisor(), customer_id=case.customer_id, restricted=restricted)
    case.refresh_from_db()
    return case


def test_the_team_sees_a_case_no_more_but_its_assignee_and_leads_do():
    case = restrict(given.a_case())
    assert case.restricted
    assert not visible_cases(given.agent()).exists()
    assert queue_counts(given.agent())["team"] == 0
    for seeing in (given.supervisor(), given.administrator(), Actor.system("tests"), given.customer_of(case)):
        assert visible_cases(seeing).get() == case
    assign_case(actor=given.supervisor(), case_id=case.pk, team_id=case.team_id, staff_id=given.staff().pk)
    assert visible_cases(given.agent()).get() == case
    assert not visible_cases(given.agent_elsewhere()).exists()


@pytest.mark.parametrize(
    ("role", "seen"), [("quality_inspector", False), ("auditor", True), ("compliance_officer", True)]
)
def test_who_sees_the_whole_centre_sees_it_only_with_the_permission(role, seen):
    actor = acting(role)
    assert sees_every_case(actor) is seen
    restrict(given.a_case())
    assert visible_cases(actor).exists() is seen


def test_the_customer_is_hidden_and_shown_with_the_cases():
    case = restrict(given.a_case())
    assert not visible_customers(given.agent()).exists()
    restrict(case, False)
    assert visible_customers(given.agent()).get().pk == case.customer_id
    assert visible_cases(given.agent()).get() == case


def test_what_is_opened_later_is_restricted_from_the_start():
    case = restrict(given.a_case())
    assert given.a_case(subject="另一件事").restricted
    lead = given.supervisor()
    words = write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="还有一事。", channel="portal")
    take_case(actor=lead, case_id=case.pk)
    assert split_case(actor=lead, case_id=case.pk, message_ids=[words.pk], subject="另一事").restricted


def test_a_merger_restricts_the_cases_of_both_and_taking_it_back_frees_them():
    few, many = restrict(given.a_case()), given.a_case(phone="13800138000")
    merge_customers(actor=given.supervisor(), kept_id=many.customer_id, absorbed_id=few.customer_id)
    assert set(Case.objects.values_list("restricted", flat=True)) == {True}
    undo_merger(actor=given.supervisor(), merger_id=Merger.objects.get().pk)
    assert dict(Case.objects.values_list("pk", "restricted")) == {few.pk: True, many.pk: False}


def test_who_is_merged_into_a_restricted_customer_is_restricted_too():
    few, many = restrict(given.a_case()), given.a_case(phone="13800138000")
    merge_customers(actor=given.supervisor(), kept_id=few.customer_id, absorbed_id=many.customer_id)
    assert set(Case.objects.values_list("restricted", flat=True)) == {True}
    undo_merger(actor=given.supervisor(), merger_id=Merger.objects.get().pk)
    assert dict(Case.objects.values_list("pk", "restricted")) == {few.pk: True, many.pk: False}
    assert not Customer.objects.get(pk=many.customer_id).restricted


def test_a_team_does_not_hear_of_a_restricted_case():
    case, other = restrict(given.an_open_case()), given.a_case(phone="13800138000")
    heard = live_topics([case.pk, other.pk])
    hers = f"staff:{case.assignee_id}"
    assert heard[case.pk] == {f"case:{case.pk}", f"team:{case.team_id}:restricted", hers}
    assert heard[other.pk] == {f"case:{other.pk}", f"team:{other.team_id}"}


def test_a_program_sees_it_where_its_person_may_and_its_scopes_say_so():
    case = restrict(given.a_case())
    lead = given.supervisor()
    narrow = frozenset({"cases.view", "complaints.view"})
    assert not visible_cases(replace(lead, kind="token", permissions=narrow)).exists()
    assert visible_cases(replace(lead, kind="token", permissions=narrow | {"customers.restricted"})).get() == case
