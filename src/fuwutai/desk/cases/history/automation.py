"""What rules of automation do with a case, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from fuwutai.desk.cases.history.names import RULE, Names, Saying
from fuwutai.domain.automation.choices import AUTOMATION
from fuwutai.domain.automation.settings import rule_names


@dataclass(frozen=True, slots=True)
class ByRule:
    """An entry that a rule brought about: the rule is named, not the platform."""

    code: str
    data: Any
    at: datetime
    actor_id: int
    actor_kind: str = RULE


def rule_of(entry: Any) -> int | None:
    """Return the rule that brought an entry about, None where it was something else."""
    is_rule = entry.actor_kind == "system" and getattr(entry, "actor_name", "") == AUTOMATION
    return entry.actor_id if is_rule else None


def told_by(entry: Any) -> Any:
    """Return an entry as the sentences are to read it."""
    rule_id = rule_of(entry)
    return entry if rule_id is None else ByRule(entry.code, entry.data, entry.at, rule_id)


def rule_name(rule_id: int) -> str:
    """Return a rule as a sentence begins. Cost: as `rule_names`."""
    return _("Rule “%(name)s”") % {"name": rule_names().get(rule_id, f"#{rule_id}")}


def _obeyed(entry: Any, _names: Names) -> str:
    return _("%(rule)s matched and acted") % {"rule": rule_name(entry.data["automation_rule_id"])}


def _failed(entry: Any, _names: Names) -> str:
    said = _("%(rule)s matched, but a step was refused; nothing was changed")
    return said % {"rule": rule_name(entry.data["automation_rule_id"])}


def _looped(entry: Any, _names: Names) -> str:
    said = _("%(rule)s went in a circle and leaves this case alone from now on")
    return said % {"rule": rule_name(entry.data["automation_rule_id"])}


def _goes_on(entry: Any, names: Names) -> str:
    facts = {"who": names.actor(entry), "rule": rule_name(entry.data["automation_rule_id"])}
    return _("%(who)s lets it act here again: %(rule)s") % facts


SAYINGS: dict[str, Saying] = {
    "automation.rule_obeyed": ("gear", True, _obeyed),
    "automation.rule_failed": ("alert", True, _failed),
    "automation.looped": ("alert", True, _looped),
    "automation.let_go_on": ("gear", False, _goes_on),
}
