"""Which promises a figure counts: of one kind, begun in a period, narrowed as the reader asks."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.cases.queries import has_words_by_day_only, was_reopened, was_resolved
from fuwutai.domain.evidence.choices import (
    CANCELLED,
    CATEGORY,
    CHANNEL,
    CLAUSE,
    DAY_ONLY,
    DECIDED,
    DIMENSIONS,
    KEPT,
    MISSED,
    OPEN,
    PRIORITY,
    REOPENED,
    RESOLVED,
    RULE,
    STOPPED,
    TEAM,
    TYPE,
    WEEK,
)
from fuwutai.domain.evidence.periods import week_days
from fuwutai.domain.evidence.policies import may_read_figures
from fuwutai.domain.sla import choices as sla
from fuwutai.domain.sla.queries import clocks_of_visible_cases
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Refused
from fuwutai.kernel.text import storable

FIELDS = {
    CLAUSE: "clause_code",
    RULE: "rule_id",
    TEAM: "case__team_id",
    CATEGORY: "case__category",
    CHANNEL: "case__channel",
    PRIORITY: "case__priority",
    TYPE: "case__type",
}
"""Where each dimension stands; those of the case are what the case is now, not what it was when the promise began."""
WHOLE_NUMBERS = (RULE, TEAM)
YEARS = range(1970, 2200)

FATES = {
    KEPT: Q(state=sla.STOPPED, breached_at__isnull=True),
    MISSED: Q(breached_at__isnull=False),
    OPEN: Q(state__in=(sla.RUNNING, sla.PAUSED), breached_at__isnull=True),
    CANCELLED: Q(state=sla.CANCELLED, breached_at__isnull=True),
}
"""What has become of a promise; each has exactly one of these. A missed one stays missed, whatever happens later."""
CONDITIONS = {
    **FATES,
    DECIDED: FATES[KEPT] | FATES[MISSED],
    STOPPED: Q(state=sla.STOPPED),
    DAY_ONLY: Q(has_words_by_day_only("case_id")),
    RESOLVED: was_resolved("case__"),
    REOPENED: was_reopened("case__"),
}
"""What the promises behind each figure have in common."""
_IN_TIME = {sla.RUNNING: OPEN, sla.PAUSED: OPEN, sla.STOPPED: KEPT, sla.CANCELLED: CANCELLED}


def begun(
    actor: Actor, *, definition: str, since: date | None, until: date | None, narrowing: Mapping[str, str]
) -> QuerySet[Any]:
    """Return the promises of one kind that began in [since, until), days of the centre's time zone.

    `narrowing`: dimension → key of one of its rows. Raises: Refused, Invalid.
    """
    if not may_read_figures(actor):
        raise Refused
    if definition not in sla.CLOCKS:
        raise Invalid(_("There is no such clock. Choose one from the list."), code="unknown_clock")
    clocks: QuerySet[Any] = clocks_of_visible_cases(actor).filter(_between(since, until), definition=definition)
    for dimension, key in narrowing.items():
        clocks = clocks.filter(narrowed_to(dimension, key))
    return clocks


def fate_of(state: str, *, missed: bool) -> str:
    """Return kept, missed, open or cancelled: what FATES asks of rows, said of one promise."""
    return MISSED if missed else _IN_TIME[state]


def start_of(day: date) -> datetime:
    """Return midnight at the beginning of a day of the centre. Raises: Invalid for a year nobody can mean."""
    if day.year not in YEARS:
        raise Invalid(
            _("Days between %(first)s and %(last)s can be asked for.")
            % {"first": f"{YEARS[0]}-01-01", "last": f"{YEARS[-1]}-12-31"},
            code="bad_day",
        )
    return datetime.combine(day, time.min, tzinfo=centre_zone())


def centre_today() -> date:
    """Return the present day of the centre."""
    return clock.now().astimezone(centre_zone()).date()


def _between(since: date | None, until: date | None) -> Q:
    wanted = Q()
    if since is not None:
        wanted &= Q(started_at__gte=start_of(since))
    if until is not None:
        wanted &= Q(started_at__lt=start_of(until))
    return wanted


def narrowed_to(dimension: str, key: str) -> Q:
    """Return the condition that a promise belongs to one group. Raises: Invalid for a group that cannot be."""
    if dimension == WEEK:
        try:
            return _between(*week_days(key))
        except ValueError as problem:
            raise _damaged() from problem
    if dimension not in DIMENSIONS or not storable(key):
        raise _damaged()
    if dimension not in WHOLE_NUMBERS:
        return Q(**{FIELDS[dimension]: key})
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise _damaged()
    return Q(**{FIELDS[dimension]: int(key)})


def _damaged() -> Invalid:
    return Invalid(_("This link no longer leads to figures. Begin again with the whole table."), code="bad_narrowing")
