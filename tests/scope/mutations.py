"""Take every sight away, one at a time, and see which test turns red: `python tests/scope/mutations.py [--only WORDS]`.

A mutant is one read that asks for the platform instead of its actor, or one condition put out of action. All of them
are written into one copy of the tree, each behind a gate. Every test runs once with all gates closed, to learn which
reads it comes by; then each gate is opened alone, and the tests that came by it run until one fails with an assertion.
Those of `tests/scope` come first and ask only the addresses that came by; for what they miss, those of its room follow.
"""

import argparse
import builtins
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.scope.mutants import GATE, Mutant, copied, mutants  # noqa: E402

TABLE = Path(__file__).with_name("MUTATIONS.md")
SCOPE = [
    f"tests/scope/test_{name}.py" for name in ("by_id", "reads", "side_doors", "forms", "lists", "addresses_of_things")
]
"""The tests of sight, the quickest first."""
LESS = re.compile(r"AssertionError: (.* although it is in sight\s+)+assert not .*", re.DOTALL)
"""What is said where a mutant shows less than before, which proves nothing."""
ROOMS = {
    "accounts": ("accounts", "people", "presence", "roles", "skills", "tokens"),
    "cases": ("cases", "customers"),
    "compliance": ("audit",),
    "customers": ("customers", "customer_files", "duplicates"),
    "evidence": ("evidence", "trials"),
    "imports": ("imports", "customer_files"),
    "standards": ("standards", "manuals", "drafts", "announcements"),
}
"""Rooms of the desk that show what a part of the domain reads."""


@dataclass(slots=True)
class Outcome:
    """How the tests took a mutant: `red` in a test for what it said, `green`, `unreached`, or `broken`."""

    mutant: Mutant
    state: str = "unreached"
    test: str = ""
    said: str = ""


class Gates:
    """What the gates in the copy ask: which one is open, and what is read there; they tell that they were passed."""

    def __init__(self) -> None:
        self.open: set[str] = set()
        self.passed: set[tuple[str, str]] = set()
        self.address = ""

    def __call__(self, key: str) -> bool:
        self.passed.add((key, self.address))
        return key in self.open

    @property
    def everybody(self) -> Any:
        return import_module("fuwutai.kernel.actors").Actor.system("mutant")

    def any(self, column: str) -> Any:
        return import_module("django.db.models").F(column)

    @property
    def whatever(self) -> Any:
        return import_module("django.db.models").Q()

    def within(self, key: str, call: Callable[[], Any]) -> Any:
        self.open.add(key)
        try:
            return call()
        finally:
            self.open.discard(key)


@dataclass(eq=False)
class Trials:
    """A plugin that runs each test once, and then those again that came by a mutant, with its gate open."""

    pending: dict[str, Outcome]
    gates: Gates = field(default_factory=Gates)
    opened: str = ""
    only: frozenset[str] = frozenset()

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Narrow what walks through all addresses to those that came by."""
        for module in {item.module for item in items if hasattr(item.module, "addresses")}:
            module.addresses = self._narrowed(module.addresses)

    def _narrowed(self, addresses: Callable[[], list[Any]]) -> Callable[[], Iterator[Any]]:
        def some() -> Iterator[Any]:
            for one in addresses():
                if not self.opened or one.path in self.only:
                    self.gates.address = one.path
                    yield one
            self.gates.address = ""

        return some

    def pytest_runtest_call(self, item: Any) -> None:
        """Open the gate when all that a test starts from is made."""
        self.gates.passed, self.gates.address = set(), ""
        self.gates.open = {self.opened} - {""}

    def pytest_runtest_teardown(self) -> None:
        """Close it before anything is taken down."""
        self.gates.open = set()

    def pytest_runtestloop(self, session: Any) -> bool:
        """Go through the tests module by module, since what a module starts from is made once."""
        if session.config.option.collectonly:
            return True
        for path, group in groupby(session.items, key=lambda item: item.path):
            self._module(list(group))
            session._setupstate.teardown_exact(session)
            print(f"-- {path.name}: {Counter(one.state for one in self.pending.values())}", file=sys.stderr, flush=True)
        return True

    def _module(self, items: list[Any]) -> None:
        came_by: dict[str, list[tuple[Any, frozenset[str]]]] = defaultdict(list)
        for item in items:
            self.opened = ""
            report = self._run(item)
            if report is None or not report.passed:
                why = getattr(report, "longreprtext", "")[-300:]
                print(f"-- left out, not green by itself: {item.nodeid} {why}", file=sys.stderr, flush=True)
                continue
            by_key: dict[str, set[str]] = defaultdict(set)
            for key, address in self.gates.passed:
                by_key[key].add(address)
            for key, passed in by_key.items():
                came_by[key].append((item, frozenset(passed)))
        for key, outcome in self.pending.items():
            if outcome.state != "red":
                self._mutant(outcome, came_by.get(key, []))

    def _mutant(self, outcome: Outcome, tests: Iterable[tuple[Any, frozenset[str]]]) -> None:
        for item, passed in tests:
            self.opened, self.only = outcome.mutant.key, passed
            report = self._run(item)
            if report is not None and report.passed:
                outcome.state = "broken" if outcome.state == "broken" else "green"
                continue
            crash = getattr(getattr(report, "longrepr", None), "reprcrash", None)
            said = getattr(crash, "message", "it did not come so far")
            is_red = said.startswith(("assert", "AssertionError", "Failed: DID NOT RAISE")) and not LESS.fullmatch(said)
            outcome.state, outcome.test, outcome.said = "red" if is_red else "broken", item.nodeid, said[:600]
            if is_red:
                break
        print(f"{outcome.state:9} {outcome.mutant.key} {outcome.test}", file=sys.stderr, flush=True)

    def _run(self, item: Any) -> Any:
        """Return the report of a test, None if it did not come far; what its module starts from is left standing."""
        runner = import_module("_pytest.runner")
        reports = runner.runtestprotocol(item, log=False, nextitem=item.parent)
        return next((one for one in reports if one.when == "call" and not one.skipped), None)


def tried(copy: Path, pending: dict[str, Outcome], tests: Sequence[str]) -> None:
    """Run tests against the mutants, in a process of its own whose imports come from the copy."""
    asked, answered = copy / "asked.json", copy / "answered.json"
    asked.write_text(json.dumps([asdict(one) for one in pending.values()]))
    answered.unlink(missing_ok=True)
    environment = {**os.environ, "PYTHONPATH": f"{copy / 'src'}:{copy}", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "tests.scope.mutations", "--in-copy", str(asked), *tests]
    subprocess.run(command, cwd=copy, env=environment, check=False)
    for one in json.loads(answered.read_text()):
        pending[one["mutant"]["key"]] = Outcome(**{**one, "mutant": Mutant(**one["mutant"])})


def _in_copy(asked: Path, tests: Sequence[str]) -> None:
    import pytest

    trials = Trials({one["mutant"]["key"]: Outcome(**{**one, "mutant": Mutant(**one["mutant"])})
                     for one in json.loads(asked.read_text())})  # fmt: skip
    setattr(builtins, GATE, trials.gates)
    marks = "not browser and not processes and not postgres and not redis"
    pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", marks, *tests],
                plugins=[trials])  # fmt: skip
    asked.with_name("answered.json").write_text(json.dumps([asdict(one) for one in trials.pending.values()]))


def rooms_of(path: str, root: Path) -> list[str]:
    """Return the tests of the room in which a file stands, as far as there are such."""
    surface, room, *_rest = Path(path).relative_to("src/fuwutai").with_suffix("").parts
    if surface == "domain":
        wanted = [f"tests/domain/{room}", *(f"tests/desk/{one}" for one in ROOMS.get(room, (room,)))]
    else:
        wanted = [f"tests/desk/{room}"] if surface == "desk" else [f"tests/{surface}"]
    return [one for one in wanted if (root / one).is_dir()]


def reasons() -> dict[tuple[str, str], str]:
    """Return by read and change what the table says of those that stay green."""
    lines = TABLE.read_text().splitlines() if TABLE.exists() else []
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return {(row[0], row[1]): row[2] for row in rows if len(row) == 3 and row[2].startswith("green")}


def row_of(one: Outcome, known: dict[tuple[str, str], str]) -> str:
    """Return the row of the table that tells how a mutant fared; a reason that stands there already stays."""
    mutant = one.mutant
    nth = mutant.key.partition(" #")[2]
    changed = f"`{mutant.before}` → `{mutant.after}`".replace("|", "\\|") + (f" ({nth})" if nth else "")
    read = f"`{mutant.read}`"
    outcome = f"red in `{one.test.partition('::')[0].removeprefix('tests/').removesuffix('.py')}`"
    if one.state != "red":
        outcome = known.get((read, changed), f"green: {one.state}, nobody has said why")
    return f"| {read} | {changed} | {outcome} |"


def main() -> None:
    """Run what the command line asks for; a green one without a reason is an error."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="", metavar="PATTERN", help="a regular expression that the mutants hold")
    parser.add_argument("--json", action="store_true", help="say all that is known of each, as JSON")
    parser.add_argument("--list", action="store_true", help="only list the mutants")
    parser.add_argument("--no-rooms", action="store_true", help="leave it at the tests of sight")
    parser.add_argument("--in-copy", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("tests", nargs="*", default=SCOPE, help="tests that come first")
    asked = parser.parse_args()
    if asked.in_copy:
        return _in_copy(asked.in_copy, asked.tests)
    every = mutants(ROOT)
    pending = {one.key: Outcome(one) for one in every if re.search(asked.only, one.key)}
    if asked.list:
        return print("\n".join(f"{key} → {one.mutant.after}" for key, one in pending.items()))
    with tempfile.TemporaryDirectory(prefix="mutants-") as made:
        copy = Path(made) / "tree"
        copied(ROOT, copy, every)
        tried(copy, pending, asked.tests)
        missed = {key: one for key, one in pending.items() if one.state != "red"}
        if missed and not asked.no_rooms:
            tried(copy, missed, sorted({room for one in missed.values() for room in rooms_of(one.mutant.path, ROOT)}))
            pending |= missed
    known = reasons()
    if asked.json:
        print(json.dumps([asdict(one) for one in pending.values()], ensure_ascii=False, indent=1))
    else:
        print("\n".join(row_of(one, known) for one in pending.values()))
    sys.exit(any("nobody has said why" in row_of(one, known) for one in pending.values()))


if __name__ == "__main__":
    main()
