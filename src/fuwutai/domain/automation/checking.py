"""What a rule may say."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.automation.choices import (
    AFTER_EVENT,
    AT_FRACTION,
    DAILY,
    EVENTS,
    MOST_MINUTES,
    MOST_PERCENT,
    ON_EVENT,
    TRIGGERS,
)
from fuwutai.domain.automation.conditions import written_conditions
from fuwutai.domain.automation.rules import Trigger
from fuwutai.domain.cases.actions.registry import Step, actions, checked_steps
from fuwutai.domain.sla.choices import CLOCKS
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Text

NOT_FOR_RULES = frozenset({"watch"})
"""Actions that only a person can do: a rule has no desk to watch from."""
ME = "me"


def actions_for_rules() -> list[str]:
    """Return the codes of the actions that a rule may take, in their order."""
    return [code for code in actions() if code not in NOT_FOR_RULES]


def checked_rule(
    actor: Actor,
    trigger: Mapping[str, Any],
    conditions: str,
    steps: Sequence[Mapping[str, Any]],
    wrong: Mapping[str, Text],
) -> dict[str, Any]:
    """Return what a version of a rule keeps. Raises: Invalid naming each wrong field, those in `wrong` as well."""
    problems = dict(wrong)
    found, text, taken = Trigger(on=""), "", list[Step]()
    try:
        found = checked_trigger(trigger)
    except Invalid as problem:
        problems |= problem.fields
    try:
        text = written_conditions(actor, conditions)
    except Invalid as problem:
        problems |= problem.fields
    try:
        taken = checked_steps(actor, steps)
    except Invalid as problem:
        problems |= problem.fields
    problems |= _personal(steps)
    if found.on == DAILY and not text and "conditions" not in problems:
        problems["conditions"] = _("Say which cases: a daily rule without conditions would act on every case there is.")
    if problems:
        raise Invalid(_("Some answers are missing or wrong."), fields=problems)
    return {"trigger": found.kept(), "conditions": text, "steps": taken}


def checked_trigger(said: Mapping[str, Any]) -> Trigger:
    """Return when a rule acts, without what belongs to other kinds. Raises: Invalid naming each wrong field."""
    on = str(said.get("on", ""))
    wrong: dict[str, Text] = {}
    if on not in TRIGGERS:
        wrong["on"] = _("Choose when the rule acts.")
    if on in (ON_EVENT, AFTER_EVENT) and said.get("event") not in EVENTS:
        wrong["event"] = _("Choose what has to happen.")
    if on == AFTER_EVENT and not _between(said.get("minutes"), 1, MOST_MINUTES):
        wrong["minutes"] = _("Say how long after it, from a minute to a year.")
    if on == AT_FRACTION and said.get("clock") not in CLOCKS:
        wrong["clock"] = _("Choose which promise.")
    if on == AT_FRACTION and not _between(said.get("percent"), 1, MOST_PERCENT):
        wrong["percent"] = _("Enter a number from 1 to %(most)s.") % {"most": MOST_PERCENT}
    if on == DAILY and not _between(said.get("minute"), 0, 24 * 60 - 1):
        wrong["minute"] = _("Say at what time of the day.")
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    known = {name: said[name] for name in ("event", "minutes", "clock", "percent", "minute") if name in said}
    return Trigger.of(Trigger(on=on, **known).kept())


def _between(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and least <= value <= most


def _personal(steps: Sequence[Mapping[str, Any]]) -> dict[str, Text]:
    """Return which steps only a person can take."""
    wrong: dict[str, Text] = {}
    for place, step in enumerate(steps):
        if step.get("do") in NOT_FOR_RULES:
            wrong[f"steps.{place}"] = _("Only a person can do this. Choose another step.")
        elif step.get("do") == "assign" and step.get("staff") == ME:
            wrong[f"steps.{place}.staff"] = _(
                "A rule is nobody: “whoever does it” means nothing here. Name a person, or put it into the queue."
            )
    return wrong
