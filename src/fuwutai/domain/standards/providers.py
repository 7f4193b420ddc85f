"""Figures that clauses can be held against: each app names what it can count over rows of its own.

A figure is counted over a *base*, the rows that an actor may see; all figures over one base are counted together.
Metric targets name a figure by its code. What nobody registers here, nobody counts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.db.models import Avg, Count, Q, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from fuwutai.domain.standards.queries import Rule
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Text

Unit = Literal["percent", "seconds", "count"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Rows to count over. `moment`: the field that says into which period a row falls.

    `case`: the field with the id of its case, `facts`: the path to the facts of that case, as "case__". Rows about no
    case have neither, and no figure over them can be narrowed by facts.
    """

    code: str
    rows: Callable[[Actor], QuerySet[Any]]
    moment: str
    case: str = ""
    facts: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """How many rows of `whole` are also of `part`; of an amount in each row, the mean over `whole`.

    `formula` says in words what is counted. For a share `part` and `whole` may be amounts to be summed.
    """

    code: str
    title: Text
    formula: Text
    base: Base
    unit: Unit
    whole: Q | Combinable
    part: Q | Combinable | None = None
    amount: Combinable | None = None

    def part_within(self, narrowing: Q) -> Any:
        """Return the aggregate above the line, over the rows that fit: a count, a sum or a mean."""
        if self.amount is not None:
            assert isinstance(self.whole, Q)
            return Avg(self.amount, filter=self.whole & narrowing)
        assert self.part is not None
        both = self.part & self.whole if isinstance(self.part, Q) and isinstance(self.whole, Q) else self.part
        return _counted(both, narrowing)

    def whole_within(self, narrowing: Q) -> Any:
        """Return the aggregate below the line, over the rows that fit."""
        return _counted(self.whole, narrowing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Something that is done on a schedule and leaves a trace of its own: the days on which it was done.

    `done_on(rule, since, until)`: those in [since, until) that count for a schedule. Cost: 1 statement.
    """

    code: str
    title: Text
    done_on: Callable[[Rule, date, date], list[date]]


@dataclass(slots=True)
class _Registry:
    figures: dict[str, Figure] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)


_known = _Registry()


def share(code: str, *, title: Text, formula: Text, base: Base, part: Q | Combinable, whole: Q | Combinable) -> None:
    """Register a figure in percent: how much of the whole is also of the part."""
    _register(Figure(code=code, title=title, formula=formula, base=base, unit="percent", part=part, whole=whole))


def average(code: str, *, title: Text, formula: Text, base: Base, amount: Combinable, whole: Q) -> None:
    """Register a figure in seconds: the mean of an amount over some rows."""
    _register(Figure(code=code, title=title, formula=formula, base=base, unit="seconds", amount=amount, whole=whole))


def count(code: str, *, title: Text, formula: Text, base: Base, whole: Q) -> None:
    """Register a figure that is a plain number: how many rows there are."""
    _register(Figure(code=code, title=title, formula=formula, base=base, unit="count", part=whole, whole=whole))


def activity(code: str, *, title: Text, done_on: Callable[[Rule, date, date], list[date]]) -> None:
    """Register what can show by itself when it was done."""
    _known.activities[code] = Activity(code=code, title=title, done_on=done_on)


def figure_named(code: str) -> Figure | None:
    """Return what counts a figure, None where nobody does."""
    return _known.figures.get(code)


def activity_named(code: str) -> Activity | None:
    """Return what knows by itself when an activity was done, None where only people can say."""
    return _known.activities.get(code)


def figures() -> list[Figure]:
    """Return every figure that somebody counts, by code."""
    return [_known.figures[code] for code in sorted(_known.figures)]


def _register(figure: Figure) -> None:
    if figure.code in _known.figures:
        raise TypeError(f"the figure {figure.code} is counted already")
    _known.figures[figure.code] = figure


def _counted(rows: Q | Combinable, narrowing: Q) -> Any:
    if isinstance(rows, Q):
        return Count("pk", filter=rows & narrowing)
    return Coalesce(Sum(rows, filter=narrowing), 0)
