"""Which rule is in force, and what rules there are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fuwutai.domain.standards import registry
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.policies import may_read_rules
from fuwutai.domain.standards.rulebook import GENERAL, Rule, RuleBook, rule_of, weight_of
from fuwutai.domain.standards.rules import Difference, difference, precedence
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused
from fuwutai.kernel.memo import Memo

__all__ = ["GENERAL", "Rule", "RuleBook"]


def rules_in_force(kind: str, facts: Mapping[str, str], at: datetime) -> list[Rule]:
    """Return the rules of a kind that fit the facts at a moment and are obeyed for them, the one that decides first.

    A rule is obeyed where its manual is: its pack is in use for the service line, and no exclusion of the manual fits
    the facts. A rule that gave way by a decision comes after all others. Precedence: see `rules.precedence`.
    Cost: 1 statement a second at most in a process.
    """
    return _rows.get().fitting(kind, facts, at)


def rule_in_force(kind: str, facts: Mapping[str, str], at: datetime) -> Rule | None:
    """Return the rule that decides, or None where the manuals say nothing."""
    return _rows.get().deciding(kind, facts, at)


def rule_book() -> RuleBook:
    """Return all rule rows, to ask many questions of one state of them. Cost: as `rules_in_force`."""
    return _rows.get()


def pack_in_use(line: str, at: datetime) -> str:
    """Return the pack whose figures a service line obeys at a moment, "" for none. Cost: as `rules_in_force`."""
    return _rows.get().pack_in_use(line, at)


def rules_at(at: datetime) -> list[Rule]:
    """Return every rule in force at a moment, obeyed anywhere or not: by kind, the weightiest first.

    For jobs and reports; who reads for a person asks `may_read_rules` first. Cost: as `rules_in_force`.
    """
    rows = _rows.get()
    return [rule for kind in registry.kinds() for rule in rows.ranked(kind.code) if rule.is_in_force(at)]


def value_of(kind: str, value: Mapping[str, Any]) -> Any:
    """Return a value as the type of its kind, before anything obeys it. Raises: Invalid."""
    return registry.convert(kind, value)


def what_decides(winner: Rule, other: Rule) -> Difference:
    """Return why one rule of a kind decides before another that fits as well."""
    kind = registry.kind(winner.kind)
    weights = (
        precedence(kind.scope_keys, one.scope, one.valid_from, one.id, kind.strictness(one.value))
        for one in (winner, other)
    )
    return difference(*weights)


def has_rules(kind: str) -> bool:
    """Return whether there is any rule of a kind: without one, no fact need be known. Cost: as `rules_in_force`."""
    return bool(_known(kind))


def rule_by_id(kind: str, rule_id: int) -> Rule | None:
    """Return a rule of a kind by its row, also one that has ended or is yet to come. Cost: as `rules_in_force`."""
    book = _rows.get()
    row = book.by_id.get(rule_id)
    return book.rule(row) if row is not None and row.kind == kind else None


def rules_of_clause(clause_code: str, *, kind: str = "") -> list[Rule]:
    """Return every row of a clause, of one kind or of all, also ended ones and those to come, the oldest first.

    Cost: as `rules_in_force`.
    """
    found = [row for row in _rows.get().by_id.values() if row.clause_code == clause_code]
    return [rule_of(row) for row in found if registry.is_registered(row.kind) and kind in ("", row.kind)]


def rule_to_change(kind: str, scope: Mapping[str, str]) -> Rule | None:
    """Return the latest rule of a kind with exactly this scope that has no end, or None. Cost: as `rules_in_force`."""
    found = [row for row in _known(kind) if row.valid_to is None and row.scope == dict(scope)]
    return rule_of(found[-1]) if found else None


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
        found += [rule_of(row) for row in sorted(rows, key=weight_of, reverse=True)]
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
    return [rule_of(one) for one in sorted(family, key=lambda one: (one.version, one.pk), reverse=True)]


def is_adopted(
    kind: str, clause_code: str, scope: Mapping[str, str], value: Mapping[str, Any], manual_id: int | None = None
) -> bool:
    """Return whether a row that says exactly this has been adopted and not ended; a revision keeps it adopted.

    `manual_id`: a row of another manual, which may be obeyed elsewhere, does not count.
    Cost: as `rules_in_force`.
    """
    wanted = (clause_code, dict(scope), dict(value))
    by_id = _rows.get().by_id
    return any(
        (version.clause_code, version.scope, version.value) == wanted
        for row in _known(kind)
        if row.valid_to is None and (manual_id is None or row.manual_id in (None, manual_id))
        for version in _back_from(row, by_id)
    )


def forget_rules() -> None:
    """Read the rules anew at the next question; called after one changed."""
    global _last
    _last = None
    _rows.forget()


def _refuse_outsiders(actor: Actor) -> None:
    if not may_read_rules(actor):
        raise Refused


def _is_in_force(row: RuleRow, at: datetime) -> bool:
    return row.valid_from <= at and (row.valid_to is None or at < row.valid_to)


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


_Stamp = dict[int, datetime | None]
"""Which rows there are, and when each ends: nothing else of a row that anybody obeys ever changes."""

_last: tuple[_Stamp, RuleBook] | None = None


def _read() -> RuleBook:
    """Return the rules, read and ranked anew only after a change. Cost: 1 statement, 2 after a change elsewhere."""
    global _last
    known = _last
    if known is not None and known[0] == _stamp():
        return known[1]
    rows = RuleBook.of(RuleRow.objects.select_related("manual").order_by("pk"))
    _last = {row.pk: row.valid_to for row in rows.by_id.values()}, rows
    return rows


def _stamp() -> _Stamp:
    return dict(RuleRow.objects.values_list("pk", "valid_to"))


_rows = Memo(_read)
