"""Small manuals whose clauses are served in every way, and a short way to ask how one stands."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tests import given
from tests.domain.standards.given_manuals import a_clause, a_manual, a_rule_of

from fuwutai.domain.evidence import bindings
from fuwutai.domain.evidence.bindings import Binding
from fuwutai.domain.evidence.scoreboard import Standing, standings
from fuwutai.domain.standards.manuals import wordings
from fuwutai.domain.standards.models import Manual, RuleRow

METRIC, SCHEDULE = "standards.metric_target", "standards.schedule"
ONE, TWO, THREE = "M1-1.1-1", "M1-1.1-2", "M1-2.1-1"


def a_shelf(pack: str = "") -> Manual:
    """Return the manual M1: a time limit, a threshold and a process."""
    clauses = [a_clause(ONE), a_clause(TWO, kind="threshold"), a_clause(THREE, "2.1", kind="process", area="quality")]
    return a_manual(pack=pack, clauses=clauses)


def a_target(
    manual: Manual, metric: str, clause: str = TWO, *, scope: Mapping[str, str] | None = None, **value: Any
) -> RuleRow:
    """Return a rule that a figure must reach so much."""
    return a_rule_of(manual, METRIC, {"metric": metric, **(scope or {})}, clause, **value)


def standing_of(code: str, **asked: Any) -> Standing:
    """Return how a clause stands as a supervisor sees it."""
    who = asked.pop("by", None) or given.supervisor()
    return standings(who, wordings(who, codes=[code]), **asked)[code]


@contextmanager
def bound(*lines: tuple[str, str, str]) -> Iterator[None]:
    """Let only these lines (clause, way, name) say what serves clauses, inside the block."""
    table = [Binding(clause=clause, way=way, name=name) for clause, way, name in lines]
    before = list(bindings._tables)
    bindings._tables[:] = [lambda: table]
    try:
        yield
    finally:
        bindings._tables[:] = before
