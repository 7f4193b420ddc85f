"""Write rules: what they say, in which order, whether they are obeyed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.automation.checking import checked_rule
from fuwutai.domain.automation.choices import DAILY, LONGEST_NAME, LONGEST_NOTE, MOST_RULES
from fuwutai.domain.automation.conditions import query_of
from fuwutai.domain.automation.events import RuleMoved, RuleRetired, RulesAdopted, RuleSaved, RuleSwitched
from fuwutai.domain.automation.models import AutomationRule, Due, Halt, RuleVersion
from fuwutai.domain.automation.policies import refuse_editing
from fuwutai.domain.automation.rules import Trigger, next_daily
from fuwutai.domain.automation.settings import forget_rules_of_automation
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, NotFound, Text
from fuwutai.kernel.jobs import enqueue
from fuwutai.kernel.text import storable


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedRule:
    """A rule that a manual asks for. `is_on`: the clause demands it; else it is a proposal that waits."""

    code: str
    pack: str
    clause_code: str
    name: str
    note: str
    trigger: Mapping[str, Any]
    conditions: str
    steps: Sequence[Mapping[str, Any]]
    stops: bool = False
    is_on: bool = False


@command(statements=14)
def save_rule(
    *,
    actor: Actor,
    name: str,
    trigger: Mapping[str, Any],
    conditions: str,
    steps: Sequence[Mapping[str, Any]],
    note: str = "",
    stops: bool = False,
    rule_id: int | None = None,
    seen_version: int | None = None,
) -> AutomationRule:
    """Write a rule, or a new version of one; a new rule is off until it is switched on.

    What the old version still waited for, it waits for no longer where the trigger is another one. Cases that it left
    alone, it looks at again. `seen_version`: which one was changed. Emits: RuleSaved, nothing where nothing changed.
    Raises: NotFound, Refused, Conflict where somebody else saved meanwhile, Invalid naming each wrong field.
    """
    refuse_editing(actor)
    said = checked_rule(actor, trigger, conditions, steps, _wrong_words(name, note))
    rule = _locked(rule_id) if rule_id is not None else _new()
    if seen_version is not None and rule.current is not None and rule.current.number != seen_version:
        raise Conflict(
            _("Somebody else has changed this rule meanwhile. Look at the newest version and change that one."),
            code="changed_meanwhile",
        )
    before = rule.current
    words = (name.strip(), note.strip())
    is_new_version = before is None or not _same(before, said, stops)
    if not is_new_version and words == (rule.name, rule.note):
        return rule
    rule.name, rule.note = words
    if is_new_version:
        _write(actor, rule, said, stops)
    else:
        rule.save(update_fields=["name", "note"])
    assert rule.current is not None
    forget_rules_of_automation()
    emit(RuleSaved(automation_rule_id=rule.pk, version=rule.current.number))
    return rule


@command(statements=14)
def restore_version(*, actor: Actor, rule_id: int, number: int) -> AutomationRule:
    """Let a rule say again what it said in an older version, as a new one.

    Emits: RuleSaved. Raises: as save_rule, NotFound for a version that is not there.
    """
    refuse_editing(actor)
    older = RuleVersion.objects.select_related("rule").filter(rule_id=rule_id, number=number).first()
    if older is None:
        raise NotFound
    return save_rule(
        actor=actor, rule_id=rule_id, name=older.rule.name, note=older.rule.note, trigger=older.trigger,
        conditions=older.conditions, steps=older.steps, stops=older.stops,
    )  # fmt: skip


@command(statements=11)
def switch_rule(*, actor: Actor, rule_id: int, is_on: bool) -> AutomationRule:
    """Let a rule be obeyed from now on, or no longer; what it waited for it then waits for no more.

    Only what happens from now on counts, and of promises that run only the parts still to come.
    Emits: RuleSwitched, nothing where it is so already. Raises: NotFound, Refused, Invalid for a rule whose steps or
    conditions name what is not there any more.
    """
    refuse_editing(actor)
    rule = _locked(rule_id)
    if rule.is_on == is_on:
        return rule
    version = rule.current
    assert version is not None
    if is_on:
        checked_rule(actor, version.trigger, version.conditions, version.steps, {})
        query_of(version.conditions)
    rule.is_on = is_on
    rule.next_at = _next(Trigger.of(version.trigger), is_on)
    rule.save(update_fields=["is_on", "next_at"])
    Due.objects.filter(rule=rule).delete()
    forget_rules_of_automation()
    emit(RuleSwitched(automation_rule_id=rule.pk, version=version.number, is_on=is_on))
    if is_on:
        enqueue("automation.take_up", {"rule_id": rule.pk, "after": 0})
    return rule


@command(statements=8)
def move_rule(*, actor: Actor, rule_id: int, up: bool) -> None:
    """Let a rule change places with its neighbour in the order in which rules are obeyed.

    Emits: RuleMoved, nothing at the end of the list. Raises: NotFound, Refused.
    """
    refuse_editing(actor)
    rows = list(_rows().order_by("position", "pk"))
    here = next((place for place, row in enumerate(rows) if row.pk == rule_id), None)
    if here is None:
        raise NotFound
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for place, row in enumerate(rows):
        row.position = place
    AutomationRule.objects.bulk_update(rows, ["position"])
    forget_rules_of_automation()
    emit(RuleMoved(automation_rule_id=rule_id, position=there))


@command(statements=8)
def retire_rule(*, actor: Actor, rule_id: int) -> None:
    """Take a rule away; its versions and what it did stay. Emits: RuleRetired. Raises: NotFound, Refused."""
    refuse_editing(actor)
    rule = _locked(rule_id)
    rule.is_on, rule.next_at, rule.retired_at = False, None, clock.now()
    rule.save(update_fields=["is_on", "next_at", "retired_at"])
    Due.objects.filter(rule=rule).delete()
    forget_rules_of_automation()
    emit(RuleRetired(automation_rule_id=rule.pk))


@command
def adopt_rules(*, actor: Actor, rules: Iterable[ShippedRule]) -> int:
    """Take over rules that a manual asks for and that were never here, and return how many; none there is changed.

    Emits: RulesAdopted, nothing where all were there. Raises: NotFound, Refused, Invalid.
    """
    refuse_editing(actor)
    known = set(AutomationRule.objects.values_list("code", flat=True))
    made: list[AutomationRule] = []
    for one in rules:
        if one.code in known:
            continue
        said = checked_rule(actor, one.trigger, one.conditions, one.steps, _wrong_words(one.name, one.note))
        rule = _new(one.code)
        rule.name, rule.note, rule.pack, rule.clause_code = one.name, one.note, one.pack, one.clause_code
        rule.is_on = one.is_on
        _write(actor, rule, said, one.stops)
        made.append(rule)
        if one.is_on:
            enqueue("automation.take_up", {"rule_id": rule.pk, "after": 0})
    if made:
        forget_rules_of_automation()
        emit(RulesAdopted(automation_rule_id=made[0].pk, number=len(made)))
    return len(made)


def _rows() -> Any:
    return AutomationRule.objects.select_for_update(no_key=True, of=("self",)).filter(retired_at=None)


def _locked(rule_id: int) -> AutomationRule:
    """Return a rule that was not taken away, locked. Raises: NotFound. Cost: 1 statement."""
    found: AutomationRule | None = _rows().select_related("current").filter(pk=rule_id).first()
    if found is None:
        raise NotFound
    return found


def _new(code: str = "") -> AutomationRule:
    """Return a new rule behind all others. Raises: Conflict for one too many. Cost: 2 statements."""
    last = AutomationRule.objects.aggregate(last=Max("position"))["last"]
    if AutomationRule.objects.filter(retired_at=None).count() >= MOST_RULES:
        raise Conflict(
            _("There are very many rules already. Take away one that nobody needs first."), code="too_many_rules"
        )
    return AutomationRule(code=code or f"own-{token_hex(6)}", position=0 if last is None else last + 1)


def _same(version: RuleVersion, said: Mapping[str, Any], stops: bool) -> bool:
    return version.stops == stops and all(getattr(version, name) == value for name, value in said.items())


def _write(actor: Actor, rule: AutomationRule, said: Mapping[str, Any], stops: bool) -> None:
    """Save a rule with a new version, and let it forget what belonged to the old one. Cost: 6 statements."""
    before = rule.current
    if before is None:
        rule.save()
    number = before.number + 1 if before is not None else 1
    rule.current = RuleVersion.objects.create(
        rule=rule, number=number, stops=stops, by_id=actor.staff_id, at=clock.now(), **said
    )
    rule.next_at = _next(Trigger.of(said["trigger"]), rule.is_on)
    rule.save(update_fields=["name", "note", "current", "next_at"])
    if before is None:
        return
    Halt.objects.filter(rule=rule).delete()
    if before.trigger != said["trigger"]:
        Due.objects.filter(rule=rule).delete()
        if rule.is_on:
            enqueue("automation.take_up", {"rule_id": rule.pk, "after": 0})


def _next(trigger: Trigger, is_on: bool) -> datetime | None:
    if trigger.on != DAILY or not is_on:
        return None
    return next_daily(trigger.minute, centre_zone(), clock.now())


def _wrong_words(name: str, note: str) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if not name.strip() or len(name.strip()) > LONGEST_NAME or not storable(name):
        wrong["name"] = _("Give the rule a name of at most %(most)s characters.") % {"most": LONGEST_NAME}
    if len(note.strip()) > LONGEST_NOTE or not storable(note):
        wrong["note"] = _("Write at most %(most)s characters.") % {"most": LONGEST_NOTE}
    return wrong

