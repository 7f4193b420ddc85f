"""What the tests prove of the clauses: read from the reports of the legs, kept only when it changed."""

import ast
import json
import sys

import pytest
from tests.architecture.sources import CLONE, files, name, tree

from fuwutai.cli import legs
from fuwutai.cli.legs import Leg
from fuwutai.cli.proofs import FILE, read_reports, write_proofs

CONFTEST = (CLONE / "tests" / "conftest.py").read_text(encoding="utf-8")
HOOKS = CONFTEST[CONFTEST.index("def pytest_configure") : CONFTEST.index("def pytest_collection_modifyitems")]
TESTS = """
import pytest

@pytest.mark.proves("S9-1-1", "S9-1-2")
@pytest.mark.parametrize("number", [1, 2])
def test_one(number): assert number < FAILS_FROM

@pytest.mark.proves("S9-1-1")
@pytest.mark.skip(reason="not here")
def test_two(): pass

def test_three(): pass
"""


@pytest.fixture
def report(tmp_path):
    """Return a function that runs tests in two processes as a leg of `fuwutai test` does, and gives its report."""
    (tmp_path / "conftest.py").write_text(f"import pytest\n\n\n{HOOKS}")

    def ran(leg_name, fails_from):
        (tmp_path / "test_it.py").write_text(TESTS.replace("FAILS_FROM", str(fails_from)))
        scratch = tmp_path / leg_name
        scratch.mkdir()
        command = (sys.executable, "-m", "pytest", "-q", "-n", "2", "-c", "/dev/null", "-p", "no:django")
        leg = Leg(leg_name, (*command, f"--rootdir={tmp_path}", "test_it.py"))
        legs.run(leg, tmp_path, scratch)
        return legs.report_of(leg, scratch)

    return ran


def test_a_failure_in_one_leg_decides_and_a_success_counts_before_a_skip(report):
    here, there = report("here", 9), report("there", 2)
    one, two = "test_it.py::test_one", "test_it.py::test_two"
    assert read_reports([here]) == {"S9-1-1": {one: "passed", two: "skipped"}, "S9-1-2": {one: "passed"}}
    assert read_reports([here, there])["S9-1-2"] == read_reports([there, here])["S9-1-2"] == {one: "failed"}


def test_proofs_are_written_only_when_they_changed(tmp_path):
    file = tmp_path / FILE
    file.parent.mkdir(parents=True)
    found = {"S9-1-2": {"b": "passed", "a": "passed"}, "S9-1-1": {"a": "skipped"}}
    assert write_proofs(tmp_path, found)
    written = file.read_text(encoding="utf-8")
    assert json.loads(written)["proofs"] == {
        "S9-1-1": [{"test": "a", "result": "skipped"}],
        "S9-1-2": [{"test": "a", "result": "passed"}, {"test": "b", "result": "passed"}],
    }
    assert list(json.loads(written)["proofs"]) == ["S9-1-1", "S9-1-2"]
    assert not write_proofs(tmp_path, dict(reversed(found.items())))
    assert file.read_text(encoding="utf-8") == written
    assert write_proofs(tmp_path, {**found, "S9-1-1": {"a": "failed"}})


def test_every_proof_that_is_kept_is_marked_on_a_test_that_is_still_there():
    kept = json.loads((CLONE / FILE).read_text(encoding="utf-8"))["proofs"] if (CLONE / FILE).is_file() else {}
    marked = marks()
    gone = {
        (clause, one["test"])
        for clause, tests in kept.items()
        for one in tests
        if one["test"] not in marked.get(clause, ())
    }
    assert gone == set(), "run ./fuwutai test once more: it writes the proofs anew"


def marks() -> dict[str, set[str]]:
    """Return clause → the tests that are marked with it, as they stand in the source."""
    found: dict[str, set[str]] = {}
    for path in files(".py"):
        if not path.name.startswith("test_"):
            continue
        whole = tree(path)
        everywhere = [
            node.value
            for node in whole.body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"
        ]
        for function in whole.body:
            if isinstance(function, ast.FunctionDef) and function.name.startswith("test_"):
                for clause in proved(*everywhere, *function.decorator_list):
                    found.setdefault(clause, set()).add(f"{name(path)}::{function.name}")
    return found


def proved(*nodes: ast.expr) -> list[str]:
    """Return the clauses that marks name."""
    return [
        argument.value
        for node in nodes
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.proves"
        for argument in call.args
        if isinstance(argument, ast.Constant)
    ]
