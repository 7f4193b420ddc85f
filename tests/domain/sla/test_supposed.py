"""The short way for plain cases tells what the whole history tells."""

import pytest
from tests.domain.evidence.given_histories import SYSTEM, random_histories

from fuwutai.domain.cases.models import Case
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.supposed import Supposed, clocks_touched, due_of, fates_of_plain_cases, fates_supposed
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.queries import RuleBook, rule_book
from fuwutai.kernel import clock
from fuwutai.kernel.journal import entries_about

pytestmark = pytest.mark.django_db

KINDS = ("sla.first_response", "sla.resolution", "sla.complaint_reply", "sla.result_notice")


def other_rules(kinds, minutes: int) -> RuleBook:
    """Return the rules with another target in each row of some kinds, and an acknowledgement that was not there."""
    rows = []
    for row in RuleRow.objects.select_related("manual"):
        kept = {name: value for name, value in row.value.items() if name not in ("seconds", "minutes", "working_days")}
        if row.kind in kinds:
            row.pk, row.value = -row.pk, {**kept, "minutes": minutes}
        rows.append(row)
    return RuleBook.of(rows)


def by_case(ids, definitions) -> dict[int, list[Clock]]:
    found = {case_id: [] for case_id in ids}
    for row in Clock.objects.filter(case_id__in=ids, definition__in=definitions):
        found[row.case_id].append(row)
    return found


@pytest.mark.parametrize(
    ("seed", "minutes", "corrected"), [(1, 7, False), (2, 45, True), (3, 700, False), (4, 20, True)]
)
def test_plain_cases_fare_as_their_whole_history_says(time_machine, seed, minutes, corrected):
    random_histories(seed, time_machine, corrected=corrected, cases=12, steps=50)
    supposed = Supposed(rule_book(), other_rules(KINDS, minutes), clocks_touched(KINDS))
    ids = list(Case.objects.values_list("pk", flat=True))
    now = clock.now()
    quick, others = fates_of_plain_cases(by_case(ids, supposed.definitions), supposed, now)
    plain = set(ids) - set(others)
    slow = {key: (fate, due_of(face)) for key, face, fate in fates_supposed(plain, supposed, now)}
    assert {key: (fate, due_of(face)) for key, (face, fate) in quick.items()} == slow


@pytest.mark.parametrize("seed", range(5, 9))
def test_a_case_that_was_answered_and_settled_without_a_wait_is_plain(time_machine, seed):
    random_histories(seed, time_machine, corrected=False, cases=12, steps=50)
    kinds = ("sla.first_response",)
    supposed = Supposed(rule_book(), other_rules(kinds, 11), clocks_touched(kinds))
    ids = list(Case.objects.values_list("pk", flat=True))
    now = clock.now()
    quick, others = fates_of_plain_cases(by_case(ids, supposed.definitions), supposed, now)
    assert len(quick) > 0
    slow = {key: fate for key, _face, fate in fates_supposed(set(ids) - set(others), supposed, now)}
    assert {key: fate for key, (_face, fate) in quick.items()} == slow


def test_a_clock_that_was_not_there_before_is_left_to_the_whole_history(time_machine):
    random_histories(1, time_machine, corrected=False)
    before = rule_book()
    adopt_rule(actor=SYSTEM, kind="sla.acknowledge", value={"minutes": 1})
    supposed = Supposed(before, rule_book(), clocks_touched(["sla.acknowledge"]))
    ids = list(Case.objects.values_list("pk", flat=True))
    assert fates_of_plain_cases(by_case(ids, supposed.definitions), supposed, clock.now())[0] == {}


@pytest.mark.parametrize("seed", [4, 7, 8, 12])
def test_a_case_that_waited_and_would_be_kept_is_plain(time_machine, seed):
    random_histories(seed, time_machine, corrected=False, cases=12, steps=50)
    kinds = ("sla.resolution",)
    supposed = Supposed(rule_book(), other_rules(kinds, 100_000), clocks_touched(kinds))
    waits = entries_about("case", Case.objects.values_list("pk", flat=True)).filter(code="cases.wait_started")
    waited = set(waits.values_list("subject_id", flat=True))
    now = clock.now()
    quick, others = fates_of_plain_cases(by_case(waited, supposed.definitions), supposed, now)
    assert len(quick) > 0
    slow = {key: (fate, due_of(face)) for key, face, fate in fates_supposed(waited - set(others), supposed, now)}
    assert {key: (fate, due_of(face)) for key, (face, fate) in quick.items()} == slow
