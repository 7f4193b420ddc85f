"""Correcting what a case is, and how much it presses."""

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import reclassify_case, save_term
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.policies import may_classify
from fuwutai.domain.cases.queries import facts_of
from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

NEW_FACTS = {
    "type": "complaint",
    "category": "billing.overcharge",
    "priority": "urgent",
    "line": "telecom",
    "service_class": "value_added",
    "urgency": "high",
    "complexity": "complex",
    "impact": "medium",
    "nature": "technical",
    "region": "east",
}
WRONG = {
    "type": "",
    "category": "No such!",
    "priority": "soon",
    "line": "tram",
    "service_class": "first",
    "urgency": "very",
    "complexity": "knotty",
    "impact": "huge",
    "nature": "No such!",
    "region": "moon",
}


@pytest.fixture(autouse=True)
def regions() -> None:
    """Give the centre the region that the facts name."""
    given.centre()
    save_term(actor=given.administrator(), vocabulary="region", name="东区", code="east")


def told(case: Case) -> list[dict[str, object]]:
    entries = JournalEntry.objects.filter(code="cases.case_reclassified", subject_id=case.pk).order_by("pk")
    return [entry.data for entry in entries]


def test_every_fact_can_be_corrected_and_all_of_them_are_told():
    case = given.a_case(channel="phone")
    reclassify_case(actor=given.agent(), case_id=case.pk, **NEW_FACTS)
    facts = {**NEW_FACTS, "channel": "phone", "tier": ""}
    assert facts_of([case.pk]) == {case.pk: facts}
    assert told(case) == [{"case_id": case.pk, "in_work": True, "waits_for": "", **facts}]


@pytest.mark.parametrize(("name", "value"), NEW_FACTS.items())
def test_what_is_not_said_stays_as_it_is(name, value):
    case = given.a_case(priority="emergency")  # by hand, so it does not follow the others
    before = facts_of([case.pk])[case.pk]
    reclassify_case(actor=given.agent(), case_id=case.pk, **{name: value})
    assert facts_of([case.pk])[case.pk] == {**before, name: value}


def test_what_may_be_unknown_can_be_taken_back():
    case = given.a_case(line="telecom", category="billing", urgency="high", complexity="simple")
    unsaid = dict.fromkeys(("line", "category", "urgency", "complexity", "service_class"), "")
    reclassify_case(actor=given.agent(), case_id=case.pk, **unsaid)
    assert {name: facts_of([case.pk])[case.pk][name] for name in unsaid} == unsaid


def test_the_same_again_is_no_event():
    case = given.a_case(**NEW_FACTS)
    with nothing_changes():
        reclassify_case(actor=given.agent(), case_id=case.pk, **NEW_FACTS)
        reclassify_case(actor=given.agent(), case_id=case.pk)


def test_a_resolved_case_is_corrected_and_said_to_be_no_longer_in_work():
    case = given.a_resolved_case()
    reclassify_case(actor=given.agent(), case_id=case.pk, type="complaint")
    assert [(one["type"], one["in_work"]) for one in told(case)] == [("complaint", False)]


def test_every_wrong_fact_is_named_at_once():
    case = given.a_case()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        reclassify_case(actor=given.agent(), case_id=case.pk, **WRONG)
    assert set(refused.value.fields) == set(WRONG)
    assert all(str(text) for text in refused.value.fields.values())


@pytest.mark.parametrize("make", [given.a_closed_case, given.a_merged_case])
def test_what_is_over_is_not_reclassified(make):
    case = make()
    with nothing_changes(), pytest.raises(Conflict):
        reclassify_case(actor=given.supervisor(), case_id=case.pk, type="complaint")
    assert not may_classify(given.supervisor(), case)


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        (given.customer_of, Refused),
        (lambda case: given.agent_elsewhere(), NotFound),
        (lambda case: Actor(kind="staff", id=1, permissions=frozenset({"cases.view"}), reach="all"), Refused),
    ],
    ids=["customer", "agent of another team", "who may not"],
)
def test_who_may_not_corrects_nothing(who, kind):
    case = given.a_case()
    actor = who(case)
    with nothing_changes(), pytest.raises(kind):
        reclassify_case(actor=actor, case_id=case.pk, type="complaint")


def test_the_facts_of_many_cases_cost_one_statement(django_assert_num_queries):
    cases = [given.a_case(), given.a_case(priority="urgent")]
    with django_assert_num_queries(1):
        facts = facts_of(case.pk for case in cases)
    assert [facts[case.pk]["priority"] for case in cases] == ["routine", "urgent"]
    assert all(set(one) == set(CASE_FACTS) for one in facts.values())
