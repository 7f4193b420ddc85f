"""What was unusual on a day of the centre: counted from the logs, judged by `rules`. Source: S3-5.1-6."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from fuwutai.domain.accounts.queries import centre, centre_zone, colleagues, working_hours
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.compliance import rules
from fuwutai.domain.compliance.choices import (
    EXPORT_AT_NIGHT,
    EXPORTS,
    GUESSED_PASSWORD,
    IDLE_REVEAL,
    LARGE_EXPORT,
    LOOKS_AT_CUSTOMERS,
    MANY_MISSES,
    MANY_REVEALS,
    REVEALS,
    STRANGERS,
)
from fuwutai.domain.compliance.entries import PEOPLE
from fuwutai.domain.customers.person import belongs_to
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.attempts import ATTEMPTS, REFUSED_MANY
from fuwutai.kernel.models import AccessEntry, JournalEntry

COMPLIANCE = Actor.system("compliance")
Moments = dict[int, list[datetime]]
Pairs = dict[int, set[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something unusual of one person on one day. `facts`: the figures it rests on."""

    kind: str
    day: date
    staff_id: int
    facts: dict[str, int | float] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Return what makes it the same when it is found again."""
        return f"{self.kind}:{self.day.isoformat()}:{self.staff_id}"


def found_on(day: date) -> list[Found]:
    """Return what was unusual on a day of the centre, nothing before set-up. Cost: 9 statements at most."""
    if centre() is None:
        return []
    start, end = bounds_of(day)
    found = [*_reveals(day, start, end), *_exports(day, start, end), *_misses(day, start, end)]
    return [*found, *_passwords(day, start, end), *_customers(day, start, end)]


def bounds_of(day: date) -> tuple[datetime, datetime]:
    """Return when a day of the centre begins, and when the next one does."""
    zone = centre_zone()
    return datetime.combine(day, time.min, zone), datetime.combine(day + timedelta(days=1), time.min, zone)


def _columns(rows: QuerySet[Any, Any], *names: str) -> Iterable[tuple[Any, ...]]:
    """Return some columns; who acted is known in all rows that are asked for here."""
    return rows.values_list(*names)


def _reveals(day: date, start: datetime, end: datetime) -> Iterator[Found]:
    seen = AccessEntry.objects.filter(action__in=REVEALS, actor_kind__in=PEOPLE, at__lt=end)
    today, before = Q(at__gte=start), Q(at__lt=start)
    counted = (
        seen.filter(at__gte=start - timedelta(days=rules.MEAN_DAYS))
        .order_by()
        .values("actor_id")
        .annotate(today=Count("pk", filter=today), before=Count("pk", filter=before))
        .filter(today__gte=rules.FEWEST_REVEALS)
    )
    for staff_id, n, earlier in _columns(counted, "actor_id", "today", "before"):
        if rules.many_reveals(n, earlier):
            yield Found(
                kind=MANY_REVEALS, day=day, staff_id=staff_id, facts={"n": n, "mean": rules.daily_mean(earlier)}
            )


def _exports(day: date, start: datetime, end: datetime) -> Iterator[Found]:
    taken = AccessEntry.objects.filter(action__in=EXPORTS, actor_kind__in=PEOPLE, at__gte=start, at__lt=end)
    at_night: dict[int, int] = defaultdict(int)
    largest: dict[int, int] = defaultdict(int)
    exports = list(_columns(taken, "actor_id", "at", "rows"))
    hours = working_hours() if exports else None
    for staff_id, at, rows in exports:
        at_night[staff_id] += 0 if hours is None or hours.in_working_hours(at) else 1
        largest[staff_id] = max(largest[staff_id], rows or 0)
    for staff_id, n in at_night.items():
        if n:
            yield Found(kind=EXPORT_AT_NIGHT, day=day, staff_id=staff_id, facts={"n": n})
        if largest[staff_id] > rules.LARGE_EXPORT_ROWS:
            yield Found(kind=LARGE_EXPORT, day=day, staff_id=staff_id, facts={"n": largest[staff_id]})


def _misses(day: date, start: datetime, end: datetime) -> Iterator[Found]:
    rows = AccessEntry.objects.filter(action__in=ATTEMPTS, actor_kind__in=PEOPLE, at__gte=start, at__lt=end)
    moments: Moments = defaultdict(list)
    beyond: set[int] = set()
    for staff_id, at, action in _columns(rows, "actor_id", "at", "action"):
        moments[staff_id].append(at)
        if action == REFUSED_MANY:
            beyond.add(staff_id)
    for staff_id, when in moments.items():
        n = rules.most_within_an_hour(when)
        if n >= rules.FEWEST_MISSES or staff_id in beyond:
            yield Found(kind=MANY_MISSES, day=day, staff_id=staff_id, facts={"n": n})


def _passwords(day: date, start: datetime, end: datetime) -> Iterator[Found]:
    tried = AccessEntry.objects.filter(
        action__in=("sign_in", "sign_in_failed"), subject="staff", subject_id__isnull=False,
        at__gte=start - rules.WITHIN, at__lt=end,
    )  # fmt: skip
    succeeded: Moments = defaultdict(list)
    failed: Moments = defaultdict(list)
    for staff_id, at, action in _columns(tried, "subject_id", "at", "action"):
        if action == "sign_in_failed":
            failed[staff_id].append(at)
        elif at >= start:
            succeeded[staff_id].append(at)
    for staff_id, when in succeeded.items():
        if n := rules.most_failures(when, failed.get(staff_id, [])):
            yield Found(kind=GUESSED_PASSWORD, day=day, staff_id=staff_id, facts={"n": n})


def _customers(day: date, start: datetime, end: datetime) -> Iterator[Found]:
    """Judge looks at customers by what the person has to do with them: their cases, and what she wrote in these."""
    looks = AccessEntry.objects.filter(
        action__in=LOOKS_AT_CUSTOMERS | REVEALS, actor_kind__in=PEOPLE, subject="customer", subject_id__isnull=False,
        at__gte=start, at__lt=end,
    )  # fmt: skip
    seen: Pairs = defaultdict(set)
    revealed: Pairs = defaultdict(set)
    for staff_id, customer_id, action in _columns(looks.distinct(), "actor_id", "subject_id", "action"):
        if action in LOOKS_AT_CUSTOMERS:
            seen[staff_id].add(customer_id)
        if action in REVEALS:
            revealed[staff_id].add(customer_id)
    if not seen and not revealed:
        return
    customers = set().union(*seen.values(), *revealed.values())
    held, case_customers = _cases_of(customers)
    teams = {one.id: one.team_ids for one in colleagues(seen.keys())}
    for staff_id, them in seen.items():
        own = {(None, staff_id), *((team, None) for team in teams.get(staff_id, ()))}
        n = sum(1 for one in them if not held[one] & own)
        if n >= rules.FEWEST_STRANGERS:
            yield Found(kind=STRANGERS, day=day, staff_id=staff_id, facts={"n": n})
    worked = _worked_on(revealed, case_customers, start, end)
    for staff_id, them in revealed.items():
        n = len(them - worked[staff_id])
        if n >= rules.FEWEST_IDLE_REVEALS:
            yield Found(kind=IDLE_REVEAL, day=day, staff_id=staff_id, facts={"n": n})


def _cases_of(customers: set[int]) -> tuple[dict[int, set[tuple[int | None, int | None]]], dict[int, int]]:
    """Return for each customer which teams and which people have cases of theirs, and for each case its customer."""
    held: dict[int, set[tuple[int | None, int | None]]] = defaultdict(set)
    whose: dict[int, int] = {}
    cases = visible_cases(COMPLIANCE).annotate(person=Coalesce("customer__merged_into_id", "customer_id"))
    theirs = cases.filter(belongs_to(customers)).order_by()
    for case_id, person, absorbed, team_id, assignee_id in theirs.values_list(
        "pk", "person", "customer_id", "team_id", "assignee_id"
    ):
        whose[case_id] = person
        for one in {person, absorbed}:
            held[one] |= {(team_id, None), (None, assignee_id)}
    return held, whose


def _worked_on(revealed: Pairs, whose: Mapping[int, int], start: datetime, end: datetime) -> Pairs:
    """Return for each person the customers in whose cases she did something on the day."""
    did = JournalEntry.objects.filter(
        subject="case", subject_id__in=whose, actor_kind__in=PEOPLE, actor_id__in=revealed, at__gte=start, at__lt=end
    )
    worked: Pairs = defaultdict(set)
    for staff_id, case_id in did.order_by().values_list("actor_id", "subject_id").distinct():
        worked[staff_id or 0].add(whose[case_id])
    return worked
