"""A manual as sheets: what is written can be read back, and nothing in a cell is carried out."""

import io

import pytest
import xlsxwriter
from django.utils import translation
from python_calamine import load_workbook
from tests.domain.standards.given_manuals import a_clause, a_manual, a_rule_of

from fuwutai.domain.standards.choices import CLAUSE_KINDS
from fuwutai.domain.standards.manuals import wordings
from fuwutai.domain.standards.queries import all_rules
from fuwutai.domain.standards.registry import kind
from fuwutai.domain.standards.sheet_plan import plan_import
from fuwutai.domain.standards.sheets import (
    CLAUSES,
    FIGURES,
    clause_rows,
    code_of,
    figure_rows,
    parts_of,
    read_sheets,
    table,
    value_in,
    workbook,
    written,
)
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid
from fuwutai.kernel.spreadsheets import AS_TEXT

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")


def tables_of(code: str = "M1") -> dict[str, list[dict[str, str]]]:
    manual = a_manual(code)
    a_rule_of(manual, minutes=10, warn_percents=[50, 75], calendar="always")
    rules = [one for one in all_rules(SYSTEM) if one.manual_id == manual.pk]
    return {
        CLAUSES: clause_rows(wordings(SYSTEM, manual_code=code)),
        FIGURES: figure_rows(rules, lambda _rule: "=十分钟"),
    }


@pytest.mark.parametrize(("one", "other"), [("zh-hans", "en"), ("en", "zh-hans")])
def test_a_workbook_in_one_language_is_read_in_another(one, other):
    with translation.override(one):
        tables = tables_of()
        content = workbook(tables)
    with translation.override(other):
        found = read_sheets(content)
    assert [dict(row)["code"] for _n, row in found.clauses] == [row["code"] for row in tables[CLAUSES]]
    assert [number for number, _row in found.clauses] == [2, 3, 4]
    assert found.figures[0][1]["value"] == "minutes=10; calendar=always; warn_percents=50,75"
    assert found.figures[0][1]["scope"] == "type=suggestion"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("form", [workbook, lambda tables: table(FIGURES, tables[FIGURES])])
def test_figures_stand_in_words_for_people_and_come_back_unchanged(language, form):
    with translation.override(language):
        tables = tables_of()
        found = read_sheets(form(tables))
        assert tables[FIGURES][0]["kind"] == str(kind("sla.first_response").title)
    assert [dict(row) for _n, row in found.figures] == tables[FIGURES]
    with translation.override("en"):
        plan = plan_import(SYSTEM, "M1", found)
    assert (plan.steps, plan.rejects, plan.unchanged) == ([], [], len(found.clauses) + len(found.figures))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_table_as_csv_is_read_in_the_encodings_of_spreadsheets(encoding):
    tables = tables_of()
    content = table(CLAUSES, tables[CLAUSES]).decode("utf-8-sig").encode(encoding)
    assert [dict(row) for _n, row in read_sheets(content).clauses] == tables[CLAUSES]
    assert read_sheets(content).figures == []


def test_no_cell_is_carried_out_as_a_formula_and_each_comes_back_as_it_was():
    evil = ["=1+1", "+A1", "-A1", "@SUM(1)", "＝1", "+86 10"]
    a_manual(clauses=[a_clause(f"M1-1.1-{n}", numbers=text, zh=text) for n, text in enumerate(evil)])
    rows = clause_rows(wordings(SYSTEM, manual_code="M1"))
    as_csv, as_xlsx = table(CLAUSES, rows), workbook({CLAUSES: rows})
    for mark in ("=1+1", "@SUM", "+A1", "-A1", "＝1"):
        assert f",{mark}" not in as_csv.decode()
    cells = load_workbook(io.BytesIO(as_xlsx)).get_sheet_by_index(0).to_python()
    assert [line[4] for line in cells[1:]] == evil
    for content in (as_csv, as_xlsx):
        assert [row["zh"] for _n, row in read_sheets(content).clauses] == evil


def test_a_word_far_below_the_tables_of_a_workbook_is_said_to_be_in_the_way():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        book.add_worksheet("条款").write_string(1_048_575, 300, "。")
    with pytest.raises(Invalid) as refused:
        read_sheets(file.getvalue())
    assert "5000" in str(refused.value.fields["file"])


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04broken", b"\xff\xfe\x00", b"one,two\n1,2\n", b"x" * 1_000_001],
    ids=["empty", "broken", "binary", "other columns", "too large"],
)
def test_a_file_that_is_no_manual_says_what_to_do(content):
    with pytest.raises(Invalid) as refused:
        read_sheets(content)
    assert "file" in refused.value.fields


def test_the_parts_of_a_cell_are_read_as_people_write_them():
    assert parts_of("minutes=30; warn_percents=50,75；calendar=cn;") == {
        "minutes": "30", "warn_percents": "50,75", "calendar": "cn",
    }  # fmt: skip
    assert parts_of("note=含；分号") == {"note": "含；分号"}
    assert parts_of(" ") == {} and written({}) == ""
    for wrong in ("30", "=30", "minutes=1; minutes=2"):
        with pytest.raises(ValueError):
            parts_of(wrong)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("sla.first_response", "minutes=30; warn_percents=50，75", {"minutes": 30, "warn_percents": [50, 75]}),
        ("sla.escalation", "level=1; percent=75; tell=team; urgent=true", {
            "level": 1, "percent": 75, "tell": ["team"], "urgent": True,
        }),
        ("standards.metric_target", "unit=percent; at_least=92.5", {"unit": "percent", "at_least": 92.5}),
        ("standards.schedule", "every=month", {"every": "month"}),
    ],
)  # fmt: skip
def test_a_value_is_read_as_its_kind_takes_it(kind, cell, value):
    assert value_in(kind, cell) == value


@pytest.mark.parametrize("cell", ["minutes=viel", "party=1", "minutes=30; warn_percents=x", "minutes"])
def test_a_value_that_its_kind_cannot_hold_is_refused(cell):
    with pytest.raises(ValueError):
        value_in("sla.first_response", cell)


def test_a_code_is_known_by_its_label_in_every_language():
    with translation.override("zh-hans"):
        chinese = str(CLAUSE_KINDS["time_limit"])
    with translation.override("en"):
        assert {code_of(cell, CLAUSE_KINDS) for cell in ("time_limit", "Time limit", f" {chinese} ")} == {"time_limit"}
    assert code_of("party", CLAUSE_KINDS) == "party"


def test_a_head_of_nothing_but_columns_names_no_table():
    with pytest.raises(Invalid) as refused:
        read_sheets(b"," * 200_000 + b"\n")
    assert refused.value.code == "unreadable"
