"""The figures of a manual, each with all its versions: one family from its adoption to its end."""

from datetime import datetime

from fuwutai.domain.standards import queries, registry
from fuwutai.domain.standards.models import Proposal
from fuwutai.domain.standards.rulebook import Rule, rule_of

Family = list[Rule]


def families(manual_id: int) -> dict[int, Family]:
    """Return the families of figures that belong to a manual, by the id of their first version; the oldest first.

    A figure of no manual counts once a version of the manual has proposed to change it.
    Cost: 1 statement, and as `queries.rules_in_force`.
    """
    named = Proposal.objects.filter(version__manual=manual_id).values_list("rule_id", "became_id")
    touched = {rule_id for pair in named for rule_id in pair}
    found: dict[int, Family] = {}
    first: dict[int, int] = {}
    for row in queries.rule_book().by_id.values():  # in the order written: what replaces comes after
        first[row.pk] = first.get(row.replaces_id or 0, row.pk)
        if registry.is_registered(row.kind):
            found.setdefault(first[row.pk], []).append(rule_of(row))
    return {
        key: family
        for key, family in found.items()
        if any(rule.manual_id == manual_id or rule.id in touched for rule in family)
    }


def member_at(family: Family, at: datetime) -> Rule | None:
    """Return the version of a figure that is in force at a moment, None where there is none."""
    return next((rule for rule in reversed(family) if rule.is_in_force(at)), None)


def says_the_same(one: Rule, other: Rule) -> bool:
    """Return whether two rules differ in nothing that anybody obeys."""
    return _says(one) == _says(other)


def _says(rule: Rule) -> tuple[object, ...]:
    return rule.kind, rule.clause_code, dict(rule.scope), rule.value
