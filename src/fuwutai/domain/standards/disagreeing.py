"""Which figures disagree, and how the groups they hold for lie to each other; pure, over any figures."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any, Literal

from fuwutai.domain.standards.rules import CATEGORY, contains, overlap

SAME_SCOPE, NESTED, CROSSING = "same_scope", "nested", "crossing"
Relation = Literal["same_scope", "nested", "crossing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure as far as it can disagree with another.

    `measures`: two figures of different things never disagree. `says`: what is compared. `family`: shared by the
    versions of one figure. `clause` "" = of no clause.
    """

    id: int
    family: int
    measures: Hashable
    says: Any
    clause: str
    scope: Mapping[str, str]
    since: datetime
    until: datetime | None


def relation(one: Mapping[str, str], other: Mapping[str, str]) -> Relation | None:
    """Return how two scopes lie to each other: the same, one inside the other, or crossing; None if they never meet."""
    if not overlap(one, other):
        return None
    inside = contains(one, other) + contains(other, one)
    return {0: "crossing", 1: "nested", 2: "same_scope"}[inside]  # type: ignore[return-value]


def disagreeing(figures: Iterable[Figure]) -> list[tuple[int, int, Relation]]:
    """Return the pairs that disagree, each once with the smaller id first, in the order of their ids.

    Two figures disagree when they measure the same, say something else, and some facts at some moment fit both. The
    rows of one clause that name different groups are one statement, and versions of one figure follow each other.
    """
    alike: dict[Hashable, list[Figure]] = {}
    for figure in sorted(figures, key=lambda one: one.id):
        alike.setdefault(figure.measures, []).append(figure)
    found = []
    for group in alike.values():
        for one, other in combinations(group, 2):
            if (how := _disagree(one, other)) is not None:
                found.append((one.id, other.id, how))
    return sorted(found)


def both(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """Return the least facts that fit two scopes which meet: all limits of both, the narrower of two categories."""
    facts = {**one, **other}
    if CATEGORY in facts:
        facts[CATEGORY] = max(one.get(CATEGORY, ""), other.get(CATEGORY, ""), key=len)
    return facts


def _disagree(one: Figure, other: Figure) -> Relation | None:
    if one.family == other.family or one.says == other.says or not _at_once(one, other):
        return None
    how = relation(one.scope, other.scope)
    is_one_statement = one.clause == other.clause != "" and how != SAME_SCOPE
    return None if is_one_statement else how


def _at_once(one: Figure, other: Figure) -> bool:
    begins = max(one.since, other.since)
    return all(figure.until is None or begins < figure.until for figure in (one, other))
