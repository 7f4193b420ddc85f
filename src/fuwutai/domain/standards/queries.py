"""Which rule is in force, and what rules there are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fuwutai.domain.standards import registry
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.policies import may_read_rules
from fuwutai.domain.standards.rules import Difference, Precedence, difference, fits, precedence
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused
from fuwutai.kernel.memo import Memo


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule with its value as the type of its kind.

    `reason` is why this version was made, `end_reason` why it ended without a next one, `replaces` the version before.
    """

    id: int
    kind: str
    clause_code: str
    scope: Mapping[str, str]
    value: Any
    version: int
    valid_from: datetime
    valid_to: datetime | None
    reason: str
    end_reason: str
    replaces: int | None

    def is_in_force(self, at: datetime) -> bool:
        """Return whether the rule holds at a moment."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)


def rules_in_force(kind: str, facts: Mapping[str, str], at: datetime) -> list[Rule]:
    """Return the rules of a kind that fit the facts at a moment, the one that decides first.

    Precedence: see `rules.precedence`.
    Cost: 1 statement a second at most in a process.
    """
    return [rule for rule in _rows.get().ranked(kind) if rule.is_in_force(at) and fits(rule.scope, facts)]


def rule_in_force(kind: str, facts: Mapping[str, str], at: datetime) -> Rule | None:
    """Return the rule that decides, or None where the manuals say nothing."""
    ranked = _rows.get().ranked(kind)
    return next((rule for rule in ranked if rule.is_in_force(at) and fits(rule.scope, facts)), None)


def value_of(kind: str, value: Mapping[str, Any]) -> Any:
    """Return a value as the type of its kind, before anything obeys it. Raises: Invalid."""
    return registry.convert(kind, value)


def what_decides(winner: Rule, other: Rule) -> Difference:
    """Return why one rule of a kind decides before another that fits as well."""
    keys = registry.kind(winner.kind).scope_keys
    weights = (precedence(keys, one.scope, one.valid_from, one.id) for one in (winner, other))
    return difference(*weights)


def has_rules(kind: str) -> bool:
    """Return whether there is any rule of a kind: without one, no fact need be known. Cost: as `rules_in_force`."""
    return bool(_known(kind))


def rule_by_id(kind: str, rule_id: int) -> Rule | None:
    """Return a rule of a kind by its row, also one that has ended or is yet to come. Cost: as `rules_in_force`."""
    row = _rows.get().by_id.get(rule_id)
    return _rule(row) if row is not None and row.kind == kind else None


def scope_keys_in_use() -> set[str]:
    """Return the facts by which at least one rule in force now is limited. Cost: as `rules_in_force`."""
    now = clock.now()
    return {key for row in _rows.get().by_id.values() if _is_in_force(row, now) for key in row.scope}


def all_rules(actor: Actor) -> list[Rule]:
    """Return every rule in force now or later: by kind, and in each kind the one that decides first.

    Raises: Refused. Cost: as `rules_in_force`.
    """
    _refuse_outsiders(actor)
    now = clock.now()
    found = []
    for kind in registry.kinds():
        rows = [row for row in _known(kind.code) if row.valid_to is None or max(now, row.valid_from) < row.valid_to]
        found += [_rule(row) for row in sorted(rows, key=_weight, reverse=True)]
    return found


def rule_versions(actor: Actor, rule_id: int) -> list[Rule]:
    """Return a rule with every version before and after it, the newest first.

    Raises: Refused, NotFound. Cost: as `rules_in_force`.
    """
    _refuse_outsiders(actor)
    by_id = _rows.get().by_id
    row = by_id.get(rule_id)
    if row is None or not registry.is_registered(row.kind):
        raise NotFound
    first = _first_version(row, by_id).pk
    family = [one for one in _known(row.kind) if _first_version(one, by_id).pk == first]
    return [_rule(one) for one in sorted(family, key=lambda one: (one.version, one.pk), reverse=True)]


def is_adopted(kind: str, clause_code: str, scope: Mapping[str, str], value: Mapping[str, Any]) -> bool:
    """Return whether a row that says exactly this has been adopted and not ended; a revision keeps it adopted.

    Cost: as `rules_in_force`.
    """
    wanted = (clause_code, dict(scope), dict(value))
    by_id = _rows.get().by_id
    return any(
        (version.clause_code, version.scope, version.value) == wanted
        for row in _known(kind)
        if row.valid_to is None
        for version in _back_from(row, by_id)
    )


def forget_rules() -> None:
    """Read the rules anew at the next question; called after one changed."""
    _rows.forget()


def _refuse_outsiders(actor: Actor) -> None:
    if not may_read_rules(actor):
        raise Refused


def _is_in_force(row: RuleRow, at: datetime) -> bool:
    return row.valid_from <= at and (row.valid_to is None or at < row.valid_to)


def _weight(row: RuleRow) -> Precedence:
    return precedence(registry.kind(row.kind).scope_keys, row.scope, row.valid_from, row.pk)


def _rule(row: RuleRow) -> Rule:
    return Rule(
        id=row.pk,
        kind=row.kind,
        clause_code=row.clause_code,
        scope=row.scope,
        value=registry.convert(row.kind, row.value),
        version=row.version,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        reason=row.reason,
        end_reason=row.end_reason,
        replaces=row.replaces_id,
    )


def _back_from(row: RuleRow, by_id: Mapping[int, RuleRow]) -> list[RuleRow]:
    """Return a row and the versions before it, the newest first."""
    versions = [row]
    while (before := versions[-1].replaces_id) is not None and before in by_id:
        versions.append(by_id[before])
    return versions


def _first_version(row: RuleRow, by_id: Mapping[int, RuleRow]) -> RuleRow:
    return _back_from(row, by_id)[-1]


def _known(kind: str) -> list[RuleRow]:
    return _rows.get().by_kind.get(kind, [])


@dataclass(frozen=True, slots=True)
class _Rows:
    by_kind: dict[str, list[RuleRow]]
    by_id: dict[int, RuleRow]
    _ranked: dict[str, list[Rule]] = field(default_factory=dict)

    def ranked(self, kind: str) -> list[Rule]:
        """Return the rules of a kind, the weightiest first; sorted and converted once for all who ask."""
        if (found := self._ranked.get(kind)) is None:
            rows = sorted(self.by_kind.get(kind, []), key=_weight, reverse=True)
            found = self._ranked[kind] = [_rule(row) for row in rows]
        return found


def _read() -> _Rows:
    by_kind: dict[str, list[RuleRow]] = {}
    by_id: dict[int, RuleRow] = {}
    for row in RuleRow.objects.order_by("pk"):
        by_kind.setdefault(row.kind, []).append(row)
        by_id[row.pk] = row
    return _Rows(by_kind, by_id)


_rows = Memo(_read)
