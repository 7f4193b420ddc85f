"""How long people worked on cases: what counts is what was said last, and everybody's share is told apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Sum

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.cases.choices import ACTIVITY_TERM
from fuwutai.domain.cases.models import TimeSpent
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.cases.vocabularies import offered
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound

MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one person worked on a case."""

    staff_id: int
    name: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A time as it counts. `is_correction`: something else was noted before. `number`: "" for a case out of sight."""

    id: int
    case_id: int
    number: str
    subject: str
    staff_id: int
    name: str
    minutes: int
    activity: str
    note: str
    day: date
    is_correction: bool


def today() -> date:
    """Return the day it is at the centre."""
    return clock.now().astimezone(centre_zone()).date()


def counting() -> QuerySet[TimeSpent]:
    """Return the times that count: those that no other one corrects."""
    later = TimeSpent.objects.filter(case=OuterRef("case_id"), corrects=OuterRef("pk"))
    return TimeSpent.objects.filter(~Exists(later))


def times_of(actor: Actor, case_id: int) -> list[Row]:
    """Return the times of a case that count and are not taken back, the latest first. Cost: 1 statement."""
    seen = visible_cases(actor).filter(pk=case_id).order_by().values("pk")
    rows = counting().filter(case__in=seen, minutes__gt=0).select_related("staff", "case")
    return [_row(one, is_seen=True) for one in rows.order_by("-day", "-pk")]


def time_of(actor: Actor, case_id: int, time_id: int) -> Row:
    """Return a time of a case that counts. Raises: NotFound. Cost: 1 statement."""
    for one in times_of(actor, case_id):
        if one.id == time_id:
            return one
    raise NotFound


def shares(rows: Iterable[Row]) -> list[Share]:
    """Return what each person worked, the longest first. Source: S0-1.3-2."""
    found: dict[int, Share] = {}
    for one in rows:
        so_far = found[one.staff_id].minutes if one.staff_id in found else 0
        found[one.staff_id] = Share(staff_id=one.staff_id, name=one.name, minutes=so_far + one.minutes)
    return sorted(found.values(), key=lambda share: (-share.minutes, share.staff_id))


def week_of(day: date) -> tuple[date, date]:
    """Return the Monday and the Sunday of the week of a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def my_times(actor: Actor, first: date, last: date) -> list[Row]:
    """Return what an actor worked from one day to another, day by day; of cases out of sight only how long.

    Cost: 1 statement over her own rows of these days.
    """
    if actor.id is None:
        return []
    seen = Exists(visible_cases(actor).filter(pk=OuterRef("case_id")))
    own = counting().filter(staff_id=actor.id, day__range=(first, last), minutes__gt=0).annotate(seen=seen)
    rows = own.select_related("staff", "case").order_by("day", "case_id", "pk")
    return [_row(one, is_seen=bool(one.seen)) for one in rows]


def minutes_of_day(staff_id: int, day: date, but: int | None = None) -> int:
    """Return how many minutes of a day are noted for a person; `but`: a row that does not count. Cost: 1 statement."""
    own = counting().filter(staff_id=staff_id, day=day)
    if but is not None:
        own = own.exclude(pk=but)
    return own.aggregate(total=Sum("minutes"))["total"] or 0


def activities(kept: str = "") -> dict[str, str]:
    """Return the kinds of work that may be chosen, code → name; `kept` in any case. Cost: as `vocabularies.offered`."""
    return offered(ACTIVITY_TERM, kept)


def by_day(rows: Iterable[Row]) -> Mapping[date, list[Row]]:
    """Return times by their day, in the order they come in."""
    found: dict[date, list[Row]] = {}
    for one in rows:
        found.setdefault(one.day, []).append(one)
    return found


def _row(one: TimeSpent, *, is_seen: bool) -> Row:
    return Row(
        id=one.pk,
        case_id=one.case_id,
        number=one.case.number if is_seen else "",
        subject=one.case.subject if is_seen else "",
        staff_id=one.staff_id,
        name=one.staff.display_name,
        minutes=one.minutes,
        activity=one.activity,
        note=one.note if is_seen else "",
        day=one.day,
        is_correction=one.corrects_id is not None,
    )
