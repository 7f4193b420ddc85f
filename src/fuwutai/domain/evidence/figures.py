"""Figures that clauses are held against: counted together over each base, by month, and the cases behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, DateField, Q, QuerySet
from django.db.models.functions import TruncMonth

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.evidence.choices import BELOW, DECIDED, KEPT, MEASURED, MET, NO_CASES
from fuwutai.domain.evidence.reach import EVERYWHERE, NOWHERE
from fuwutai.domain.evidence.rules import is_within, percent
from fuwutai.domain.evidence.selection import CONDITIONS, FATES, start_of
from fuwutai.domain.sla.choices import PROMISES_KEPT
from fuwutai.domain.standards import providers
from fuwutai.domain.standards.queries import Rule
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Text
from fuwutai.kernel.paging import Page, page

PART, REST = "part", "rest"
SECONDS_IN = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A figure that a clause is held against: what counts it, over which of its rows, and the rule with its target.

    `promises_of`: only the promises of this clause. `target` none = counted without a target.
    """

    counts: providers.Figure
    target: Rule | None = None
    narrowing: Q = EVERYWHERE
    promises_of: str = ""

    @property
    def key(self) -> tuple[str, str, int]:
        """Return what tells it from others that are counted in the same statement."""
        return self.counts.code, self.promises_of, self.target.id if self.target and self.narrowing else 0

    @property
    def is_counted_nowhere(self) -> bool:
        """Return whether its manual is obeyed for no case at all."""
        return self.narrowing is NOWHERE

    @property
    def condition(self) -> Q:
        """Return what its rows have in common."""
        return self.narrowing & Q(clause_code=self.promises_of) if self.promises_of else self.narrowing


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A figure with what was counted. `value` is in `unit`; None where there was nothing to count."""

    wanted: Wanted
    part: int | None = None
    whole: int = 0
    value: float | None = None

    @property
    def code(self) -> str:
        """Return the code of the figure."""
        return self.wanted.counts.code

    @property
    def title(self) -> Text:
        """Return what the figure is called."""
        return self.wanted.counts.title

    @property
    def formula(self) -> Text:
        """Return how it is counted, in words."""
        return self.wanted.counts.formula

    @property
    def scope(self) -> Mapping[str, str]:
        """Return for which cases its target holds; empty for all."""
        scope = self.wanted.target.scope if self.wanted.target else {}
        return {name: code for name, code in scope.items() if name != "metric"}

    @property
    def unit(self) -> str:
        """Return the unit of value and target."""
        unit = self.wanted.counts.unit
        return self.wanted.target.value.unit if self.wanted.target and unit == "seconds" else unit

    @property
    def at_least(self) -> float | None:
        """Return the least that is asked for."""
        return self.wanted.target.value.at_least if self.wanted.target else None

    @property
    def at_most(self) -> float | None:
        """Return the most that is allowed."""
        return self.wanted.target.value.at_most if self.wanted.target else None

    @property
    def state(self) -> str:
        """Return met, missed, measured (no target) or no_cases; what is compared is not rounded."""
        if not self.whole:
            return NO_CASES
        if self.wanted.target is None:
            return MEASURED
        exact = self.part * 100 / self.whole if self.unit == "percent" and self.part is not None else self.value
        assert exact is not None
        return MET if is_within(exact, self.at_least, self.at_most) else BELOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """Some of the cases behind a figure, the latest first, and the cursor of what follows."""

    cases: Sequence[Any]
    next: str | None = None


def count(actor: Actor, wanted: Sequence[Wanted], since: date | None, until: date | None) -> list[Counted]:
    """Return figures, in order, over the rows that an actor sees of [since, until), days of the centre's time zone.

    Cost: 1 statement for each base, 1 more for promises by clause.
    """
    sums: dict[tuple[str, str, int], tuple[Any, Any]] = {}
    by_base: dict[str, dict[tuple[str, str, int], Wanted]] = {}
    for one in wanted:
        if not one.is_counted_nowhere:
            by_clause = one.promises_of and not one.narrowing
            by_base.setdefault("" if by_clause else one.counts.base.code, {})[one.key] = one
    if promises := by_base.pop("", None):
        base = next(iter(promises.values())).counts.base
        own = _rows(actor, base, since, until).filter(clause_code__in={code for _figure, code, _rule in promises})
        rows = own.order_by().values("clause_code")
        for row in rows.annotate(above=Count("pk", filter=FATES[KEPT]), below=Count("pk", filter=CONDITIONS[DECIDED])):
            sums[PROMISES_KEPT, row["clause_code"], 0] = row["above"], row["below"]
    for asked in by_base.values():
        base = next(iter(asked.values())).counts.base
        numbers = _rows(actor, base, since, until).order_by().aggregate(**_aggregates(list(asked.values())))
        for place, key in enumerate(asked):
            sums[key] = numbers[f"above_{place}"], numbers[f"below_{place}"]
    return [of_numbers(one, *sums.get(one.key, (0, 0))) for one in wanted]


def by_month(actor: Actor, wanted: Wanted, since: date, until: date) -> dict[date, Counted]:
    """Return a figure for each month that has something to count, by the first day of the month. Cost: 1 statement."""
    if wanted.is_counted_nowhere:
        return {}
    base = wanted.counts.base
    month = TruncMonth(base.moment, tzinfo=centre_zone(), output_field=DateField())
    own = _rows(actor, base, since, until).filter(_counts(wanted))
    rows = own.order_by().annotate(month=month).values("month")
    numbers = rows.annotate(**_aggregates([wanted])).order_by("month")
    return {row["month"]: of_numbers(wanted, row["above_0"], row["below_0"]) for row in numbers}


def cases_behind(
    actor: Actor, wanted: Wanted, which: str, since: date | None, until: date | None, cursor: str | None, size: int = 50
) -> Behind:
    """Return a page of the cases of a figure: those of its part, or the rest of the whole; all of them of a mean.

    A case stands once, however many of its rows count. Cost: 1 statement, none for rows about no case.
    """
    counts = wanted.counts
    if not counts.base.case or wanted.is_counted_nowhere or not isinstance(counts.whole, Q):
        return Behind(cases=())
    fits = counts.whole & wanted.condition
    if isinstance(counts.part, Q):
        fits &= counts.part if which == PART else ~counts.part
    rows = _rows(actor, counts.base, since, until).filter(fits)
    cases = visible_cases(actor).filter(pk__in=rows.order_by().values(counts.base.case))
    found: Page[Any] = page(cases.select_related("team", "assignee"), ("-opened_at", "-id"), cursor, size)
    return Behind(cases=found.rows, next=found.next)


def of_numbers(wanted: Wanted, above: Any, below: Any) -> Counted:
    """Return a figure from the aggregates above and below the line."""
    whole = int(below or 0)
    if not whole:
        return Counted(wanted=wanted)
    unit = wanted.counts.unit
    if unit == "percent":
        return Counted(wanted=wanted, part=int(above), whole=whole, value=percent(int(above), whole))
    if unit == "seconds":
        target_unit = wanted.target.value.unit if wanted.target else "seconds"
        return Counted(wanted=wanted, whole=whole, value=float(above) / SECONDS_IN[target_unit])
    return Counted(wanted=wanted, part=whole, whole=whole, value=float(whole))


def _rows(actor: Actor, base: providers.Base, since: date | None, until: date | None) -> QuerySet[Any]:
    rows = base.rows(actor)
    if since is not None:
        rows = rows.filter(**{f"{base.moment}__gte": start_of(since)})
    if until is not None:
        rows = rows.filter(**{f"{base.moment}__lt": start_of(until)})
    return rows


def _counts(wanted: Wanted) -> Q:
    """Return what all rows have in common that count for a figure."""
    whole = wanted.counts.whole
    return whole & wanted.condition if isinstance(whole, Q) else wanted.condition


def _aggregates(wanted: Sequence[Wanted]) -> dict[str, Any]:
    found = {}
    for place, one in enumerate(wanted):
        found[f"above_{place}"] = one.counts.part_within(one.condition)
        found[f"below_{place}"] = one.counts.whole_within(one.condition)
    return found
