"""Which rule is in force."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.registry import convert

FRESH_SECONDS = 1.0
"""Rules are read again at most this often; a rule takes effect at its own moment, so a second is no harm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule in force, with its value as the type of its kind."""

    id: int
    clause_code: str
    scope: Mapping[str, str]
    value: Any
    version: int


_lock = threading.Lock()
_rows: dict[str, list[RuleRow]] = {}
_read_at = 0.0


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


def forget_rules() -> None:
    """Read the rules anew at the next question; called after one changed."""
    global _read_at
    _read_at = 0.0


def _known(kind: str) -> list[RuleRow]:
    global _read_at, _rows
    with _lock:
        if time.monotonic() - _read_at > FRESH_SECONDS or not _read_at:
            rows: dict[str, list[RuleRow]] = {}
            for row in RuleRow.objects.all():
                rows.setdefault(row.kind, []).append(row)
            _rows, _read_at = rows, time.monotonic()
        return _rows.get(kind, [])
