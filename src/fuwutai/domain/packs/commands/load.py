"""Load a standard pack by handing its manuals and each of its figures to the app that owns them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import centre
from fuwutai.domain.cases.commands import adopt_terms
from fuwutai.domain.packs.policies import may_load_packs, may_use_packs
from fuwutai.domain.packs.queries import (
    pack_codes,
    pack_decisions,
    pack_manuals,
    pack_rules,
    pack_terms,
    pack_titles,
)
from fuwutai.domain.standards.choices import OTHER_WAY_ROUND
from fuwutai.domain.standards.commands import adopt_rule, end_rule, load_manual, revise_rule
from fuwutai.domain.standards.manuals import manual_ids
from fuwutai.domain.standards.queries import GENERAL, forget_rules, is_adopted, rule_to_change, rules_of_clause
from fuwutai.domain.standards.rule_kinds import DECISION, PACK_IN_USE
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Invalid, NotFound, Refused

EVERY_LINE = ""


@command
def load_pack(*, actor: Actor, code: str, valid_from: datetime | None = None, in_use: bool = True) -> int:
    """Put the manuals of a shipped pack on the shelf and its rules in force, now or since a moment.

    Returns how many rules were not in force before. With `in_use` every line without a pack of its own obeys it.
    A figure that was revised since stays as revised; one that was ended comes back.
    Emits: ManualLoaded, RuleAdopted, TermsAdopted. Raises: NotFound, Refused, Invalid.
    """
    _check(actor, code)
    for manual in pack_manuals(code):
        load_manual(
            actor=actor,
            code=manual.code,
            pack=code,
            title=manual.title,
            headings=manual.headings,
            clauses=manual.clauses,
            position=manual.position,
            effective_from=valid_from,
        )
    new = adopt_pack_rules(actor=actor, code=code, valid_from=valid_from)
    if in_use and code != GENERAL and pack_manuals(code):
        use_pack(actor=actor, code=code, valid_from=valid_from)
    return new


@command
def adopt_pack_rules(*, actor: Actor, code: str, valid_from: datetime | None = None) -> int:
    """Put the rules of a shipped pack in force and return how many were not so before.

    The lists by which cases are sorted get the terms of the general pack that they have not yet.
    A rule belongs to its manual where that is on the shelf; without it, it is nobody's and obeyed everywhere.
    Raises: NotFound, Refused, Invalid.
    """
    _check(actor, code)
    shelf = manual_ids()
    new = 0
    for rule in pack_rules(code):
        says = {"kind": rule["kind"], "clause_code": rule["clause"], "scope": rule["scope"], "value": rule["value"]}
        manual_id = shelf.get(rule["manual"])
        if not is_adopted(**says, manual_id=manual_id):
            adopt_rule(actor=actor, valid_from=valid_from, manual_id=manual_id, **says)
            new += 1
    _decide(actor, code, valid_from)
    if code == GENERAL:
        adopt_terms(actor=actor, terms=pack_terms(code))
    return new


@command
def use_pack(
    *, actor: Actor, code: str, line: str = EVERY_LINE, reason: str = "", valid_from: datetime | None = None
) -> None:
    """Let a service line, or every line without a pack of its own, obey the figures of a pack.

    The lists by which cases are sorted get the terms of the pack that they have not yet; none are ever taken away.
    An empty code takes a line back to what the others obey. Emits: RuleAdopted, RuleEnded, TermsAdopted.
    Raises: NotFound, Refused, Invalid for the general pack, which is always obeyed, and for none for every line.
    """
    if not may_use_packs(actor):
        raise Refused
    scope = {"line": line} if line else {}
    forget_rules()  # another process may have changed them a moment ago
    here = rule_to_change(PACK_IN_USE, scope)
    if not code and line:
        while here is not None:  # two who chose at the same moment left two
            end_rule(actor=actor, rule_id=here.id, reason=reason)
            here = rule_to_change(PACK_IN_USE, scope)
        return
    if code not in pack_codes():
        raise NotFound(_("There is no standard pack of this name."))
    if code == GENERAL:
        raise Invalid(_("The general pack is obeyed everywhere; choose the pack to obey beside it."), code="general")
    adopt_terms(actor=actor, terms=pack_terms(code))
    if here is None:
        adopt_rule(
            actor=actor, kind=PACK_IN_USE, scope=scope, value={"pack": code}, reason=reason, valid_from=valid_from
        )
    elif here.value.pack != code:
        said = _("The manual “%(title)s” takes the place of the one before.") % {"title": pack_titles()[code]}
        revise_rule(
            actor=actor, rule_id=here.id, value={"pack": code}, reason=reason.strip() or str(said),
            valid_from=max(valid_from, clock.now()) if valid_from else None,
        )  # fmt: skip


def _check(actor: Actor, code: str) -> None:
    if not may_load_packs(actor):
        raise Refused
    if code not in pack_codes():
        raise NotFound(_("There is no standard pack of this name."))


def _decide(actor: Actor, code: str, valid_from: datetime | None) -> None:
    """Record what the pack decides between its own figures, once; people may decide otherwise afterwards."""
    here = centre()
    language = "zh" if here is None or here.language.startswith("zh") else "en"
    for decision in pack_decisions(code):
        one, other = (_row_of(decision[side]) for side in ("one", "other"))
        if one is None or other is None:
            continue
        choice = decision["choice"]
        if one > other:
            one, other = other, one
            choice = OTHER_WAY_ROUND.get(choice, choice)
        value = {"choice": choice, "one": one, "other": other}
        if not is_adopted(DECISION, "", {}, value):
            reason = decision[f"reason_{language}"]
            adopt_rule(actor=actor, kind=DECISION, value=value, reason=reason, valid_from=valid_from)


def _row_of(named: Mapping[str, Any]) -> int | None:
    found = rules_of_clause(named["clause"], kind=named["kind"])
    return next((rule.id for rule in found if rule.scope == named.get("scope", {}) and rule.version == 1), None)
