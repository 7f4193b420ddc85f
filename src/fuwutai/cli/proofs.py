"""What a full run of the tests proves of the clauses: written into the package, where the scoreboard reads it."""

import json
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from pathlib import Path

from fuwutai.kernel import clock

FILE = Path("src/fuwutai/proofs.json")
CLAUSE, TEST = "proves", "test"
"""Names of the properties by which `tests/conftest.py` marks a test in its report."""
STRONGEST_FIRST = ("failed", "passed", "skipped")
"""A test runs in several legs, and with several parameters: one failure decides, then one success."""

Mapping = dict[str, dict[str, str]]
"""Clause → test → result."""


def read_reports(reports: Iterable[Path]) -> Mapping:
    """Return what the reports of the legs say of the clauses."""
    found: Mapping = {}
    for report in reports:
        for case in ElementTree.parse(report).getroot().iter("testcase"):
            properties = [(one.get("name"), one.get("value", "")) for one in case.iter("property")]
            test = next((value for name, value in properties if name == TEST), "")
            for clause in (value for name, value in properties if name == CLAUSE):
                of_clause = found.setdefault(clause, {})
                of_clause[test] = _stronger(of_clause.get(test), _result(case))
    return found


def write_proofs(root: Path, found: Mapping) -> bool:
    """Write what was proved, if it is not what stands there already; return whether anything was written."""
    file = root / FILE
    proofs = {
        clause: [{"test": test, "result": result} for test, result in sorted(tests.items())]
        for clause, tests in sorted(found.items())
    }
    if file.is_file() and json.loads(file.read_text(encoding="utf-8"))["proofs"] == proofs:
        return False
    whole = {"commit": _commit(root), "written": clock.wall().isoformat(timespec="seconds"), "proofs": proofs}
    file.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return True


def _result(case: ElementTree.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"


def _stronger(one: str | None, other: str) -> str:
    return min((result for result in (one, other) if result), key=STRONGEST_FIRST.index)


def _commit(root: Path) -> str:
    """Return the commit that was tested, "" outside of a clone; changes on top of it are not told."""
    asked = subprocess.run(
        ("git", "rev-parse", "HEAD"), cwd=root, text=True, capture_output=True, check=False
    )
    return asked.stdout.strip()
