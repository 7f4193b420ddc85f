"""Which rule decides: the fit of a rule's limits with the facts, and the precedence among those that fit.

Also how the scopes of two rules lie to each other, and in which state a version of a manual is.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

CATEGORY = "category"
Precedence = tuple[int, tuple[int, ...], int, float, datetime, int]
Difference = Literal["more_limits", "foremost_fact", "narrower_category", "stricter", "later", "written_later"]
DIFFERENCES: tuple[Difference, ...] = (
    "more_limits", "foremost_fact", "narrower_category", "stricter", "later", "written_later",
)  # fmt: skip
"""What may decide between two rules, in the order of `precedence`."""


def fits(scope: Mapping[str, str], facts: Mapping[str, str]) -> bool:
    """Return whether every limit of a rule holds for the facts; a fact that is not known fits no limit.

    A category fits its children too: “fault.network” fits “fault.network.fibre” and not “fault.networking”.
    """
    return all(_holds(key, code, facts.get(key)) for key, code in scope.items())


def precedence(
    scope_keys: Sequence[str],
    scope: Mapping[str, str],
    valid_from: datetime,
    rule_id: int,
    strictness: float = 0.0,
) -> Precedence:
    """Return the weight of a rule among those that fit the same facts: the greatest decides.

    1. More limits win: a figure for urgent complaints beats one for complaints.
    2. Among as many, the rule wins whose limits name the fact that stands first in `scope_keys`; where both name it,
       the next one decides. So “urgent” beats “complaint”, as `priority` stands before `type`.
    3. Of two that name the same facts, the narrower category wins: “fault.network” beats “fault”.
    4. Of two with the same limits the stricter wins (the smaller `strictness`), until people decide between them.
    5. Then the later `valid_from`, then the later row, so that no two rules ever weigh the same.
    """
    places = {key: place for place, key in enumerate(scope_keys)}
    named = tuple(sorted(places.get(key, len(places)) for key in scope))
    depth = scope[CATEGORY].count(".") + 1 if CATEGORY in scope else 0
    return len(scope), tuple(-place for place in named), depth, -strictness, valid_from, rule_id


def difference(one: Precedence, other: Precedence) -> Difference:
    """Return what decides between two rules: the first part of their weights that is not the same."""
    return next(name for name, mine, theirs in zip(DIFFERENCES, one, other, strict=True) if mine != theirs)


def _holds(key: str, code: str, fact: str | None) -> bool:
    return fact is not None and (fact == code or (key == CATEGORY and fact.startswith(f"{code}.")))


def overlap(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Return whether some facts fit both scopes: no fact would have to be two things at once."""
    return all(_meet(key, one[key], other[key]) for key in one.keys() & other.keys())


def contains(wide: Mapping[str, str], narrow: Mapping[str, str]) -> bool:
    """Return whether whatever fits the narrow scope also fits the wide one; a scope contains itself."""
    return all(_holds(key, code, narrow.get(key)) for key, code in wide.items())


def state_of(stored: str, effective_from: datetime | None, followed_at: datetime | None, at: datetime) -> str:
    """Return the state of a version at a moment: what is stored, or for an approved one what its dates say.

    `followed_at`: when the next approved version takes effect. Formula: approved before `effective_from`, then
    effective, and retired once it has been followed.
    """
    if stored != "approved" or effective_from is None or at < effective_from:
        return stored
    return "retired" if followed_at is not None and followed_at <= at else "effective"


def _meet(key: str, one: str, other: str) -> bool:
    return _holds(key, one, other) or _holds(key, other, one)


def beaten_by(decided: Iterable[tuple[int, int]], present: Collection[int]) -> set[int]:
    """Return which of the rules that are present give way to another that is present.

    `decided`: (who gives way, to whom). Where decisions run in a circle they contradict each other: nobody in it gives
    way, unless to one outside of it.
    """
    pairs = [(loser, winner) for loser, winner in decided if loser in present and winner in present]
    standing = set(present) - {loser for loser, _winner in pairs}
    while more := {loser for loser, winner in pairs if winner in standing} - standing:
        standing |= more
    return {loser for loser, _winner in pairs} & standing
