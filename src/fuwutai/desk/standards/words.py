"""A promise as a page says it: how long, by which calendar, for whom, since when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fuwutai.desk.standards.facts import in_words
from fuwutai.domain.sla.choices import AUDIENCES
from fuwutai.domain.standards.queries import Rule

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
        return ngettext("%(n)d working day", "%(n)d working days", value.working_days) % {"n": value.working_days}
    if value.seconds:
        return _("%(n)s s") % {"n": value.seconds}
    hours, minutes = divmod(value.minutes, 60)
    if not hours:
        return _("%(n)s min") % {"n": minutes}
    if not minutes:
        return _("%(n)s h") % {"n": hours}
    return _("%(h)s h %(m)s min") % {"h": hours, "m": minutes}


def percents(shares: tuple[int, ...]) -> str:
    """Return shares of a target in words."""
    return _(", ").join(f"{share} %" for share in shares) or pgettext("warnings", "none")


def promise(kind: str, value: Any, names: Names) -> str:
    """Return what a rule of a kind says in one line."""
    if kind != ESCALATION:
        return _("%(length)s, %(calendar)s") % {"length": length(value), "calendar": names.calendar(value.calendar)}
    step = _("level %(level)d at %(percent)d %%, told: %(audience)s")
    return step % {"level": value.level, "percent": value.percent, "audience": _told(value)}


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
        return row | {"told": _told(rule.value), "team": names.team(rule.value.give_to)}
    return row | {
        "length": length(rule.value),
        "calendar": names.calendar(rule.value.calendar),
        "warnings": percents(rule.value.warn_percents),
    }


def _told(value: Any) -> str:
    return _(", ").join(str(AUDIENCES[one]) for one in value.tell) or _("nobody")
