"""The manuals that packs ship: every clause of the register, in both languages, with rules that can be obeyed."""

import csv
import re
from pathlib import Path

import pytest

from fuwutai.domain.packs.queries import pack_codes, pack_decisions, pack_manuals, pack_rules
from fuwutai.domain.standards import registry
from fuwutai.domain.standards.choices import AREAS, CLAUSE_KINDS
from fuwutai.domain.standards.queries import value_of

REGISTER = Path(__file__).resolve().parents[4] / "shared" / "manuals" / "clauses.csv"
COUNTS = {"S0": 127, "S1": 55, "S2": 220, "S3": 266, "S4": 163, "OWN": 14, "HL": 2}
MANUALS = {manual.code: manual for code in pack_codes() for manual in pack_manuals(code)}
RULES = [(code, rule) for code in pack_codes() for rule in pack_rules(code)]


def clauses():
    return [(manual, clause) for manual in MANUALS.values() for clause in manual.clauses]


def test_the_five_manuals_have_831_clauses_and_the_centre_its_own():
    assert {code: len(manual.clauses) for code, manual in MANUALS.items()} == COUNTS
    assert sum(COUNTS[f"S{nth}"] for nth in range(5)) == 831


@pytest.mark.skipif(not REGISTER.exists(), reason="../shared/manuals is not here")
def test_every_clause_of_the_register_is_there_with_its_kind_area_and_numbers():
    with REGISTER.open(encoding="utf-8") as file:
        register = {
            row["id"]: (row["section"], row["kind"], row["area"], row["numbers"]) for row in csv.DictReader(file)
        }
    shipped = {
        one.code: (one.section, one.kind, one.area, one.numbers) for manual, one in clauses() if manual.code[0] == "S"
    }
    assert shipped == register


def test_no_clause_comes_twice_and_each_is_of_a_known_kind_and_area():
    codes = [one.code for _manual, one in clauses()]
    assert len(set(codes)) == len(codes)
    assert {one.kind for _manual, one in clauses()} <= set(CLAUSE_KINDS)
    assert {one.area for _manual, one in clauses()} <= set(AREAS)


def test_every_clause_speaks_chinese_and_english():
    for _manual, one in clauses():
        assert re.search(r"[\u4e00-\u9fff]{3}", one.zh), one.code
        assert not re.search(r"[\u4e00-\u9fff]", one.en) and len(one.en) > 15, one.code
        assert not re.search(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]", one.zh), (one.code, one.zh)


def test_every_chapter_and_section_has_a_heading_in_both_languages():
    for manual, one in clauses():
        chapter, _dot, rest = one.section.partition(".")
        for number in {chapter, f"{chapter}.{rest.partition('.')[0]}" if rest else chapter}:
            heading = manual.headings.get(number, {})
            assert heading.get("zh") and heading.get("en"), (manual.code, number)


@pytest.mark.parametrize(("code", "rule"), RULES, ids=[f"{code}-{n}" for n, (code, _rule) in enumerate(RULES)])
def test_every_figure_can_be_held_by_its_kind_and_names_a_clause(code, rule):
    kind = registry.kind(rule["kind"])
    value_of(rule["kind"], rule["value"])
    assert set(rule["scope"]) <= set(kind.scope_keys)
    assert rule["manual"] in MANUALS
    assert rule["clause"] in {one.code for _manual, one in clauses()}


def test_every_decision_of_a_pack_is_about_two_of_its_own_figures():
    for code in pack_codes():
        figures = [(rule["clause"], rule["kind"], rule["scope"]) for rule in pack_rules(code)]
        for decision in pack_decisions(code):
            for side in ("one", "other"):
                named = decision[side]
                assert (named["clause"], named["kind"], named.get("scope", {})) in figures
            assert decision["reason_zh"] and decision["reason_en"]


def test_every_time_limit_with_a_figure_is_a_rule_row():
    ruled = {rule["clause"] for _code, rule in RULES}
    areas = {"sla", "case", "complaint", "survey", "intake", "appointment", "incident"}
    wanted = {one.code for _manual, one in clauses() if one.kind == "time_limit" and one.area in areas and one.numbers}
    assert wanted <= ruled
