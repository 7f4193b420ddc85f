"""What another process changed a moment ago: it is noticed before anything is built upon it."""

from collections.abc import Callable

import pytest
import time_machine
from tests import given
from tests.domain.standards.given_approvals import DAY, FACTS, FIRST, KIND, MONDAY, approve, minutes_for, submitted
from tests.domain.standards.given_conflicts import REASON, a_clash, decided
from tests.domain.standards.given_manuals import SYSTEM, a_draft, a_manual, a_rule_of

from fuwutai.domain.standards import queries, wordbook
from fuwutai.domain.standards.commands import (
    decide_conflict,
    end_rule,
    propose_rule,
    remove_clause,
    revise_rule,
    withdraw_approval,
)
from fuwutai.domain.standards.manuals import wordings
from fuwutai.domain.standards.models import ManualVersion, RuleRow
from fuwutai.domain.standards.rule_kinds import DECISION
from fuwutai.kernel.errors import Conflict

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def elsewhere(change: Callable[[], object]) -> None:
    """Carry out a change as another process does: this one remembers what it read before."""
    minutes_for()
    wordings(given.supervisor())
    rules, words = (queries._last, queries._rows._kept), (wordbook._last, wordbook._rows._kept)
    change()
    queries._last, queries._rows._kept = rules
    wordbook._last, wordbook._rows._kept = words


def a_second_later() -> None:
    """Let go of what is remembered for a second, and of nothing else."""
    queries._rows.forget()
    wordbook._rows.forget()


def ending(rule: RuleRow) -> ManualVersion:
    draft = a_draft()
    propose_rule(actor=given.supervisor(), version_id=draft.pk, action="end", rule_id=rule.pk)
    return draft


def test_an_end_that_was_put_off_is_noticed_though_another_figure_ends_last():
    manual = a_manual()
    rule, last = a_rule_of(manual), a_rule_of(manual, scope={"type": "praise"})
    end_rule(actor=SYSTEM, rule_id=last.pk, at=MONDAY + 10 * DAY)
    draft = approve(ending(rule), MONDAY + 3 * DAY)
    assert minutes_for(MONDAY + 4 * DAY) != 10

    def put_off():
        approve(withdraw_approval(actor=given.administrator(), version_id=draft.pk, text="尚未培训"), MONDAY + 5 * DAY)

    elsewhere(put_off)
    a_second_later()
    assert minutes_for(MONDAY + 4 * DAY) == 10


def test_no_figure_is_approved_on_a_clause_that_has_just_been_removed():
    a_manual()
    removing, adopting = a_draft(), a_draft()
    remove_clause(actor=given.supervisor(), version_id=removing.pk, clause_code=FIRST)
    propose_rule(
        actor=given.supervisor(), version_id=adopting.pk, action="adopt", kind=KIND, clause_code=FIRST, scope=FACTS,
        value={"minutes": 7},
    )  # fmt: skip
    waiting, before = submitted(adopting), RuleRow.objects.count()
    elsewhere(lambda: approve(removing))
    with pytest.raises(Conflict) as refused:
        approve(waiting)
    assert refused.value.code == "without_clause"
    assert ManualVersion.objects.get(pk=waiting.pk).state == "in_review"
    assert RuleRow.objects.count() == before


def test_a_decision_takes_the_place_of_the_one_about_a_figure_that_has_just_been_revised():
    one, other = a_clash()
    earlier = decided((one, other))
    standing = RuleRow.objects.filter(kind=DECISION, valid_to=None)
    before = standing.count()
    revised = []
    elsewhere(lambda: revised.append(revise_rule(actor=SYSTEM, rule_id=other, value={"minutes": 25}, reason=REASON)))
    made = decide_conflict(
        actor=given.administrator(), one_id=one, other_id=revised[0].pk, choice="keep_other", reason=REASON,
        replacing=earlier.pk,
    )  # fmt: skip
    assert made.replaces_id == earlier.pk
    assert standing.count() == before
