"""A figure as a page says it: how long, by which calendar, for whom, since when; of every kind of rule."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fuwutai.desk.standards.facts import in_words
from fuwutai.domain.cases.choices import PRIORITIES
from fuwutai.domain.cases.closing import MISSING
from fuwutai.domain.cases.priorities import PRIORITY_FOR
from fuwutai.domain.cases.speech.attachments import said_limits
from fuwutai.domain.evidence.labels import UNIT_WORDS
from fuwutai.domain.sla.choices import AUDIENCES
from fuwutai.domain.standards.choices import STATED
from fuwutai.domain.standards.queries import Rule
from fuwutai.domain.standards.rule_kinds import (
    DEADLINE,
    EXCLUSION,
    METRIC_TARGET,
    PERIODS,
    READ_CONFIRMATION,
    RETENTION,
    REVISION_RECORD,
    SCHEDULE,
)

ESCALATION = "sla.escalation"


class Names:
    """The names behind the codes of calendars and teams."""

    def __init__(self, calendars: Mapping[str, str], teams: Mapping[str, str], centres: str) -> None:
        self.calendars, self.teams, self.centres = calendars, teams, centres

    def calendar(self, code: str) -> str:
        """Return the name of a calendar; empty is the centre's own."""
        if code:
            return self.calendars.get(code, code)
        return _("the centre's: %(name)s") % {"name": self.calendars.get(self.centres, self.centres)}

    def team(self, code: str) -> str:
        """Return the name of a team."""
        return self.teams.get(code, code)


def length(value: Any) -> str:
    """Return a target in words: “30 min”, “24 h”, “7 working days”."""
    if value.working_days:
        return working_days(value.working_days)
    if value.seconds:
        return _("%(n)s s") % {"n": value.seconds}
    return minutes(value.minutes)


def working_days(days: int) -> str:
    """Return so many working days in words."""
    return ngettext("%(n)d working day", "%(n)d working days", days) % {"n": days}


def minutes(whole: int) -> str:
    """Return so many minutes in words, full hours as hours."""
    hours, left = divmod(whole, 60)
    if not hours:
        return _("%(n)s min") % {"n": left}
    if not left:
        return _("%(n)s h") % {"n": hours}
    return _("%(h)s h %(m)s min") % {"h": hours, "m": left}


def percents(shares: tuple[int, ...]) -> str:
    """Return shares of a target in words."""
    return _(", ").join(amount(share, "percent") for share in shares) or pgettext("warnings", "none")


def promise(kind: str, value: Any, names: Names) -> str:
    """Return what a rule of any kind says in one line."""
    if (said := SAYINGS.get(kind)) is not None:
        return said(value, names)
    if hasattr(value, "minutes"):
        return _("%(length)s, %(calendar)s") % {"length": length(value), "calendar": names.calendar(value.calendar)}
    return _(", ").join(f"{name}: {one}" for name, one in _filled(value)) or "—"


def shown(rule: Rule, names: Names, now: datetime) -> dict[str, Any]:
    """Return a rule as a row of a table."""
    row: dict[str, Any] = {
        "rule": rule,
        "whom": in_words(rule.scope),
        "coming": rule.valid_from > now and (rule.valid_to is None or rule.valid_from < rule.valid_to),
        "in_force": rule.is_in_force(now),
        "promise": promise(rule.kind, rule.value, names),
        "ends": rule.valid_to is not None,
    }
    if rule.kind == ESCALATION:
        at = amount(rule.value.percent, "percent")
        return row | {"percent": at, "told": _told(rule.value), "team": names.team(rule.value.give_to)}
    if not rule.kind.startswith("sla."):
        return row
    return row | {
        "length": length(rule.value),
        "calendar": names.calendar(rule.value.calendar),
        "warnings": percents(rule.value.warn_percents),
    }


def _told(value: Any) -> str:
    return _(", ").join(str(AUDIENCES[one]) for one in value.tell) or _("nobody")


def amount(value: float, unit: str) -> str:
    """Return a figure of many cases with its unit: “85 %”, “30 min”."""
    written = f"{value:.12g}"  # no thousands in powers of ten
    return _(UNIT_WORDS[unit]) % {"n": written}


def _bound(value: Any, _names: Names) -> str:
    if value.at_least is not None:
        return _("at least %(amount)s") % {"amount": amount(value.at_least, value.unit)}
    return _("at most %(amount)s") % {"amount": amount(value.at_most or 0.0, value.unit)}


def _often(value: Any, _names: Names) -> str:
    every = PERIODS[value.every]
    if value.times == 1:
        return _("at least once every %(period)s") % {"period": every}
    return _("at least %(times)d times every %(period)s") % {"times": value.times, "period": every}


def _kept(value: Any, _names: Names) -> str:
    return ngettext("kept for %(n)d year at least", "kept for %(n)d years at least", value.years) % {"n": value.years}


def _limit(value: Any, _names: Names) -> str:
    if value.days:
        said = ngettext("%(n)d day", "%(n)d days", value.days) % {"n": value.days}
    elif value.working_days:
        said = working_days(value.working_days)
    else:
        said = minutes(value.minutes)
    if value.side == "before":
        return _("at least %(length)s before") % {"length": said}
    if value.earliest_days:
        return _("after %(days)d days at the earliest, within %(length)s") % {
            "days": value.earliest_days,
            "length": said,
        }
    return _("within %(length)s") % {"length": said}


def _reminded(value: Any, _names: Names) -> str:
    after = working_days(value.remind_working_days)
    return _("reminded after %(length)s, at most %(times)d times") % {"length": after, "times": value.at_most}


def _stated(value: Any, _names: Names) -> str:
    return str(STATED[value.states])


def _reminders(value: Any, names: Names) -> str:
    said = _("after %(length)s, at most %(times)d times, %(calendar)s")
    length_of = working_days(value.working_days)
    return said % {"length": length_of, "times": value.at_most, "calendar": names.calendar(value.calendar)}


def _silence(value: Any, names: Names) -> str:
    said = _("after %(length)s, %(calendar)s")
    return said % {"length": working_days(value.working_days), "calendar": names.calendar(value.calendar)}


def _reopened(value: Any, _names: Names) -> str:
    return _("within %(length)s") % {"length": ngettext("%(n)d day", "%(n)d days", value.days) % {"n": value.days}}


def _step(value: Any, _names: Names) -> str:
    step = _("level %(level)d at %(percent)d %%, told: %(audience)s")
    return step % {"level": value.level, "percent": value.percent, "audience": _told(value)}


def _excluded(value: Any, _names: Names) -> str:
    return value.note or _("the manual does not hold here")


def _asked_for(value: Any, _names: Names) -> str:
    """Say what a case needs before it is resolved or closed."""
    said = _("; ").join(str(MISSING[name]) for name in MISSING if getattr(value, name, False)) or _("nothing")
    return _("%(needs)s; else somebody says why not") % {"needs": said} if getattr(value, "waivable", False) else said


def _restated(value: Any, _names: Names) -> str:
    return _("restated and confirmed by the customer") if value.confirmed else _("restated")


SAYINGS: dict[str, Callable[[Any, Names], str]] = {
    ESCALATION: _step,
    METRIC_TARGET: _bound,
    SCHEDULE: _often,
    RETENTION: _kept,
    DEADLINE: _limit,
    READ_CONFIRMATION: _reminded,
    REVISION_RECORD: _stated,
    EXCLUSION: _excluded,
    "cases.remind_customer_after": _reminders,
    "cases.close_resolved_after": _silence,
    "cases.reopen_within": _reopened,
    PRIORITY_FOR: lambda value, _names: str(PRIORITIES[value.priority]),
    "cases.need_restated": _restated,
    "cases.resolve_needs": _asked_for,
    "cases.close_needs": _asked_for,
    "cases.rate_within": _reopened,
    "cases.team_for": lambda value, names: names.team(value.team),
    "cases.files": lambda value, _names: said_limits(value),
}
"""What each kind says; a clock says its length and calendar."""


def _filled(value: Any) -> list[tuple[str, Any]]:
    return [(name, one) for name in value.__struct_fields__ if (one := getattr(value, name)) not in ("", None, ())]
