"""With which figures a draft would disagree, before it is approved."""

from datetime import datetime

from fuwutai.domain.standards import registry
from fuwutai.domain.standards.conflicts import LINE, figure_of
from fuwutai.domain.standards.disagreeing import SAME_SCOPE, both, disagreeing
from fuwutai.domain.standards.rule_kinds import PACK_IN_USE
from fuwutai.domain.standards.rulebook import Rule, RuleBook
from fuwutai.domain.standards.supposing import book_with
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor


def conflicts_of_draft(actor: Actor, version_id: int) -> list[tuple[Rule, Rule]]:
    """Return each figure that a draft brings beside one that says something else and is obeyed for the same cases.

    The strictest of two would apply until people decide. A figure of the draft has a negative id.
    Raises: Refused, NotFound, Conflict for a version that is decided. Cost: 2 statements, and as `rules_in_force`.
    """
    book = book_with(actor, version_id)
    now = clock.now()
    rules = {
        rule.id: rule
        for kind in registry.kinds()
        if kind.family
        for rule in book.ranked(kind.code)
        if rule.valid_to is None or max(now, rule.valid_from) < rule.valid_to
    }
    found = disagreeing(figure_of(rule, book) for rule in rules.values())
    pairs = [(rules[one], rules[other]) for one, other, how in found if how == SAME_SCOPE and one < 0]
    return [(one, other) for one, other in pairs if _obeyed_together(one, other, book, now)]


def _obeyed_together(one: Rule, other: Rule, book: RuleBook, now: datetime) -> bool:
    """Return whether both manuals are in use for one service line at least; else the two disagree on paper only."""
    facts, at = both(one.scope, other.scope), max(now, one.valid_from, other.valid_from)
    named = {rule.scope[LINE] for rule in book.ranked(PACK_IN_USE) if LINE in rule.scope}
    lines = [facts[LINE]] if LINE in facts else ["", *sorted(named)]
    return any(all(book.is_obeyed(rule, {**facts, LINE: line}, at) for rule in (one, other)) for line in lines)
