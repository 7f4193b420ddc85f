"""Change a draft: figures that it would put in force, and the words of clauses (`_clauses`)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.standards import registry
from fuwutai.domain.standards.choices import ADOPT, END, REVISE
from fuwutai.domain.standards.commands._clauses import (
    check_clause,
    clause_in_force,
    clause_is_there,
    place_of,
    says,
    wanted_clause,
)
from fuwutai.domain.standards.commands._versions import changed, locked_draft
from fuwutai.domain.standards.commands.rules import check_rule
from fuwutai.domain.standards.models import Clause, ManualVersion, Proposal, RuleRow
from fuwutai.domain.standards.record import figures_of
from fuwutai.domain.standards.rule_kinds import DECISION
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Conflict, Invalid, NotFound


@command(statements=10)
def word_clause(
    *,
    actor: Actor,
    version_id: int,
    clause_code: str,
    texts: Mapping[str, str],
    section: str | None = None,
    kind: str | None = None,
    area: str | None = None,
    numbers: str | None = None,
) -> Clause:
    """Let a draft say something else in a clause, or bring a new one, which then stands last in its section.

    What is not given stays as it is; a new clause needs section, kind and area. A removal in this draft is undone.
    Emits: VersionChanged.
    Raises: Refused, NotFound, Conflict when it is no draft, Invalid naming the fields, also when nothing differs.
    """
    version = locked_draft(actor, version_id)
    code = clause_code.strip()
    own = Clause.objects.filter(version=version, code=code).first()
    base = clause_in_force(actor, version, code)
    former = own if own is not None and not own.is_removed else base
    wanted = wanted_clause(former, texts, section=section, kind=kind, area=area, numbers=numbers)
    check_clause(version, code, wanted, is_new=former is None)
    if base is not None and says(base) == wanted:
        text = _("This is what the clause says already. Change something, or go back.")
        raise Invalid(text, code="same_wording")
    if own is not None and own.is_removed:
        _ends_on(version, code).delete()
    position = place_of(actor, version, former, wanted["section"])
    row, _made = Clause.objects.update_or_create(
        version=version,
        code=code,
        defaults={**wanted, "manual_id": version.manual_id, "position": position, "is_removed": False},
    )
    changed(version, code)
    return row


@command
def remove_clause(*, actor: Actor, version_id: int, clause_code: str) -> Clause:
    """Let a draft take a clause out of the manual; the figures on it end with it.

    Emits: VersionChanged.
    Raises: Refused, NotFound, Conflict when it is no draft, or while the draft puts other figures on the clause.
    """
    version = locked_draft(actor, version_id)
    base = clause_in_force(actor, version, clause_code)
    if base is None:
        raise NotFound(_("This clause is not in force. If this version brings it, take that change back."))
    on_it = list(figures_of(version.manual).filter(clause_code=base.code, valid_to=None))
    _refuse_other_figures(version, base.code, {rule.pk for rule in on_it})
    moved = Proposal.objects.filter(version=version, action=REVISE, rule__in=on_it).exclude(clause_code=base.code)
    elsewhere = set(moved.values_list("rule_id", flat=True))
    for rule in on_it:
        if rule.pk not in elsewhere:
            _propose(version, rule, END, rule.clause_code, rule.scope, None)
    row, _made = Clause.objects.update_or_create(
        version=version,
        code=base.code,
        defaults={**says(base), "manual_id": version.manual_id, "position": base.position, "is_removed": True},
    )
    changed(version, base.code)
    return row


@command
def drop_wording(*, actor: Actor, version_id: int, clause_code: str) -> ManualVersion:
    """Take back what a draft changes in a clause; with a removal the ends of its figures go too.

    Emits: VersionChanged.
    Raises: Refused, NotFound, Conflict when it is no draft, or while it puts figures on the new clause.
    """
    version = locked_draft(actor, version_id)
    own = Clause.objects.filter(version=version, code=clause_code).first()
    if own is None:
        raise NotFound
    if own.is_removed:
        _ends_on(version, own.code).delete()
    elif clause_in_force(actor, version, own.code) is None:
        _refuse_other_figures(version, own.code, set())
    own.delete()
    changed(version, clause_code)
    return version


@command(statements=8)
def propose_rule(
    *,
    actor: Actor,
    version_id: int,
    action: str,
    rule_id: int | None = None,
    kind: str = "",
    clause_code: str = "",
    scope: Mapping[str, str] | None = None,
    value: Mapping[str, Any] | None = None,
) -> Proposal:
    """Let a draft bring a new figure (adopt), change one (revise; what is not given stays) or end one (end).

    A second proposal about the same figure takes the place of the first.
    Emits: VersionChanged.
    Raises: Refused, NotFound, Conflict when it is no draft or the figure has been changed since, Invalid for what its
    kind cannot hold, for a clause that is not in the manual, and when nothing differs.
    """
    version = locked_draft(actor, version_id)
    if action == ADOPT:
        proposal = _new_figure(actor, version, kind, clause_code.strip(), dict(scope or {}), dict(value or {}))
    elif action in (REVISE, END):
        rule = _latest(version, rule_id)
        proposal = (
            _propose(version, rule, END, rule.clause_code, rule.scope, None)
            if action == END
            else _changed_figure(actor, version, rule, clause_code.strip(), scope, value)
        )
    else:
        raise Invalid(_("A figure is adopted, revised or ended."), code="action")
    changed(version, proposal.clause_code)
    return proposal


@command(statements=6)
def drop_proposal(*, actor: Actor, version_id: int, proposal_id: int) -> ManualVersion:
    """Take back what a draft would do with a figure.

    Emits: VersionChanged.
    Raises: Refused, NotFound, Conflict when it is no draft, or when the clause of a figure is to go with it.
    """
    version = locked_draft(actor, version_id)
    proposal = Proposal.objects.filter(version=version, pk=proposal_id).first()
    if proposal is None:
        raise NotFound
    if proposal.action == END and _is_removed(version, proposal.clause_code):
        raise Conflict(
            _("This figure ends because its clause is removed. Take the removal back instead."), code="clause_removed"
        )
    proposal.delete()
    changed(version, proposal.clause_code)
    return version


def _latest(version: ManualVersion, rule_id: int | None) -> RuleRow:
    """Return the rule to change. Raises: NotFound, Conflict when it is not its latest version any more."""
    rule = figures_of(version.manual).filter(pk=rule_id or 0).first()
    if rule is None:
        raise NotFound(_("This figure does not belong to the manual. Change it in a version of its own manual."))
    _refuse_decision(rule.kind)
    if rule.valid_to is not None:
        raise Conflict(
            _("This standard has been changed by somebody else since. Look at the present one and try again."),
            code="rule_revised",
        )
    return rule


def _new_figure(
    actor: Actor, version: ManualVersion, kind: str, clause_code: str, scope: dict[str, str], value: dict[str, Any]
) -> Proposal:
    _refuse_decision(kind)
    check_rule(kind, scope, value, clause_code)
    _check_clause_of(actor, version, clause_code)
    wanted = registry.convert(kind, value)
    alike: list[RuleRow | Proposal] = [
        *figures_of(version.manual).filter(kind=kind, clause_code=clause_code, valid_to=None),
        *Proposal.objects.filter(version=version, action=ADOPT, kind=kind, clause_code=clause_code),
    ]
    if any(one.scope == scope and registry.convert(kind, one.value) == wanted for one in alike):
        raise Invalid(_("The manual says this already. Change something, or go back."), code="same_rule")
    return Proposal.objects.create(
        version=version, action=ADOPT, kind=kind, clause_code=clause_code, scope=scope, value=value
    )


def _changed_figure(
    actor: Actor,
    version: ManualVersion,
    rule: RuleRow,
    clause_code: str,
    scope: Mapping[str, str] | None,
    value: Mapping[str, Any] | None,
) -> Proposal:
    wanted = clause_code or rule.clause_code, rule.scope if scope is None else dict(scope)
    new_value = rule.value if value is None else dict(value)
    check_rule(rule.kind, wanted[1], new_value, wanted[0])
    if wanted[0] != rule.clause_code or _is_removed(version, wanted[0]):
        _check_clause_of(actor, version, wanted[0])
    same_value = registry.convert(rule.kind, new_value) == registry.convert(rule.kind, rule.value)
    if wanted == (rule.clause_code, rule.scope) and same_value:
        raise Invalid(_("This is what the standard says already. Change something, or go back."), code="same_rule")
    return _propose(version, rule, REVISE, wanted[0], wanted[1], new_value)


def _refuse_decision(kind: str) -> None:
    if kind == DECISION:
        raise Invalid(_("Two figures are decided between on the page of conflicts."), code="decision_here")


def _propose(
    version: ManualVersion, rule: RuleRow, action: str, clause_code: str, scope: dict[str, str], value: Any
) -> Proposal:
    proposal, _made = Proposal.objects.update_or_create(
        version=version,
        rule=rule,
        defaults={"action": action, "kind": rule.kind, "clause_code": clause_code, "scope": scope, "value": value},
    )
    return proposal


def _check_clause_of(actor: Actor, version: ManualVersion, clause_code: str) -> None:
    if not clause_is_there(actor, version, clause_code):
        text = _("A figure stands on a clause of its manual. Choose one that is in force or that this version brings.")
        raise Invalid(text, code="clause_unknown", fields={"clause_code": text})


def _is_removed(version: ManualVersion, code: str) -> bool:
    return Clause.objects.filter(version=version, code=code, is_removed=True).exists()


def _ends_on(version: ManualVersion, code: str) -> QuerySet[Proposal]:
    return Proposal.objects.filter(version=version, action=END, clause_code=code)


def _refuse_other_figures(version: ManualVersion, code: str, on_it: set[int]) -> None:
    """Refuse while a draft puts figures on a clause, other than those that stand on it. Raises: Conflict."""
    here = Proposal.objects.filter(version=version, clause_code=code).filter(Q(action=ADOPT) | Q(action=REVISE))
    if here.exclude(rule_id__in=on_it).exists():
        raise Conflict(
            _("This version puts figures on the clause %(code)s. Take those changes back first.") % {"code": code},
            code="figures_on_clause",
        )
