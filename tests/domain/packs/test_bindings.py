"""What serves a clause, as the packs say it: nothing that is not there, and nothing that no test proves."""

import ast
import csv
from collections import Counter

from tests.architecture.sources import CLONE, tree
from tests.cli.test_proofs import marks

from fuwutai.domain.evidence.choices import BY_ATTESTATION, BY_CAPABILITY, BY_FIGURE, WAYS
from fuwutai.domain.packs.bindings import pack_bindings
from fuwutai.domain.packs.queries import PACKS, pack_codes, pack_manuals, pack_rules
from fuwutai.domain.standards import registry
from fuwutai.domain.standards.providers import figure_named

MEASURING = {"clock", "metric", "schedule"}
ELSEWHERE = ("mark.browser", "mark.postgres", "mark.redis")


def clauses_of(pack):
    return {one.code for manual in pack_manuals(pack) for one in manual.clauses}


def bound(way):
    return {one.clause for one in pack_bindings() if one.way == way}


def test_every_line_names_a_clause_of_its_own_pack():
    strangers = []
    for pack in pack_codes():
        table = PACKS / pack / "bindings.csv"
        if table.is_file():
            with table.open(encoding="utf-8", newline="") as file:
                strangers += [row for row in csv.DictReader(file) if row["clause"] not in clauses_of(pack)]
    assert strangers == []


def test_every_line_says_a_known_way_and_names_a_figure_that_somebody_counts():
    assert pack_bindings()
    for one in pack_bindings():
        assert one.way in WAYS, one
        assert (figure_named(one.name) is not None) if one.way == BY_FIGURE else one.name == "", one


def test_no_line_stands_twice():
    assert [one for one, times in Counter(pack_bindings()).items() if times > 1] == []


def test_a_clause_is_served_in_one_way():
    assert bound(BY_CAPABILITY) & bound(BY_FIGURE) == set()
    assert bound(BY_ATTESTATION) & (bound(BY_CAPABILITY) | bound(BY_FIGURE)) == set()


def test_what_the_rules_of_a_clause_measure_is_not_said_by_a_test_or_a_word():
    measured = {
        rule["clause"]
        for pack in pack_codes()
        for rule in pack_rules(pack)
        if registry.kind(rule["kind"]).family in MEASURING
    }
    assert measured & (bound(BY_CAPABILITY) | bound(BY_ATTESTATION)) == set()


def test_every_capability_is_proved_by_a_test_and_every_proof_is_of_a_capability():
    assert set(marks()) == bound(BY_CAPABILITY)


def test_every_capability_has_a_proof_that_runs_wherever_the_tests_run():
    """Marks of the browser, of PostgreSQL and of Redis name tests that are skipped where these are absent."""
    somewhere_only = {
        test: any(mark in ast.unparse(node) for node in _marks_of(test) for mark in ELSEWHERE)
        for tests in marks().values()
        for test in tests
    }
    assert [clause for clause, tests in marks().items() if all(somewhere_only[test] for test in tests)] == []


def _marks_of(test):
    path, _colons, function = test.partition("::")
    whole = tree(CLONE / path)
    yield from (
        node.value
        for node in whole.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"
    )
    for node in whole.body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            yield from node.decorator_list
