"""How often a manual is to be revised by its own schedule, and when somebody has to be asked to. Source: S3-8.2.3-1."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.standards import queries
from fuwutai.domain.standards.choices import APPROVED
from fuwutai.domain.standards.models import Manual, ManualVersion
from fuwutai.domain.standards.queries import GENERAL, Rule
from fuwutai.domain.standards.rule_kinds import PACK_IN_USE, SCHEDULE

ACTIVITY = "manual_revision"
ASK_BEFORE = timedelta(days=30)
"""So long before the end of the period people are asked. No figure of a manual: the manuals say how often only."""
_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter, half-year or year: its code (202611, 2026Q4, 2026H2, 2026), first day, and the day after it."""

    code: str
    first: date
    after: date


def period_of(day: date, every: str) -> Period:
    """Return the period of a schedule in which a day lies; what comes round more often counts by the month."""
    months = _MONTHS.get(every, 1)
    nth = (day.month - 1) // months
    code = {1: f"{day.year}{day.month:02d}", 3: f"{day.year}Q{nth + 1}", 6: f"{day.year}H{nth + 1}", 12: f"{day.year}"}
    first_of_next = (nth + 1) * months
    after = date(day.year + first_of_next // 12, first_of_next % 12 + 1, 1)
    return Period(code[months], date(day.year, nth * months + 1, 1), after)


def due_revision(row: Manual, at: datetime) -> str:
    """Return the code of the period for whose revision of a manual people are to be asked now, "" where for none.

    So it is near the end of the period, when fewer versions take effect in it than the manual's own schedule says,
    nobody was asked for it before, and some service line obeys the manual. Cost: 1 statement at most.
    """
    rule = _schedules(at).get(row.pk)
    if rule is None:
        return ""
    zone = centre_zone()
    today = at.astimezone(zone).date()
    period = period_of(today, rule.value.every)
    if period.after - today > ASK_BEFORE or row.reminded_for == period.code:
        return ""
    first, after = (timezone.make_aware(datetime.combine(day, time()), zone) for day in (period.first, period.after))
    versions = ManualVersion.objects.filter(
        manual=row, state=APPROVED, effective_from__gte=first, effective_from__lt=after
    )
    return period.code if versions.count() < rule.value.times else ""


def manuals_to_revise(at: datetime) -> list[int]:
    """Return the ids of the manuals for whose revision people are to be asked now.

    Cost: 1 statement, and 1 for each manual with a schedule.
    """
    rows = Manual.objects.filter(pk__in=list(_schedules(at))).order_by("pk")
    return [row.pk for row in rows if due_revision(row, at)]


def _schedules(at: datetime) -> dict[int, Rule]:
    """Return manual → its own schedule of revisions in force, the strictest, for the manuals that are obeyed."""
    rules = queries.rules_at(at)
    packs = {"", GENERAL} | {rule.value.pack for rule in rules if rule.kind == PACK_IN_USE}
    found: dict[int, Rule] = {}
    for rule in rules:
        is_cycle = rule.kind == SCHEDULE and rule.scope.get("activity") == ACTIVITY
        if is_cycle and rule.manual_id is not None and rule.pack in packs:
            found.setdefault(rule.manual_id, rule)
    return found
