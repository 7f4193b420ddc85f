"""Rules in words: when, if, then."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.domain.automation.choices import AFTER_EVENT, AT_FRACTION, EVENTS, ON_EVENT, PROBLEMS
from fuwutai.domain.automation.rules import Trigger
from fuwutai.domain.cases.actions.registry import told
from fuwutai.domain.cases.lists.query import in_words, kept, names_in
from fuwutai.domain.sla.choices import CLOCKS
from fuwutai.kernel.actors import Actor


def when(kept_trigger: Mapping[str, Any]) -> str:
    """Return when a rule acts, as a sentence."""
    trigger = Trigger.of(kept_trigger)
    event = EVENTS.get(trigger.event, trigger.event)
    if trigger.on == ON_EVENT:
        return _("As soon as %(event)s") % {"event": event}
    if trigger.on == AFTER_EVENT:
        return _("%(time)s after %(event)s") % {"time": span(trigger.minutes), "event": event}
    if trigger.on == AT_FRACTION:
        promise = CLOCKS.get(trigger.clock, trigger.clock)
        return _("When “%(promise)s” has used up %(percent)s%% of its time") % {
            "promise": promise, "percent": trigger.percent,
        }  # fmt: skip
    return _("Every day at %(time)s") % {"time": f"{trigger.minute // 60:02}:{trigger.minute % 60:02}"}


def span(minutes: int) -> str:
    """Return a length of time in the largest unit that it is made of."""
    if minutes % 1440 == 0:
        return ngettext("%(n)s day", "%(n)s days", minutes // 1440) % {"n": minutes // 1440}
    if minutes % 60 == 0:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def conditions_in_words(actor: Actor, conditions: Iterable[str]) -> dict[str, str]:
    """Return conditions by how they are kept in the reader's words. Cost: 2 statements at most."""
    queries = {one: kept(one) for one in conditions}
    names = names_in(actor, list(queries.values()))
    return {one: in_words(query, names) for one, query in queries.items()}


def why(run: Any) -> str:
    """Return why a run did nothing, "" where it did something."""
    if run.problem in PROBLEMS:
        return str(PROBLEMS[run.problem])
    return str(_(run.reason)) if run.reason else ""


def told_version(actor: Actor, version: Any, conditions: Mapping[str, str]) -> dict[str, Any]:
    """Return a version of a rule as it is read. Cost: as `told`."""
    return {
        "number": version.number,
        "when": when(version.trigger),
        "conditions": conditions.get(version.conditions, version.conditions),
        "steps": told(actor, version.steps),
        "stops": version.stops,
    }


def differences(newer: Mapping[str, Any], older: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Return what a version says otherwise than the one before it: which part, what it said, what it says."""
    if older is None:
        return []
    parts = {
        "when": _("When"), "conditions": _("If"), "steps": _("Then"), "stops": _("Later rules"),
    }  # fmt: skip
    return [
        {"part": label, "before": _plain(name, older[name]), "now": _plain(name, newer[name])}
        for name, label in parts.items()
        if newer[name] != older[name]
    ]


def _plain(name: str, value: Any) -> str:
    if name == "steps":
        return " → ".join(value)
    if name == "stops":
        return _("are not looked at") if value else _("are looked at")
    return value or _("every case")
