"""With which figures a draft would disagree, before it is approved."""

import pytest
from tests import given
from tests.domain.standards.given_conflicts import KIND, SYSTEM, a_figure
from tests.domain.standards.given_manuals import a_draft, a_manual, an_approved_version

from fuwutai.domain.standards.commands import propose_rule
from fuwutai.domain.standards.draft_conflicts import conflicts_of_draft
from fuwutai.domain.standards.queries import rule_book
from fuwutai.domain.standards.supposing import book_with
from fuwutai.kernel.errors import Conflict, NotFound

pytestmark = pytest.mark.django_db

CLAUSE = "OWN-1.1-1"


def disagreements(draft) -> list[tuple[int, int]]:
    found = conflicts_of_draft(given.supervisor(), draft.pk)
    return [(one.value.minutes, other.value.minutes) for one, other in found if one.kind == KIND]


def test_a_changed_figure_disagrees_with_others_for_the_same_cases_and_not_with_itself():
    changed, other = a_figure(15, "X-1", type="complaint"), a_figure(20, "X-2", type="complaint")
    a_figure(60, "X-3")
    draft = a_draft(a_manual("OWN"))
    propose_rule(actor=given.supervisor(), version_id=draft.pk, action="revise", rule_id=changed.pk,
                 value={"minutes": 10})  # fmt: skip
    assert disagreements(draft) == [(10, 20)]
    propose_rule(actor=given.supervisor(), version_id=draft.pk, action="end", rule_id=other.pk)
    assert disagreements(draft) == []


def test_a_new_figure_disagrees_only_where_both_manuals_are_obeyed():
    a_figure(20, "X-2", manual_id=a_manual("M9", pack="telecom").pk)
    draft = a_draft(a_manual("OWN"))
    new = {"kind": KIND, "clause_code": CLAUSE, "value": {"minutes": 10}}
    propose_rule(actor=given.supervisor(), version_id=draft.pk, action="adopt", **new)
    assert disagreements(draft) == []


def test_the_rows_at_hand_stay_as_they_are_though_a_draft_supposes_they_never_were():
    rule = a_figure(15, "X-1")
    draft = a_draft(a_manual("OWN"))
    propose_rule(actor=SYSTEM, version_id=draft.pk, action="revise", rule_id=rule.pk, value={"minutes": 10})
    supposed = book_with(given.supervisor(), draft.pk)
    assert supposed.deciding(KIND, {}, rule.valid_from).value.minutes == 10
    assert rule_book().deciding(KIND, {}, rule.valid_from).value.minutes == 15


def test_what_is_decided_or_hidden_is_not_looked_at():
    with pytest.raises(Conflict):
        conflicts_of_draft(given.supervisor(), an_approved_version().pk)
    with pytest.raises(NotFound):
        conflicts_of_draft(given.agent(), a_draft(a_manual("OWN")).pk)
