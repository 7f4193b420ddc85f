"""Adopt, revise and end rules. What a rule says never changes once it is written: opened cases keep their limits."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.standards import queries, registry
from fuwutai.domain.standards.events import RuleAdopted, RuleEnded, RuleKept
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.policies import may_edit_rules
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code

LONGEST_CLAUSE = 40


@command(statements=4)
def adopt_rule(
    *,
    actor: Actor,
    kind: str,
    value: dict[str, Any],
    clause_code: str = "",
    scope: dict[str, str] | None = None,
    valid_from: datetime | None = None,
    reason: str = "",
    manual_id: int | None = None,
    brought_by: int | None = None,
    after: int | None = None,
) -> RuleRow:
    """Put a figure in force: of a manual, by the version of it that brings the figure, or of nobody's.

    `after` is the last version of a figure that has ended and now goes on: what was decided about it holds again.
    Emits: RuleAdopted. Raises: Refused, NotFound, Invalid for a value its kind cannot hold.
    """
    if not may_edit_rules(actor):
        raise Refused
    ended = RuleRow.objects.filter(pk=after, valid_to__isnull=False).first() if after is not None else None
    if after is not None and ended is None:
        raise NotFound
    row = RuleRow(
        kind=kind,
        clause_code=clause_code.strip(),
        scope=scope or {},
        value=value,
        valid_from=valid_from or clock.now(),
        reason=reason.strip(),
        manual_id=manual_id,
        brought_by_id=brought_by,
        made_by_id=_person(actor),
        version=ended.version + 1 if ended is not None else 1,
        replaces=ended,
    )
    return _written(row)


@command(statements=7)
def revise_rule(
    *,
    actor: Actor,
    rule_id: int,
    value: dict[str, Any],
    reason: str,
    scope: dict[str, str] | None = None,
    clause_code: str | None = None,
    valid_from: datetime | None = None,
    brought_by: int | None = None,
) -> RuleRow:
    """Put the next version of a rule in its place, now or from a later moment, and return it.

    What is not given stays as it is. Cases opened before keep what they were promised.
    Source: S2-3.2.1-4.
    Emits: RuleEnded, RuleAdopted.
    Raises: Refused, NotFound, Conflict when it is no longer the latest version, Invalid for a moment in the past, a
    missing reason, a value its kind cannot hold, and when nothing differs.
    """
    if not may_edit_rules(actor):
        raise Refused
    old = RuleRow.objects.select_for_update(no_key=True).filter(pk=rule_id).first()
    if old is None:
        raise NotFound
    if old.valid_to is not None:
        raise Conflict(
            _("This standard has been changed by somebody else since. Look at the present one and try again."),
            code="rule_revised",
        )
    since = valid_from or clock.now()
    _refuse_past_and_silence(since, reason)
    new = RuleRow(
        kind=old.kind,
        clause_code=old.clause_code if clause_code is None else clause_code.strip(),
        scope=old.scope if scope is None else scope,
        value=value,
        valid_from=since,
        version=old.version + 1,
        reason=reason.strip(),
        replaces=old,
        manual_id=old.manual_id,
        brought_by_id=brought_by,
        made_by_id=_person(actor),
    )
    if _says(new) == _says(old):
        raise Invalid(_("This is what the standard says already. Change something, or go back."), code="same_rule")
    _close(old, since)
    return _written(new)


@command(statements=7)
def end_rule(*, actor: Actor, rule_id: int, reason: str = "", at: datetime | None = None) -> RuleRow:
    """Take a figure out of force from a moment (now) on; what it decided before stays explained by it.

    A revision that was yet to come gives way to the version that it was to replace, unless a moment is named: then
    the figure itself ends there.
    Emits: RuleEnded, RuleKept. Raises: Refused, NotFound, Invalid for a moment in the past.
    """
    if not may_edit_rules(actor):
        raise Refused
    row = RuleRow.objects.select_for_update(no_key=True).filter(pk=rule_id, valid_to=None).first()
    if row is None:
        raise NotFound
    if at is not None and at < clock.now():
        raise Invalid(_("A change takes effect now or later: opened cases keep what they were promised."), code="past")
    row.end_reason = reason.strip()
    was_to_come = at is None and row.valid_from > clock.now()
    _close(row, at or clock.now())
    if was_to_come and row.replaces_id is not None:
        keep_rule(RuleRow.objects.select_for_update(no_key=True).get(pk=row.replaces_id))
    return row


def keep_rule(row: RuleRow) -> None:
    """Let a rule that was to end stay in force after all. Emits: RuleKept."""
    row.valid_to, row.end_reason = None, ""
    row.save(update_fields=["valid_to", "end_reason"])
    _forget()
    emit(RuleKept(rule_id=row.pk, kind=Code(row.kind)))


def _refuse_past_and_silence(since: datetime, reason: str) -> None:
    wrong: dict[str, Text] = {}
    if since < clock.now():
        wrong["valid_from"] = _("A change takes effect now or later: opened cases keep what they were promised.")
    if not reason.strip():
        wrong["reason"] = _("Say why the standard changes; everybody can read it beside the figure.")
    if wrong:
        raise Invalid(next(iter(wrong.values())), code="revision", fields=wrong)


def _says(row: RuleRow) -> tuple[str, Mapping[str, str], Any]:
    return row.clause_code, row.scope, registry.convert(row.kind, row.value)  # what is left out has its default


def _close(row: RuleRow, at: datetime) -> None:
    row.valid_to = max(at, row.valid_from)  # one that never came into force has no length, rather than less than none
    row.save(update_fields=["valid_to", "end_reason"])
    _forget()
    emit(RuleEnded(rule_id=row.pk, kind=Code(row.kind)))


def check_rule(kind: str, scope: Mapping[str, Any], value: Any, clause_code: str = "") -> None:
    """Check that something could obey a rule that said this. Raises: Invalid that says what does not fit."""
    known = registry.kind(kind)
    known.check(registry.convert(kind, value))
    _check_scope(known, scope)
    if len(clause_code) > LONGEST_CLAUSE:
        text = _("The number of a clause has at most %(most)d characters.") % {"most": LONGEST_CLAUSE}
        raise Invalid(text, code="clause_code", fields={"clause_code": text})


def _written(row: RuleRow) -> RuleRow:
    """Save a rule that something can obey. Emits: RuleAdopted. Raises: Invalid."""
    check_rule(row.kind, row.scope, row.value, row.clause_code)
    row.save()
    _forget()
    emit(
        RuleAdopted(
            rule_id=row.pk, kind=Code(row.kind), clause_code=Code(row.clause_code), version=row.version
        )
    )
    return row


def _check_scope(kind: registry.RuleKind, scope: Mapping[str, Any]) -> None:
    unknown = set(scope) - set(kind.scope_keys)
    if unknown:
        raise Invalid(
            _("This rule cannot be limited by: %(names)s.") % {"names": ", ".join(sorted(unknown))},
            code="scope_keys",
        )
    if not all(isinstance(code, str) and code.strip() == code != "" for code in scope.values()):
        raise Invalid(_("A limit of a rule names what it is limited to. Leave it out instead."), code="scope_values")


def _person(actor: Actor) -> int | None:
    return actor.id if actor.is_person else None


def _forget() -> None:
    transaction.on_commit(queries.forget_rules)
    queries.forget_rules()
