"""Adopt and end rules."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.standards import queries, registry
from fuwutai.domain.standards.events import RuleAdopted, RuleEnded
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.policies import may_edit_rules
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.events import Code


@command(statements=4)
def adopt_rule(
    *,
    actor: Actor,
    kind: str,
    value: dict[str, Any],
    clause_code: str = "",
    scope: dict[str, str] | None = None,
    valid_from: datetime | None = None,
) -> RuleRow:
    """Put a figure in force. Emits: RuleAdopted. Raises: Refused, Invalid for a value its kind cannot hold."""
    if not may_edit_rules(actor):
        raise Refused
    registry.kind(kind).check(registry.convert(kind, value))
    unknown = set(scope or {}) - registry.kind(kind).scope_keys
    if unknown:
        raise Invalid(_("This rule cannot be limited by: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    row = RuleRow.objects.create(
        kind=kind,
        clause_code=clause_code,
        scope=scope or {},
        value=value,
        valid_from=valid_from or clock.now(),
    )
    transaction.on_commit(queries.forget_rules)
    queries.forget_rules()
    emit(RuleAdopted(rule_id=row.pk, kind=Code(kind), clause_code=Code(clause_code), version=row.version))
    return row


@command(statements=6)
def end_rule(*, actor: Actor, rule_id: int) -> RuleRow:
    """Take a figure out of force from now on; what it decided before stays explained by it. Emits: RuleEnded."""
    if not may_edit_rules(actor):
        raise Refused
    row = RuleRow.objects.select_for_update().filter(pk=rule_id, valid_to=None).first()
    if row is None:
        raise NotFound
    row.valid_to = clock.now()
    row.save(update_fields=["valid_to"])
    transaction.on_commit(queries.forget_rules)
    queries.forget_rules()
    emit(RuleEnded(rule_id=row.pk, kind=Code(row.kind)))
    return row
