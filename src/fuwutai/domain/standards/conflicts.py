"""Where figures disagree: which pairs, which of the two applies, and what people decided about them.

Only kinds with a `family` are looked at: they measure something, so two of them can contradict each other. Kinds that
set something (escalation, reminders, which team) add to each other or are plain settings, and what decides over
figures (decisions, exclusions, packs in use) is no figure itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from fuwutai.domain.accounts.queries import staff_names
from fuwutai.domain.standards import queries, registry
from fuwutai.domain.standards.choices import BY_SCOPE, OTHER_WAY_ROUND
from fuwutai.domain.standards.disagreeing import SAME_SCOPE, Figure, Relation, both, disagreeing
from fuwutai.domain.standards.policies import may_read_rules
from fuwutai.domain.standards.rule_kinds import DECISION, EXCLUSION, PACK_IN_USE
from fuwutai.domain.standards.rulebook import Rule, RuleBook
from fuwutai.domain.standards.rules import Difference
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused

LINE = "line"
NOT_COMPARED = {"warn_percents"}
"""When somebody is warned is no part of what a manual demands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided, by whom and why. `by` is "" where the pack came with it; `until`: when it was taken back.

    `one` and `other` are the rules it is about (None for one about a known contradiction, which `topic` names and of
    which the clause `keeps` may be kept).
    """

    id: int
    choice: str
    one: Rule | None
    other: Rule | None
    topic: str
    keeps: str
    reason: str
    by: str
    at: datetime
    until: datetime | None
    end_reason: str

    @property
    def stands(self) -> bool:
        """Return whether it has neither been replaced nor taken back."""
        return self.until is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """For which service lines both rules are obeyed: only for some, or for all but some."""

    only: frozenset[str] | None = None
    apart_from: frozenset[str] = frozenset()

    def hold(self, line: str) -> bool:
        """Return whether both are obeyed for a service line."""
        return line in self.only if self.only is not None else line not in self.apart_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two figures that disagree; `one` has the smaller id.

    `winner` applies where both fit, and `why` says what decided between them (None: people did). `decision` is the one
    that stands; it also holds for later versions of the two, and is `outdated` until people have looked at those;
    `choice` is what it says of `one` and `other` as they are now, "" for none.
    `lines`: where both are obeyed, None = nowhere: they disagree on paper only. `over`: a third figure that decides
    before either wherever both fit, so that the conflict makes no difference as long as it holds.
    """

    one: Rule
    other: Rule
    relation: Relation
    winner: Rule
    why: Difference | None
    is_strictest: bool
    lines: Lines | None
    over: Rule | None = None
    decision: Decision | None = None
    choice: str = ""
    history: tuple[Decision, ...] = field(default=())

    @property
    def ids(self) -> tuple[int, int]:
        """Return the ids of both, the smaller first."""
        return self.one.id, self.other.id

    @property
    def loser(self) -> Rule:
        """Return the one that gives way where both fit."""
        return self.other if self.winner.id == self.one.id else self.one

    @property
    def in_use(self) -> bool:
        """Return whether both are obeyed together for at least one service line."""
        return self.lines is not None

    @property
    def flagged(self) -> bool:
        """Return whether people should decide: both hold for the same, and only their strictness tells them apart."""
        settled = self.decision is not None and self.decision.choice != BY_SCOPE
        return self.relation == SAME_SCOPE and not settled

    @property
    def outdated(self) -> bool:
        """Return whether a figure has changed since the decision, so that people should confirm it or decide anew."""
        return self.decision is not None and _ids(self.decision) != self.ids

    @property
    def clauses(self) -> tuple[str, str]:
        """Return the clauses of both."""
        return self.one.clause_code, self.other.clause_code


def conflicts(actor: Actor, *, everywhere: bool = True) -> list[Conflict]:
    """Return the pairs of figures in force or coming that disagree, undecided ones first; with the decisions on them.

    Without `everywhere` only those that are obeyed together somewhere.
    Raises: Refused. Cost: 1 statement for names of who decided, none where nobody did, and as `rules_in_force`.
    """
    return [one for one in _among(actor, _any_two) if everywhere or one.in_use]


def conflict(actor: Actor, one_id: int, other_id: int) -> Conflict:
    """Return one pair. Raises: Refused, NotFound where the two do not disagree (any more). Cost: as `conflicts`."""
    found = next(iter(_among(actor, lambda one, other: (one.id, other.id) == (one_id, other_id))), None)
    if found is None:
        raise NotFound
    return found


def conflicts_of_clause(actor: Actor, clause_code: str) -> list[Conflict]:
    """Return the conflicts in which a clause takes part. Raises: Refused. Cost: as `conflicts`."""
    return _among(actor, lambda one, other: clause_code in (one.clause_code, other.clause_code))


def topic_decisions(actor: Actor) -> dict[str, list[Decision]]:
    """Return what was decided about known contradictions, by topic, the latest first; also what was taken back.

    Raises: Refused. Cost: as `conflicts`.
    """
    if not may_read_rules(actor):
        raise Refused
    found: dict[str, list[Decision]] = {}
    for decision in _decisions(queries.rule_book()):
        if decision.topic:
            found.setdefault(decision.topic, []).append(decision)
    return found


def figure_of(rule: Rule, book: RuleBook) -> Figure:
    """Return a rule as far as it can disagree with another."""
    kind = registry.kind(rule.kind)
    said = msgspec.structs.asdict(rule.value)
    return Figure(
        id=rule.id,
        family=book.family(rule.id),
        measures=(rule.kind, kind.subject(rule.value)),
        says={name: value for name, value in said.items() if name not in NOT_COMPARED},
        clause=rule.clause_code,
        scope=rule.scope,
        since=rule.valid_from,
        until=rule.valid_to,
    )


def same_pair(one: tuple[int, int], other: tuple[int, int], book: RuleBook) -> bool:
    """Return whether two pairs of rows are about the same two figures, though perhaps other versions of them."""
    return {book.family(row) for row in one} == {book.family(row) for row in other}


def _any_two(_one: Rule, _other: Rule) -> bool:
    return True


def _among(actor: Actor, wanted: Callable[[Rule, Rule], bool]) -> list[Conflict]:
    """Return the conflicts of the pairs that are wanted, undecided ones first. Cost: as `conflicts`."""
    rules = {rule.id: rule for rule in queries.all_rules(actor) if registry.kind(rule.kind).family}
    book = queries.rule_book()
    about = _decisions_by_family(book)
    found = [
        _conflict(rules[one], rules[other], how, book, about)
        for one, other, how in disagreeing(figure_of(rule, book) for rule in rules.values())
        if wanted(rules[one], rules[other])
    ]
    return sorted(found, key=lambda one: (not one.in_use, not one.flagged, one.decision is not None))


def _conflict(
    one: Rule, other: Rule, how: Relation, book: RuleBook, about: Mapping[frozenset[int], list[Decision]]
) -> Conflict:
    at = max(clock.now(), one.valid_from, other.valid_from)
    history = about.get(frozenset((book.family(one.id), book.family(other.id))), [])
    winner, by_people = _winner(one, other, book, at)
    loser = other if winner is one else one
    decision = next((each for each in history if each.stands), None)
    strictness = registry.kind(one.kind).strictness
    lines = _lines(one, other, book, at)
    return Conflict(
        one=one,
        other=other,
        relation=how,
        winner=winner,
        why=None if by_people else queries.what_decides(winner, loser),
        is_strictest=strictness(winner.value) <= strictness(loser.value),
        lines=lines,
        over=_over(one, other, book, lines, at) if lines is not None else None,
        decision=decision,
        choice=_choice(decision, one, book) if decision is not None else "",
        history=tuple(history),
    )


def _choice(decision: Decision, one: Rule, book: RuleBook) -> str:
    """Return what was decided as said of the two now: a later version may have made the first of them the second."""
    same_order = decision.one is not None and book.family(decision.one.id) == book.family(one.id)
    return decision.choice if same_order else OTHER_WAY_ROUND.get(decision.choice, decision.choice)


def _winner(one: Rule, other: Rule, book: RuleBook, at: datetime) -> tuple[Rule, bool]:
    """Return which of two applies where both fit, and whether by a decision of people."""
    beaten = book.given_way(one.kind, (one, other), at)
    if beaten:
        return (other if one.id in beaten else one), True
    first = next(rule.id for rule in book.ranked(one.kind) if rule.id in (one.id, other.id))
    return (one if one.id == first else other), False


def _lines(one: Rule, other: Rule, book: RuleBook, at: datetime) -> Lines | None:
    """Return the service lines for which both are obeyed, asked of each line that any rule names, and of the rest."""
    facts = both(one.scope, other.scope)
    if (line := facts.get(LINE)) is not None:
        return Lines(only=frozenset({line})) if _obeyed(one, other, book, facts, at) else None
    named = {
        rule.scope[LINE]
        for kind in (PACK_IN_USE, EXCLUSION)
        for rule in book.ranked(kind)
        if LINE in rule.scope and rule.is_in_force(at)
    }
    where = frozenset(line for line in named if _obeyed(one, other, book, {**facts, LINE: line}, at))
    if _obeyed(one, other, book, {**facts, LINE: ""}, at):
        return Lines(apart_from=frozenset(named) - where)
    return Lines(only=where) if where else None


def _over(one: Rule, other: Rule, book: RuleBook, lines: Lines, at: datetime) -> Rule | None:
    line = min(lines.only) if lines.only is not None else ""
    first = book.fitting(one.kind, {LINE: line, **both(one.scope, other.scope)}, at)[0]
    return None if first.id in (one.id, other.id) else first


def _obeyed(one: Rule, other: Rule, book: RuleBook, facts: Mapping[str, str], at: datetime) -> bool:
    return book.is_obeyed(one, facts, at) and book.is_obeyed(other, facts, at)


def _decisions_by_family(book: RuleBook) -> dict[frozenset[int], list[Decision]]:
    found: dict[frozenset[int], list[Decision]] = {}
    for decision in _decisions(book):
        if (ids := _ids(decision)) is not None:
            found.setdefault(frozenset(book.family(row) for row in ids), []).append(decision)
    return found


def _decisions(book: RuleBook) -> list[Decision]:
    """Return every decision, also those replaced or taken back, the latest first. Cost: 1 statement for the names."""
    latest = sorted(book.ranked(DECISION), key=lambda rule: (rule.valid_from, rule.id), reverse=True)
    rules = sorted(latest, key=lambda rule: rule.valid_to is not None)  # stable: what stands comes first
    names = staff_names({rule.made_by for rule in rules if rule.made_by is not None})
    return [_decision(rule, book, names.get(rule.made_by or 0, "")) for rule in rules]


def _decision(rule: Rule, book: RuleBook, by: str) -> Decision:
    said: Any = rule.value
    return Decision(
        id=rule.id,
        choice=said.choice,
        one=_rule(said.one, book),
        other=_rule(said.other, book),
        topic=said.topic,
        keeps=said.keeps,
        reason=rule.reason,
        by=by,
        at=rule.valid_from,
        until=rule.valid_to,
        end_reason=rule.end_reason,
    )


def _rule(rule_id: int, book: RuleBook) -> Rule | None:
    row = book.by_id.get(rule_id)
    return queries.rule_by_id(row.kind, rule_id) if row is not None else None


def _ids(decision: Decision) -> tuple[int, int] | None:
    return (decision.one.id, decision.other.id) if decision.one and decision.other else None
