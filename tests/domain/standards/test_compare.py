from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.domain.standards.given_manuals import (
    NEW_TEXT,
    SYSTEM,
    a_discarded_version,
    a_draft,
    a_manual,
    a_rule_of,
    a_submitted_version,
)

from fuwutai.domain.standards.commands import (
    adopt_rule,
    approve_version,
    propose_rule,
    remove_clause,
    roll_back,
    submit_version,
    word_clause,
)
from fuwutai.domain.standards.compare import Comparison, changes_of, compare
from fuwutai.domain.standards.models import ManualVersion
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused

pytestmark = pytest.mark.django_db

FIRST, SECOND, LAST = "M1-1.1-1", "M1-1.1-2", "M1-2.1-1"
KIND, PRAISE, FAULT = "sla.first_response", {"type": "praise"}, {"type": "fault"}
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
CLAUSES = [(FIRST, "10 min", "5 min"), ("M1-1.1-3", None, ""), (SECOND, "24 h", None)]
RULES = [(FIRST, 10, 5), (LAST, None, 3), (SECOND, 8, None)]


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def first() -> ManualVersion:
    return ManualVersion.objects.get(manual__code="M1", number=1)


def a_full_draft() -> ManualVersion:
    """Return a draft that changes, adds and removes a clause and a figure each."""
    manual = a_manual()
    changed = a_rule_of(manual)
    a_rule_of(manual, clause_code=SECOND, scope=PRAISE, minutes=8)
    a_rule_of(manual, clause_code=LAST, scope={"type": "complaint"}, minutes=9)  # stays as it is
    draft, chen = a_draft(manual), given.supervisor()
    on = {"actor": chen, "version_id": draft.pk}
    word_clause(**on, clause_code=FIRST, texts=NEW_TEXT, numbers="5 min")
    word_clause(**on, clause_code="M1-1.1-3", texts=NEW_TEXT, section="1.1", kind="process", area="case")
    remove_clause(**on, clause_code=SECOND)
    propose_rule(**on, action="revise", rule_id=changed.pk, value={"minutes": 5})
    propose_rule(**on, action="adopt", kind=KIND, clause_code=LAST, scope=FAULT, value={"minutes": 3})
    return draft


def approve(draft: ManualVersion) -> ManualVersion:
    submit_version(actor=given.supervisor(), version_id=draft.pk)
    return approve_version(actor=given.administrator(), version_id=draft.pk)


def clauses(found: Comparison):
    return [(code, one and one.numbers, other and other.numbers) for code, one, other in found.clauses]


def figures(found: Comparison):
    assert all(kind == KIND for kind, *_rest in found.rules)
    return sorted(
        (clause, one and one.value.minutes, other and other.value.minutes) for _kind, clause, one, other in found.rules
    )


def backwards(pairs):
    return [(code, other, one) for code, one, other in pairs]


def test_a_draft_is_compared_as_what_is_in_force_with_its_changes_laid_over():
    draft, chen = a_full_draft(), given.supervisor()
    found = compare(chen, first().pk, draft.pk)
    assert sorted(clauses(found)) == sorted(CLAUSES)
    assert figures(found) == sorted(RULES)
    again = compare(chen, draft.pk, first().pk)
    assert (sorted(clauses(again)), figures(again)) == (sorted(backwards(CLAUSES)), sorted(backwards(RULES)))
    proposed = next(other for _kind, clause, _one, other in found.rules if clause == FIRST)
    assert (proposed.id, proposed.version, proposed.reason, proposed.brought_by) == (0, 2, draft.reason, draft.pk)
    assert figures(changes_of(chen, draft.pk)) == sorted(RULES)


def test_changes_stand_in_the_order_of_the_manual():
    draft = a_full_draft()
    found = compare(given.supervisor(), first().pk, draft.pk)
    assert [code for code, _one, _other in found.clauses] == [FIRST, SECOND, "M1-1.1-3"]
    assert [clause for _kind, clause, _one, _other in found.rules] == [FIRST, SECOND, LAST]


def test_two_approved_versions_are_compared_as_they_took_effect(monday):
    draft = a_full_draft()
    monday.shift(HOUR)
    second = approve(draft)
    monday.shift(HOUR)
    later = a_draft()
    word_clause(actor=given.supervisor(), version_id=later.pk, clause_code=FIRST, texts={"zh": "改"}, numbers="4 min")
    third = approve(later)
    lin = given.agent()
    found = compare(lin, first().pk, second.pk)
    assert (sorted(clauses(found)), figures(found)) == (sorted(CLAUSES), sorted(RULES))
    assert all(other.id for _kind, _clause, _one, other in found.rules if other)
    assert clauses(compare(lin, second.pk, third.pk)) == [(FIRST, "5 min", "4 min")]
    assert (FIRST, "10 min", "4 min") in clauses(compare(lin, first().pk, third.pk))
    assert compare(lin, third.pk, third.pk) == Comparison(clauses=[], rules=[])


def test_what_a_version_changed_stays_the_same_whatever_comes_after(monday):
    draft, lin = a_full_draft(), given.agent()
    monday.shift(HOUR)
    second = approve(draft)
    found = changes_of(lin, second.pk)
    assert (sorted(clauses(found)), figures(found)) == (sorted(CLAUSES), sorted(RULES))
    monday.shift(HOUR)
    third = roll_back(actor=given.supervisor(), version_id=first().pk, reason="投诉增多")
    again = changes_of(lin, second.pk)
    assert (again.clauses, figures(again)) == (found.clauses, figures(found))
    undone = changes_of(lin, third.pk)
    assert sorted(clauses(undone)) == sorted(backwards(CLAUSES))
    assert figures(undone) == sorted(backwards(RULES))
    whole = compare(lin, first().pk, third.pk)
    assert (whole.clauses, whole.rules) == ([], [])


def test_the_first_version_brought_every_clause():
    a_manual()
    found = changes_of(given.agent(), first().pk)
    assert [(code, one) for code, one, _other in found.clauses] == [(FIRST, None), (SECOND, None), (LAST, None)]
    assert found.rules == []


def test_a_figure_of_nobody_changed_through_the_centre_s_manual_is_compared_too(monday):
    nobodys = adopt_rule(actor=SYSTEM, kind=KIND, value={"minutes": 9}, scope=FAULT, clause_code="OLD-1")
    adopt_rule(actor=SYSTEM, kind=KIND, value={"minutes": 9}, scope=PRAISE, clause_code="OLD-2")
    own = a_manual("OWN")
    draft = a_draft(own)
    propose_rule(
        actor=given.supervisor(), version_id=draft.pk, action="revise", rule_id=nobodys.pk, value={"minutes": 3}
    )
    monday.shift(HOUR)
    second = approve(draft)
    assert figures(compare(given.agent(), own.versions.get(number=1).pk, second.pk)) == [("OLD-1", 9, 3)]


def test_a_discarded_version_still_tells_what_it_would_have_changed():
    found = changes_of(given.supervisor(), a_discarded_version().pk)
    assert clauses(found) == [(FIRST, "10 min", "5 min")]


def test_only_versions_of_one_manual_that_one_may_read_are_compared():
    foreign, waiting = a_manual("M2").versions.get(), a_submitted_version()
    chen, lin = given.supervisor(), given.agent()
    for actor, pair in (
        (chen, (first().pk, foreign.pk)),
        (chen, (first().pk, 987_654)),
        (lin, (first().pk, waiting.pk)),
    ):
        with pytest.raises(NotFound):
            compare(actor, *pair)
    with pytest.raises(NotFound):
        changes_of(lin, waiting.pk)
    for read in (lambda who: compare(who, first().pk, first().pk), lambda who: changes_of(who, first().pk)):
        with pytest.raises(Refused):
            read(Actor.customer(1))
