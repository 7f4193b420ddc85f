"""Sheets become a draft: what differs, row by row, and nothing at once."""

import pytest
from tests import given
from tests.domain.standards.given_manuals import a_clause, a_manual, a_rule_of
from tests.rows import nothing_changes

from fuwutai.domain.standards.commands import (
    approve_version,
    import_manual_draft,
    revise_rule,
    roll_back,
    withdraw_approval,
)
from fuwutai.domain.standards.manuals import wordings
from fuwutai.domain.standards.models import Clause, Manual, ManualVersion, Proposal, RuleRow
from fuwutai.domain.standards.queries import all_rules
from fuwutai.domain.standards.sheet_plan import plan_import
from fuwutai.domain.standards.sheets import (
    CLAUSES,
    FIGURES,
    MOST_ROWS,
    clause_rows,
    figure_rows,
    read_sheets,
    workbook,
)
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")
Tables = dict[str, list[dict[str, str]]]


@pytest.fixture
def manual() -> Manual:
    return a_manual()


@pytest.fixture
def rule(manual) -> RuleRow:
    return a_rule_of(manual)


def tables_of(manual: Manual) -> Tables:
    rules = [one for one in all_rules(SYSTEM) if one.manual_id == manual.pk]
    return {CLAUSES: clause_rows(wordings(SYSTEM, manual_code=manual.code)), FIGURES: figure_rows(rules)}


def imported(tables: Tables, by: Actor | None = None, code: str = "M1") -> ManualVersion:
    actor = by or given.supervisor()
    return import_manual_draft(actor=actor, manual_code=code, title="外部修订", sheets=read_sheets(workbook(tables)))


def rejects(tables: Tables) -> list[tuple[str, int]]:
    plan = plan_import(given.supervisor(), "M1", read_sheets(workbook(tables)))
    assert all(one.reason for one in plan.rejects)
    return [(one.sheet, one.row) for one in plan.rejects]


def test_an_export_that_comes_back_unchanged_makes_no_draft(manual, rule):
    tables = tables_of(manual)
    plan = plan_import(given.supervisor(), "M1", read_sheets(workbook(tables)))
    assert (plan.steps, plan.rejects, plan.unchanged) == ([], [], 4)
    with nothing_changes(), pytest.raises(Invalid) as refused:
        imported(tables)
    assert refused.value.code == "no_change"


def test_whatever_differs_stands_in_the_draft_and_nothing_is_obeyed(manual, rule):
    tables = tables_of(manual)
    tables[CLAUSES][0]["zh"] = "五分钟内首次响应。"
    tables[CLAUSES][2]["remove"] = "x"
    tables[CLAUSES].append(tables[CLAUSES][0] | {"code": "M1-1.1-9", "zh": "新的一条。", "en": ""})
    tables[FIGURES][0]["value"] = "minutes=5"
    new = {"rule": "", "kind": "standards.retention", "clause": "M1-1.1-9", "scope": "record=x", "value": "years=3"}
    tables[FIGURES].append(new | {"remove": ""})
    draft = imported(tables)
    assert (draft.state, draft.author_id) == ("draft", given.staff(given.CHEN).pk)
    own = {one.code: (one.text.get("zh"), one.is_removed) for one in Clause.objects.filter(version=draft)}
    assert own["M1-1.1-1"] == ("五分钟内首次响应。", False) and own["M1-1.1-9"] == ("新的一条。", False)
    assert own["M1-2.1-1"][1] is True
    made = {one.action: one for one in Proposal.objects.filter(version=draft)}
    assert (made["revise"].rule_id, made["revise"].value) == (rule.pk, {"minutes": 5})
    assert (made["adopt"].clause_code, made["adopt"].value) == ("M1-1.1-9", {"years": 3})
    assert RuleRow.objects.get(pk=rule.pk).valid_to is None


def test_a_figure_is_ended_by_its_mark_and_not_by_its_absence(manual, rule):
    tables = tables_of(manual)
    tables[FIGURES][0]["remove"] = "x"
    assert [one.action for one in Proposal.objects.filter(version=imported(tables))] == ["end"]
    gone: Tables = {CLAUSES: tables[CLAUSES][:1], FIGURES: []}
    gone[CLAUSES][0] = gone[CLAUSES][0] | {"numbers": "9 min"}
    draft = imported(gone)
    assert not Proposal.objects.filter(version=draft).exists()
    assert Clause.objects.filter(version=draft).count() == 1


def test_a_clause_leaves_with_its_figures(manual, rule):
    tables = tables_of(manual)
    tables[CLAUSES][0]["remove"] = "x"
    draft = imported(tables)
    assert [one.rule_id for one in Proposal.objects.filter(version=draft, action="end")] == [rule.pk]


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": ""},
        {"kind": "party"},
        {"area": "party"},
        {"section": ""},
        {"zh": "", "en": ""},
        {"code": "两个 字"},
        {"code": "M9-1", "remove": "x"},
        {"code": "M2-1.1-1"},
    ],
)
def test_a_clause_that_makes_no_sense_is_refused_by_its_row(manual, wrong):
    a_manual("M2", clauses=[a_clause("M2-1.1-1")])
    tables = tables_of(manual)
    tables[CLAUSES][1] |= wrong
    assert rejects(tables) == [(CLAUSES, 3)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": "987654"},
        {"rule": "x"},
        {"value": "minutes=0"},
        {"value": "minutes=viel"},
        {"value": "nonsense"},
        {"scope": "party=1"},
        {"clause": "M9-1"},
        {"rule": "", "kind": "party"},
        {"rule": "", "kind": "standards.decision", "value": "choice=strictest"},
        {"rule": "", "clause": "", "value": "minutes=3"},
    ],
)
def test_a_figure_that_makes_no_sense_is_refused_by_its_row(manual, rule, wrong):
    tables = tables_of(manual)
    tables[FIGURES][0] |= wrong
    assert rejects(tables) == [(FIGURES, 2)]


def test_what_stands_twice_is_refused_once(manual, rule):
    tables = tables_of(manual)
    tables[CLAUSES].append(dict(tables[CLAUSES][0]))
    tables[FIGURES].append(dict(tables[FIGURES][0]))
    new = tables[FIGURES][0] | {"rule": "", "value": "minutes=3"}
    tables[FIGURES] += [new, dict(new)]
    assert rejects(tables) == [(CLAUSES, 5), (FIGURES, 3), (FIGURES, 5)]


def test_a_figure_that_changed_since_the_export_is_refused(manual, rule):
    tables = tables_of(manual)
    tables[FIGURES][0]["value"] = "minutes=5"
    revise_rule(actor=SYSTEM, rule_id=rule.pk, value={"minutes": 8}, reason="先到")
    assert rejects(tables) == [(FIGURES, 2)]


def test_a_figure_on_a_clause_that_goes_is_refused(manual, rule):
    tables = tables_of(manual)
    tables[CLAUSES][1]["remove"] = "x"
    tables[FIGURES].append(tables[FIGURES][0] | {"rule": "", "clause": "M1-1.1-2", "value": "minutes=3"})
    assert rejects(tables) == [(FIGURES, 3)]


def test_good_rows_come_in_beside_refused_ones(manual):
    tables = tables_of(manual)
    tables[CLAUSES][0]["numbers"] = "9 min"
    tables[CLAUSES][1]["kind"] = "party"
    assert [one.code for one in Clause.objects.filter(version=imported(tables))] == ["M1-1.1-1"]


def test_who_may_not_draft_imports_nothing(manual):
    tables = tables_of(manual)
    tables[CLAUSES][0]["numbers"] = "9 min"
    with nothing_changes():
        with pytest.raises(Refused):
            imported(tables, by=given.agent())
        with pytest.raises(NotFound):
            imported(tables, code="S9")


def test_what_a_file_may_bring_can_be_approved_taken_back_and_rolled_back_at_once():
    for command in (approve_version, withdraw_approval, roll_back):
        assert command.most_events >= 2 * MOST_ROWS  # a changed figure ends one row and begins another
