"""Which rule is in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.registry import convert
from fuwutai.kernel.memo import Memo


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule in force, with its value as the type of its kind."""

    id: int
    clause_code: str
    scope: Mapping[str, str]
    value: Any
    version: int


def rules_in_force(kind: str, facts: Mapping[str, str], at: datetime) -> list[Rule]:
    """Return the rules of a kind that fit the facts at a moment, the most specific first.

    Precedence: more scope keys win; then the later `valid_from`; then the later row.
    Cost: 1 statement a second at most in a process.
    """
    fitting = [
        row
        for row in _known(kind)
        if row.valid_from <= at
        and (row.valid_to is None or at < row.valid_to)
        and all(facts.get(key) == code for key, code in row.scope.items())
    ]
    fitting.sort(key=lambda row: (len(row.scope), row.valid_from, row.pk), reverse=True)
    return [
        Rule(
            id=row.pk,
            clause_code=row.clause_code,
            scope=row.scope,
            value=convert(kind, row.value),
            version=row.version,
        )
        for row in fitting
    ]


def rule_in_force(kind: str, facts: Mapping[str, str], at: datetime) -> Rule | None:
    """Return the rule that decides, or None where the manuals say nothing."""
    return next(iter(rules_in_force(kind, facts, at)), None)


def is_adopted(kind: str, clause_code: str, scope: Mapping[str, str], value: Mapping[str, Any]) -> bool:
    """Return whether a row that says exactly this has been adopted and not ended. Cost: as `rules_in_force`."""
    wanted = (clause_code, dict(scope), dict(value))
    return any(row.valid_to is None and (row.clause_code, row.scope, row.value) == wanted for row in _known(kind))


def forget_rules() -> None:
    """Read the rules anew at the next question; called after one changed."""
    _rows.forget()


def _known(kind: str) -> list[RuleRow]:
    return _rows.get().get(kind, [])


def _read() -> dict[str, list[RuleRow]]:
    rows: dict[str, list[RuleRow]] = {}
    for row in RuleRow.objects.order_by("pk"):
        rows.setdefault(row.kind, []).append(row)
    return rows


_rows = Memo(_read)
