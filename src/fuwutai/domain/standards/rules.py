"""Which rule decides: the fit of a rule's limits with the facts, and the precedence among those that fit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

CATEGORY = "category"
Precedence = tuple[int, tuple[int, ...], int, datetime, int]
Difference = Literal["more_limits", "foremost_fact", "narrower_category", "later", "written_later"]
DIFFERENCES: tuple[Difference, ...] = (
    "more_limits", "foremost_fact", "narrower_category", "later", "written_later",
)  # fmt: skip
"""What may decide between two rules, in the order of `precedence`."""


def fits(scope: Mapping[str, str], facts: Mapping[str, str]) -> bool:
    """Return whether every limit of a rule holds for the facts; a fact that is not known fits no limit.

    A category fits its children too: “fault.network” fits “fault.network.fibre” and not “fault.networking”.
    """
    return all(_holds(key, code, facts.get(key)) for key, code in scope.items())


def precedence(
    scope_keys: Sequence[str], scope: Mapping[str, str], valid_from: datetime, rule_id: int
) -> Precedence:
    """Return the weight of a rule among those that fit the same facts: the greatest decides.

    1. More limits win: a figure for urgent complaints beats one for complaints.
    2. Among as many, the rule wins whose limits name the fact that stands first in `scope_keys`; where both name it,
       the next one decides. So “urgent” beats “complaint”, as `priority` stands before `type`.
    3. Of two that name the same facts, the narrower category wins: “fault.network” beats “fault”.
    4. Then the later `valid_from`, then the later row, so that no two rules ever weigh the same.
    """
    places = {key: place for place, key in enumerate(scope_keys)}
    named = tuple(sorted(places.get(key, len(places)) for key in scope))
    depth = scope[CATEGORY].count(".") + 1 if CATEGORY in scope else 0
    return len(scope), tuple(-place for place in named), depth, valid_from, rule_id


def difference(one: Precedence, other: Precedence) -> Difference:
    """Return what decides between two rules: the first part of their weights that is not the same."""
    return next(name for name, mine, theirs in zip(DIFFERENCES, one, other, strict=True) if mine != theirs)


def _holds(key: str, code: str, fact: str | None) -> bool:
    return fact is not None and (fact == code or (key == CATEGORY and fact.startswith(f"{code}.")))
