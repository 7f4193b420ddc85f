"""What differs between two versions of a manual, and what a version itself changes."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from fuwutai.domain.standards import queries
from fuwutai.domain.standards.choices import ADOPT, APPROVED, END
from fuwutai.domain.standards.families import Family, families, member_at, says_the_same
from fuwutai.domain.standards.manuals import Wording, natural, own_wordings, visible_versions, wordings
from fuwutai.domain.standards.models import ManualVersion, Proposal
from fuwutai.domain.standards.rulebook import Rule
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound

JUST_BEFORE = timedelta(microseconds=1)

ClauseChange = tuple[str, Wording | None, Wording | None]
RuleChange = tuple[str, str, Rule | None, Rule | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs: clauses as (code, before, after) and rules as (kind, clause, before, after), ordered by clause.

    None = not there. A figure that is only proposed has the id 0.
    """

    clauses: list[ClauseChange]
    rules: list[RuleChange]


def compare(actor: Actor, from_id: int, to_id: int) -> Comparison:
    """Return what differs between two versions of one manual, each read as of the moment it took effect.

    A draft is read as what is in force with its own changes laid over.
    Raises: Refused, NotFound, also for versions of two manuals.
    Cost: 4 statements, 2 more for a draft, and as `queries.rules_in_force`.
    """
    found = visible_versions(actor).filter(pk__in=(from_id, to_id)).select_related("manual").in_bulk()
    if not {from_id, to_id} <= found.keys() or found[from_id].manual_id != found[to_id].manual_id:
        raise NotFound
    one, other = found[from_id], found[to_id]
    known = families(one.manual_id)
    return Comparison(
        clauses=_clauses(_wordings(actor, one), _wordings(actor, other)),
        rules=_rules(_figures(one, known), _figures(other, known)),
    )


def changes_of(actor: Actor, version_id: int) -> Comparison:
    """Return what a version itself changes: its own wordings and figures against those it found.

    Raises: Refused, NotFound. Cost: 4 statements, and as `queries.rules_in_force`.
    """
    version = visible_versions(actor).filter(pk=version_id).select_related("manual").first()
    if version is None:
        raise NotFound
    own = {one.code: one for one in own_wordings(actor, version_id)}
    found_at = version.effective_from - JUST_BEFORE if version.effective_from is not None else None
    before = {one.code: one for one in wordings(actor, manual_code=version.manual.code, codes=own, at=found_at)}
    after = {code: one for code, one in own.items() if not one.is_removed}
    proposals = Proposal.objects.filter(version=version)
    changed = {one.pk: _pair(version, one) for one in proposals}
    return Comparison(
        clauses=_clauses(before, after),
        rules=_rules({key: pair[0] for key, pair in changed.items()}, {key: pair[1] for key, pair in changed.items()}),
    )


def _wordings(actor: Actor, version: ManualVersion) -> dict[str, Wording]:
    """Return what the clauses say under a version. Cost: 1 statement, 2 for a draft."""
    if version.state == APPROVED:
        found = wordings(actor, manual_code=version.manual.code, at=version.effective_from)
    else:
        found = wordings(actor, version_id=version.pk)
    return {one.code: one for one in found}


def _figures(version: ManualVersion, known: Mapping[int, Family]) -> dict[Hashable, Rule | None]:
    """Return the figures of a manual under a version, by their families. Cost: 0 statements, 1 for a draft."""
    at = version.effective_from if version.state == APPROVED and version.effective_from else clock.now()
    found: dict[Hashable, Rule | None] = {}
    family_of: dict[int, int] = {}
    for key, family in known.items():
        found[key] = member_at(family, at)
        family_of |= {rule.id: key for rule in family}
    if version.state != APPROVED:
        for proposal in Proposal.objects.filter(version=version):
            place: Hashable = family_of.get(proposal.rule_id or 0, ("new", proposal.pk))
            found[place] = _proposed(version, proposal)
    return found


def _pair(version: ManualVersion, proposal: Proposal) -> tuple[Rule | None, Rule | None]:
    before = queries.rule_by_id(proposal.kind, proposal.rule_id) if proposal.rule_id is not None else None
    if proposal.became_id is not None:
        return before, queries.rule_by_id(proposal.kind, proposal.became_id)
    return before, _proposed(version, proposal)


def _proposed(version: ManualVersion, proposal: Proposal) -> Rule | None:
    """Return a figure as a draft would have it, None where it would end."""
    if proposal.action == END:
        return None
    since = version.effective_from or clock.now()
    value = queries.value_of(proposal.kind, proposal.value or {})
    before = queries.rule_by_id(proposal.kind, proposal.rule_id) if proposal.rule_id is not None else None
    if before is not None and proposal.action != ADOPT:
        return replace(
            before, id=0, clause_code=proposal.clause_code, scope=proposal.scope, value=value, valid_from=since,
            valid_to=None, version=before.version + 1, reason=version.reason, end_reason="", replaces=before.id,
            brought_by=version.pk, made_by=None,
        )  # fmt: skip
    return Rule(
        id=0, kind=proposal.kind, clause_code=proposal.clause_code, scope=proposal.scope, value=value, version=1,
        valid_from=since, valid_to=None, reason=version.reason, end_reason="", replaces=None,
        manual_id=version.manual_id, pack=version.manual.pack, brought_by=version.pk,
    )  # fmt: skip


def _clauses(before: Mapping[str, Wording], after: Mapping[str, Wording]) -> list[ClauseChange]:
    changed = [
        (code, before.get(code), after.get(code))
        for code in before.keys() | after.keys()
        if _words(before.get(code)) != _words(after.get(code))
    ]
    return sorted(changed, key=lambda change: _place(change[2] or change[1], change[0]))


def _words(one: Wording | None) -> tuple[object, ...] | None:
    return None if one is None else (one.section, one.kind, one.area, dict(one.texts), one.numbers)


def _place(one: Wording | None, code: str) -> tuple[int, object]:
    return (one.position if one is not None else 0), natural(code)


def _rules(before: Mapping[Hashable, Rule | None], after: Mapping[Hashable, Rule | None]) -> list[RuleChange]:
    pairs = [(before.get(key), after.get(key)) for key in {**before, **after}]
    changed = []
    for one, other in _reunited(pairs):
        rule = other or one
        if rule is not None and not (one is not None and other is not None and says_the_same(one, other)):
            changed.append((rule.kind, rule.clause_code, one, other))
    return sorted(changed, key=lambda change: (natural(change[1]), change[0]))


def _reunited(pairs: list[tuple[Rule | None, Rule | None]]) -> list[tuple[Rule | None, Rule | None]]:
    """Return the pairs, a figure that ended beside the one that was adopted anew for the same clause and limits."""
    gone = [one for one, other in pairs if one is not None and other is None]
    whole = [pair for pair in pairs if None not in pair]
    for new in (other for one, other in pairs if one is None and other is not None):
        former = next((one for one in gone if _stands(one) == _stands(new)), None)
        if former is not None:
            gone.remove(former)
        whole.append((former, new))
    return whole + [(one, None) for one in gone]


def _stands(rule: Rule) -> tuple[object, ...]:
    return rule.kind, rule.clause_code, dict(rule.scope)
