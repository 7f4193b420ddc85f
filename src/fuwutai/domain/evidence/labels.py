"""What a group of figures is called."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from fuwutai.domain.accounts.queries import visible_teams
from fuwutai.domain.cases.choices import (
    CATEGORY_TERM,
    CHANNELS,
    COMPLEXITIES,
    IMPACTS,
    LINES,
    NATURE_TERM,
    PRIORITIES,
    REGION_TERM,
    SERVICE_CLASSES,
    TYPES,
    URGENCIES,
)
from fuwutai.domain.cases.vocabularies import LABELS
from fuwutai.domain.evidence.choices import CATEGORY, CHANNEL, CLAUSE, GROUPS, NONE, PRIORITY, RULE, TEAM, TYPE
from fuwutai.domain.evidence.selection import narrowed_to
from fuwutai.domain.sla.queries import rule_of
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Text

WORDS: Mapping[str, Mapping[str, Text]] = {
    CHANNEL: CHANNELS,
    PRIORITY: PRIORITIES,
    TYPE: TYPES,
    CATEGORY: LABELS[CATEGORY_TERM],
    "urgency": URGENCIES,
    "impact": IMPACTS,
    "nature": LABELS[NATURE_TERM],
    "region": LABELS[REGION_TERM],
    "complexity": COMPLEXITIES,
    "service_class": SERVICE_CLASSES,
    "line": LINES,
}
"""Code → word, by the fact of a case."""
NO_FIGURE = "–"
UNIT_WORDS = {
    "percent": gettext_noop("%(n)s %%"),
    "points": gettext_noop("%(n)s points"),
    "seconds": gettext_noop("%(n)s s"),
    "minutes": gettext_noop("%(n)s min"),
    "hours": gettext_noop("%(n)s h"),
    "days": gettext_noop("%(n)s days"),
    "count": "%(n)s",
}


def label_of(definition: str, group_by: str, key: str, name: str = "") -> str:
    """Return what one group is called in the reader's language; `name` is that of a team. Cost: as `rule_of`."""
    if group_by == NONE:
        return str(GROUPS[NONE])
    if group_by == TEAM:
        return name or key
    if group_by == RULE:
        return _rule(definition, int(key))
    if not key:
        return {CLAUSE: _("No clause"), CATEGORY: _("No category")}.get(group_by, _("Not said"))
    return str(WORDS.get(group_by, {}).get(key, key))


def labels_of(actor: Actor, definition: str, narrowing: Mapping[str, str]) -> dict[str, str]:
    """Return what a narrowing is called, by dimension. Raises: Invalid. Cost: as `rule_of`, 1 more for a team."""
    for dimension, key in narrowing.items():
        narrowed_to(dimension, key)
    names = {}
    if TEAM in narrowing:
        team = visible_teams(actor).filter(pk=int(narrowing[TEAM]))
        names[TEAM] = team.values_list("name", flat=True).first() or ""
    return {
        dimension: label_of(definition, dimension, key, names.get(dimension, ""))
        for dimension, key in narrowing.items()
    }


def target_words(target: Any) -> str:
    """Return how long a target of a rule is."""
    if target.working_days:
        days = target.working_days
        return ngettext("%(n)d working day", "%(n)d working days", days) % {"n": days}
    seconds = target.seconds or target.minutes * 60
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if seconds % 60:
        return _("%(n)s s") % {"n": seconds}
    if not hours:
        return _("%(n)s min") % {"n": minutes}
    return _("%(h)s h %(m)s min") % {"h": hours, "m": minutes} if minutes else _("%(n)s h") % {"n": hours}


def _rule(definition: str, rule_id: int) -> str:
    """Return clause, length and limits of a rule, and its version where it was revised."""
    rule = rule_of(definition, rule_id)
    if rule is None:
        return _("Rule %(number)s") % {"number": rule_id}
    limits = [str(WORDS.get(fact, {}).get(code, code)) for fact, code in rule.scope.items()]
    parts = [rule.clause_code or _("No clause"), target_words(rule.value), *limits]
    if rule.version > 1:
        parts.append(_("version %(number)s") % {"number": rule.version})
    return " · ".join(parts)


def amount_words(value: float | None, unit: str) -> str:
    """Return a figure as it is written: shares with one decimal, others with one where it says something."""
    if value is None:
        return NO_FIGURE
    written = f"{value:.1f}" if unit == "percent" else f"{round(value, 1):,.12g}"
    return _(UNIT_WORDS[unit]) % {"n": written}


def bound_words(at_least: float | None, at_most: float | None, unit: str) -> str:
    """Return a target in words, "" for none."""
    if at_least is not None:
        return _("at least %(amount)s") % {"amount": _(UNIT_WORDS[unit]) % {"n": f"{at_least:,.12g}"}}
    if at_most is not None:
        return _("at most %(amount)s") % {"amount": _(UNIT_WORDS[unit]) % {"n": f"{at_most:,.12g}"}}
    return ""
