"""All rule rows at hand, and which of them decides: the rows in force, or as they would be with a draft."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fuwutai.domain.standards import registry
from fuwutai.domain.standards.choices import BY_SCOPE, KEEP_ONE, STRICTEST
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.rule_kinds import DECISION, EXCLUSION, PACK_IN_USE, Decided
from fuwutai.domain.standards.rules import Precedence, beaten_by, fits, precedence

GENERAL = "general"
"""The pack whose figures hold beside those of any other."""
MOST_ANSWERS = 20_000
"""So many combinations of facts a book remembers the answer for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule with its value as the type of its kind.

    `reason` is why this version was made, `end_reason` why it ended without a next one, `replaces` the version before.
    `manual_id` is the manual it belongs to (none = nobody's, obeyed everywhere) and `pack` the pack of that manual;
    `brought_by` is the version of the manual that put it in force, `made_by` the person.
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
    manual_id: int | None = None
    pack: str = ""
    brought_by: int | None = None
    made_by: int | None = None

    def is_in_force(self, at: datetime) -> bool:
        """Return whether the rule holds at a moment."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)


@dataclass(slots=True)
class RuleBook:
    """Rule rows by kind and by id, ranked once for all who ask."""

    by_id: dict[int, RuleRow]
    by_kind: dict[str, list[RuleRow]]
    _ranked: dict[str, list[Rule]] = field(default_factory=dict)
    _decided: dict[str, list[Rule]] = field(default_factory=dict)
    _rules: dict[int, Rule] = field(default_factory=dict)
    _answers: dict[tuple[str, int, tuple[str | None, ...]], tuple[Rule, ...]] = field(default_factory=dict)
    _names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _changes: list[datetime] | None = None

    def ranked(self, kind: str) -> list[Rule]:
        """Return the rules of a kind, the weightiest first; sorted and converted once for all who ask."""
        if (found := self._ranked.get(kind)) is None:
            rows = sorted(self.by_kind.get(kind, []), key=weight_of, reverse=True)
            found = self._ranked[kind] = [self.rule(row) for row in rows]
        return found

    @classmethod
    def of(cls, rows: Iterable[RuleRow]) -> "RuleBook":
        """Return the book of some rows."""
        by_kind: dict[str, list[RuleRow]] = {}
        by_id: dict[int, RuleRow] = {}
        for row in rows:
            by_kind.setdefault(row.kind, []).append(row)
            by_id[row.pk] = row
        return cls(by_id, by_kind)

    def fitting(self, kind: str, facts: Mapping[str, str], at: datetime) -> list[Rule]:
        """Return the rules of a kind that are obeyed for the facts at a moment, the one that decides first.

        One that gave way by a decision comes after all others.
        """
        key = kind, self._epoch(at), tuple(facts.get(name) for name in self._facts_that_matter(kind))
        if (known := self._answers.get(key)) is None:
            if len(self._answers) >= MOST_ANSWERS:
                self._answers.clear()
            known = self._answers[key] = tuple(self._looked_up(kind, facts, at))
        return list(known)

    def deciding(self, kind: str, facts: Mapping[str, str], at: datetime) -> Rule | None:
        """Return the rule that decides, or None where the manuals say nothing."""
        return next(iter(self.fitting(kind, facts, at)), None)

    def rule(self, row: RuleRow) -> Rule:
        """Return one of its rows as people and apps read it; converted once."""
        if (known := self._rules.get(row.pk)) is None:
            known = self._rules[row.pk] = rule_of(row)
        return known

    def _looked_up(self, kind: str, facts: Mapping[str, str], at: datetime) -> list[Rule]:
        found = [rule for rule in self.ranked(kind) if self.is_obeyed(rule, facts, at)]
        if len(found) < 2 or not (given_way := self.given_way(kind, found, at)):
            return found
        return sorted(found, key=lambda rule: rule.id in given_way)  # stable: the order among equals stays

    def _epoch(self, at: datetime) -> int:
        """Return between which two changes of any rule a moment lies: all moments of an epoch have the same answers."""
        if self._changes is None:
            moments = {row.valid_from for row in self.by_id.values()}
            moments |= {row.valid_to for row in self.by_id.values() if row.valid_to is not None}
            self._changes = sorted(moments)
        return bisect_right(self._changes, at)

    def _facts_that_matter(self, kind: str) -> tuple[str, ...]:
        """Return the facts on which the answer may depend: those that limit rules, exclusions and packs in use."""
        if (known := self._names.get(kind)) is None:
            keys = {key for code in (kind, EXCLUSION, PACK_IN_USE) for key in registry.kind(code).scope_keys}
            known = self._names[kind] = tuple(sorted(keys))
        return known

    def is_obeyed(self, rule: Rule, facts: Mapping[str, str], at: datetime) -> bool:
        """Return whether a rule is in force, fits the facts, and belongs to a manual that is obeyed for them."""
        if not (rule.is_in_force(at) and fits(rule.scope, facts)):
            return False
        if rule.manual_id is None:
            return True
        if rule.pack and rule.pack != GENERAL and rule.pack != self.pack_in_use(facts.get("line", ""), at):
            return False
        return not any(
            one.manual_id == rule.manual_id and one.is_in_force(at) and fits(one.scope, facts)
            for one in self.ranked(EXCLUSION)
        )

    def pack_in_use(self, line: str, at: datetime) -> str:
        """Return the pack that a service line obeys: the one named for it, else the one for all lines."""
        facts = {"line": line}
        uses = self.ranked(PACK_IN_USE)
        return next((one.value.pack for one in uses if one.is_in_force(at) and fits(one.scope, facts)), "")

    def given_way(self, kind: str, present: Sequence[Rule], at: datetime) -> set[int]:
        """Return which of some rules of a kind give way to another of them, by what was decided by a moment."""
        decided = self.decisions_between(kind, at)
        return beaten_by(self._losers(decided, present), [rule.id for rule in present]) if decided else set()

    def decisions_between(self, kind: str, at: datetime) -> list[Decided]:
        """Return what was decided by a moment about figures of a kind, other than that each stands in its own scope."""
        if (known := self._decided.get(kind)) is None:
            known = self._decided[kind] = [
                one for one in self.ranked(DECISION) if one.value.choice != BY_SCOPE and self._is_of(kind, one.value)
            ]
        return [one.value for one in known if one.is_in_force(at)]

    def family(self, rule_id: int) -> int:
        """Return the first version of a rule: what all its versions have in common."""
        while (row := self.by_id.get(rule_id)) is not None and row.replaces_id in self.by_id:
            rule_id = row.replaces_id
        return rule_id

    def _is_of(self, kind: str, decided: Decided) -> bool:
        return all(one in self.by_id and self.by_id[one].kind == kind for one in (decided.one, decided.other))

    def _losers(self, decided: Iterable[Decided], present: Iterable[Rule]) -> list[tuple[int, int]]:
        """Return (who gives way, to whom) among rules that fit: a decision holds for all versions of its two rules."""
        here = {self.family(rule.id): rule for rule in present}
        found = []
        for one in decided:
            first, second = here.get(self.family(one.one)), here.get(self.family(one.other))
            if first is not None and second is not None:
                winner = first if _first_stays(one, first, second) else second
                found.append((second.id if winner is first else first.id, winner.id))
        return found


def _first_stays(decided: Decided, first: Rule, second: Rule) -> bool:
    if decided.choice == STRICTEST:
        strictness = registry.kind(first.kind).strictness
        return strictness(first.value) <= strictness(second.value)
    return decided.choice == KEEP_ONE


def weight_of(row: RuleRow) -> Precedence:
    """Return the weight of a row among those of its kind."""
    kind = registry.kind(row.kind)
    strictness = kind.strictness(registry.convert(row.kind, row.value))
    return precedence(kind.scope_keys, row.scope, row.valid_from, row.pk, strictness)


def rule_of(row: RuleRow) -> Rule:
    """Return a row as people and apps read it. Raises: Invalid for a value its kind cannot hold."""
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
        manual_id=row.manual_id,
        pack=row.manual.pack if row.manual else "",
        brought_by=row.brought_by_id,
        made_by=row.made_by_id,
    )
