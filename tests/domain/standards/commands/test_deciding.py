"""Deciding between two figures: who may, what is refused, and what stays on record."""

import pytest
from tests import given
from tests.domain.standards.given_conflicts import KIND, REASON, SYSTEM, a_clash, a_figure, a_manual, decided
from tests.domain.standards.given_manuals import a_draft
from tests.domain.standards.given_manuals import a_manual as an_own_manual
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.standards.commands import (
    adopt_rule,
    decide_conflict,
    decide_topic,
    propose_rule,
    revise_rule,
    withdraw_decision,
)
from fuwutai.domain.standards.models import RuleRow
from fuwutai.kernel.errors import Conflict, DomainError, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

DECISION = "standards.decision"


@pytest.fixture(autouse=True)
def november(request):
    if "transactional_db" in request.fixturenames:
        return  # threads live in real time
    request.getfixturevalue("time_machine").move_to("2026-11-22T02:00:00Z", tick=False)


def in_force() -> list[RuleRow]:
    """Return what people decided; what the pack came with is by nobody."""
    return list(RuleRow.objects.filter(kind=DECISION, valid_to=None, made_by__isnull=False).order_by("pk"))


def decision_events() -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(code="standards.conflict_decided").order_by("pk"))


def test_a_decision_is_a_rule_row_with_person_and_reason():
    one, other = a_clash()
    row = decided((one, other), "keep_one")
    assert row.value == {"choice": "keep_one", "one": one, "other": other}
    assert (row.reason, row.made_by_id, row.manual_id) == (REASON, given.administrator().id, None)
    (event,) = decision_events()
    assert event.data == {"rule_id": row.pk, "one_id": one, "other_id": other, "topic": "", "choice": "keep_one"}


def test_a_second_decision_takes_the_place_of_the_first():
    ids = a_clash()
    first, second = decided(ids, "keep_one"), decided(ids, "keep_other")
    assert in_force() == [second]
    assert (second.replaces_id, second.version) == (first.pk, 2)


def test_a_decision_about_a_changed_figure_takes_the_place_of_the_one_before():
    one, other = a_clash()
    earlier = decided((one, other), "keep_one")
    newer = revise_rule(actor=SYSTEM, rule_id=other, value={"minutes": 25}, reason="放宽")
    again = decided((one, newer.pk), "keep_one")
    assert in_force() == [again] and again.replaces_id == earlier.pk


@pytest.mark.parametrize("who", ["agent", "customer"])
def test_only_who_approves_manuals_decides(who):
    ids = a_clash()
    row = decided(a_clash(type="fault"))
    actor = given.actor() if who == "agent" else given.customer_of(given.a_case())
    calls = (
        lambda: decided(ids, actor=actor),
        lambda: decide_topic(actor=actor, topic="language", choice="by_scope", reason=REASON),
        lambda: withdraw_decision(actor=actor, rule_id=row.pk, reason=REASON),
    )
    with nothing_changes():
        for call in calls:
            with pytest.raises(Refused):
                call()


def test_a_supervisor_decides_too():
    assert decided(a_clash(), actor=given.supervisor()).made_by_id == given.supervisor().id


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"reason": "  "}, "reason_missing"),
        ({"choice": "coin"}, "unknown_choice"),
        ({"choice": "by_scope"}, "same_scope"),
    ],
    ids=["no-reason", "unknown-choice", "same-scope"],
)
def test_what_cannot_be_decided_is_refused_at_its_field(wrong, code):
    ids = a_clash()
    with nothing_changes(), pytest.raises(Invalid) as refusal:
        decided(ids, **wrong)
    assert refusal.value.code == code and refusal.value.fields


def test_the_same_decision_twice_is_refused():
    ids = a_clash()
    decided(ids)
    with nothing_changes(), pytest.raises(Invalid) as refusal:
        decided(ids, reason="再说一遍")
    assert refusal.value.code == "same_rule"


def test_figures_that_do_not_disagree_cannot_be_decided():
    one, other = a_figure(15, type="fault"), a_figure(20, type="complaint")
    same = a_figure(15, type="fault", kind=KIND)
    values = [{"level": 1, "percent": percent} for percent in (55, 65)]
    steps = [adopt_rule(actor=SYSTEM, kind="sla.escalation", value=value).pk for value in values]
    for ids in ((one.pk, other.pk), (one.pk, same.pk), (steps[0], steps[1])):
        with nothing_changes(), pytest.raises(Invalid) as refusal:
            decided(ids)
        assert refusal.value.code == "no_conflict"
    with nothing_changes(), pytest.raises(NotFound):
        decided((one.pk, one.pk))
    with nothing_changes(), pytest.raises(NotFound):
        decided((one.pk, 987_654))


def test_a_figure_that_was_replaced_meanwhile_cannot_be_decided():
    one, other = a_clash()
    revise_rule(actor=SYSTEM, rule_id=other, value={"minutes": 25}, reason="放宽")
    with nothing_changes(), pytest.raises(Conflict) as refusal:
        decided((one, other))
    assert refusal.value.code == "figure_replaced"


def test_who_saw_an_earlier_state_is_told_instead_of_overruling_it():
    ids = a_clash()
    first = decided(ids, replacing=0)
    with nothing_changes(), pytest.raises(Conflict) as refusal:
        decided(ids, "keep_other", replacing=0)
    assert refusal.value.code == "decided_meanwhile"
    assert decided(ids, "keep_other", replacing=first.pk).replaces_id == first.pk


def test_a_decision_is_taken_back_once_and_with_a_reason():
    row = decided(a_clash())
    with nothing_changes(), pytest.raises(Invalid):
        withdraw_decision(actor=given.administrator(), rule_id=row.pk, reason=" ")
    withdraw_decision(actor=given.administrator(), rule_id=row.pk, reason="重新讨论")
    assert in_force() == [] and RuleRow.objects.get(pk=row.pk).end_reason == "重新讨论"
    with nothing_changes(), pytest.raises(Conflict):
        withdraw_decision(actor=given.administrator(), rule_id=row.pk, reason="再来一次")


def test_only_decisions_are_taken_back_here():
    figure = a_figure(10)
    with nothing_changes(), pytest.raises(NotFound):
        withdraw_decision(actor=given.administrator(), rule_id=figure.pk, reason="不对")


def test_a_known_contradiction_is_decided_by_keeping_a_clause_or_by_letting_all_stand():
    given.centre()
    a_manual("Y1", "")
    said = {"actor": given.administrator(), "topic": "language", "reason": REASON}
    first = decide_topic(choice="keep_one", keeps="Y1-1", **said)
    assert first.value == {"choice": "keep_one", "topic": "language", "keeps": "Y1-1"}
    second = decide_topic(choice="by_scope", **said)
    assert in_force() == [second] and second.replaces_id == first.pk
    other = decide_topic(**{**said, "topic": "data-minimum"}, choice="strictest")
    assert in_force() == [second, other]
    assert [event.data["topic"] for event in decision_events()] == ["language", "language", "data-minimum"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"choice": "keep_one"},
        {"choice": "keep_one", "keeps": "Y1-9"},
        {"choice": "by_scope", "keeps": "Y1-1"},
        {"choice": "keep_other", "keeps": "Y1-1"},
        {"reason": ""},
        {"topic": ""},
        {"topic": "x" * 61},
    ],
    ids=["nothing-kept", "unknown-clause", "kept-and-all", "no-other", "no-reason", "no-topic", "long-topic"],
)
def test_a_decision_about_a_contradiction_that_makes_no_sense_is_refused(wrong):
    given.centre()
    a_manual("Y1", "")
    said = {"actor": given.administrator(), "topic": "language", "choice": "by_scope", "reason": REASON}
    with nothing_changes(), pytest.raises(DomainError):
        decide_topic(**{**said, **wrong})


@pytest.mark.postgres
def test_of_two_who_decide_at_once_one_is_told(transactional_db):
    one, other = a_clash()
    people = (given.administrator(), given.supervisor())
    choices = ("keep_one", "keep_other")

    def call(who, choice):
        said = {"actor": who, "one_id": one, "other_id": other, "choice": choice, "reason": REASON, "replacing": 0}
        return lambda: decide_conflict(**said)

    results = at_once(*(call(who, choice) for who, choice in zip(people, choices, strict=True)))
    refused = [result for result in results if isinstance(result, Conflict)]
    assert len(refused) == 1 and refused[0].code == "decided_meanwhile"
    assert len(in_force()) == 1 and len(decision_events()) == 1


@pytest.mark.postgres
def test_of_two_who_decide_a_contradiction_at_once_one_is_told(transactional_db):
    given.centre()
    a_manual("Y1", "")
    calls = [
        lambda choice=choice: decide_topic(
            actor=given.administrator(), topic="language", choice=choice, reason=REASON, replacing=0
        )
        for choice in ("by_scope", "strictest")
    ]
    results = at_once(*calls)
    assert sum(isinstance(result, Conflict) for result in results) == 1 and len(in_force()) == 1


@pytest.mark.parametrize("action", ["revise", "end"])
def test_what_was_decided_is_changed_here_and_is_no_figure_of_a_draft(action):
    decision = decided(a_clash())
    draft = a_draft(an_own_manual("OWN"))
    change = {"action": action, "rule_id": decision.pk, "value": {**decision.value, "choice": "keep_other"}}
    with nothing_changes(), pytest.raises(Invalid) as refused:
        propose_rule(actor=given.supervisor(), version_id=draft.pk, **change)
    assert refused.value.code == "decision_here"
