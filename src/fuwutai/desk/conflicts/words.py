"""A conflict as a page says it: both sides, which one applies and why, and what was decided."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from fuwutai.desk.standards.facts import FACTS, in_words
from fuwutai.desk.standards.saying import about, whom
from fuwutai.desk.standards.words import Names, length, promise
from fuwutai.domain.standards import registry
from fuwutai.domain.standards.choices import BY_SCOPE, KEEP_ONE, KEEP_OTHER, STRICTEST
from fuwutai.domain.standards.conflicts import Conflict, Decision
from fuwutai.domain.standards.manuals import Wording
from fuwutai.domain.standards.queries import Rule
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Text

UNDECIDED, DECIDED, SETTLED, PAPER, ALL = "undecided", "decided", "by_scope", "paper", "all"
SHOWS = {
    UNDECIDED: pgettext_lazy("conflicts", "To decide"),
    SETTLED: pgettext_lazy("conflicts", "Settled by scope"),
    DECIDED: pgettext_lazy("conflicts", "Decided"),
    PAPER: pgettext_lazy("conflicts", "Only on paper"),
    ALL: pgettext_lazy("conflicts", "All"),
}
"""By what the list is narrowed; each conflict is in exactly one of the first four."""
LOOKS = {
    UNDECIDED: ("amber", "alert"),
    SETTLED: ("slate", "check"),
    DECIDED: ("green", "check-circle"),
    PAPER: ("plain", "book"),
}
WHY = {
    "more_limits": pgettext_lazy("conflict", "It has more limits, so it is an exception to the other one."),
    "foremost_fact": pgettext_lazy(
        "conflict", "They meet only where both limits hold; there “%(first)s” counts before “%(second)s”."
    ),
    "narrower_category": pgettext_lazy("conflict", "Its category is the narrower one."),
    "stricter": pgettext_lazy("conflict", "Both hold for the same; until people decide, the strictest applies."),
    "later": pgettext_lazy("conflict", "Both are equally strict; the one that came into force later applies."),
    "written_later": pgettext_lazy("conflict", "Both are equally strict; the one that was written later applies."),
}


def place_of(conflict: Conflict) -> str:
    """Return under which of SHOWS a conflict stands."""
    if conflict.decision is not None and not conflict.outdated and not conflict.flagged:
        return DECIDED
    if not conflict.in_use:
        return PAPER
    return UNDECIDED if conflict.flagged or conflict.outdated else SETTLED


def shown(
    conflict: Conflict, names: Names, texts: Mapping[str, Wording], touched: Mapping[tuple[int, int], int]
) -> dict[str, Any]:
    """Return a conflict as a card."""
    place = place_of(conflict)
    leading = conflict.winner.id if conflict.over is None else 0
    return {
        "conflict": conflict,
        "about": about(conflict.one.kind, conflict.one.scope),
        "sides": [_side(one, names, texts, applies=one.id == leading) for one in (conflict.one, conflict.other)],
        "badge": (_state(conflict, place), *LOOKS[place]),
        "on_paper": not conflict.in_use,
        "to_decide": place == UNDECIDED,
        "why": why(conflict) if conflict.over is None else "",
        "laxer": not conflict.is_strictest and conflict.over is None,
        "over": _named(conflict.over, names) if conflict.over else "",
        "cases": touched.get(conflict.ids),
    }


def _state(conflict: Conflict, place: str) -> Text:
    """Return how a conflict stands; one that was decided before a figure changed is only to be confirmed."""
    if place == UNDECIDED and conflict.outdated and not conflict.flagged:
        return pgettext("conflicts", "A figure changed: confirm the decision")
    return SHOWS[place]


def why(conflict: Conflict) -> str:
    """Return why one of two applies where both fit."""
    if conflict.why is None:
        return _("So it was decided.")
    if conflict.why != "foremost_fact":
        return str(WHY[conflict.why])
    names = registry.kind(conflict.one.kind).scope_keys
    won, lost = ([name for name in names if name in one.scope] for one in (conflict.winner, conflict.loser))
    first, second = next(pair for pair in zip(won, lost, strict=True) if pair[0] != pair[1])
    return str(WHY[conflict.why]) % {"first": FACTS[first].label, "second": FACTS[second].label}


def answers(conflict: Conflict, names: Names) -> list[tuple[str, str]]:
    """Return what can be decided, in plain words."""
    one, other = conflict.one, conflict.other
    found = [
        (KEEP_ONE, _("Keep A: %(figure)s") % {"figure": _named(one, names)}),
        (KEEP_OTHER, _("Keep B: %(figure)s") % {"figure": _named(other, names)}),
        (STRICTEST, _("The strictest applies where both fit, also after a change of the figures")),
    ]
    if conflict.relation != "same_scope":
        found.append((BY_SCOPE, _("Both stand, each in its own scope; the order of the limits decides as it does now")))
    return found


def told(decision: Decision, names: Names) -> dict[str, Any]:
    """Return a decision as an entry of its history."""
    return {
        "said": _said(decision, names),
        "reason": decision.reason,
        "by": decision.by or _("came with the manual"),
        "at": decision.at,
        "stands": decision.stands,
        "until": decision.until,
        "end_reason": decision.end_reason,
    }


def _said(decision: Decision, names: Names) -> str:
    match decision.choice:
        case "keep_one" if decision.topic:
            return _("%(figure)s was kept") % {"figure": decision.keeps}
        case "keep_one" | "keep_other":
            kept = decision.one if decision.choice == KEEP_ONE else decision.other
            return _("%(figure)s was kept") % {"figure": _named(kept, names) if kept else "—"}
        case "strictest":
            return pgettext("conflict", "The strictest applies")
    return _("All stand, each where it fits") if decision.topic else pgettext("conflict", "Each in its own scope")


def _side(rule: Rule, names: Names, texts: Mapping[str, Wording], *, applies: bool) -> dict[str, Any]:
    wording = texts.get(rule.clause_code)
    return {
        "rule": rule,
        "said": promise(rule.kind, rule.value, names),
        "whom": whom(rule.scope),
        "wording": wording,
        "applies": applies,
        "coming": rule.valid_from > clock.now(),
    }


def _named(rule: Rule, names: Names) -> str:
    """Return a figure with its clause, as “S4-6.1-1 (30 min)”."""
    said = length(rule.value) if rule.kind.startswith("sla.") else promise(rule.kind, rule.value, names)
    clause = rule.clause_code or in_words(rule.scope)
    return _("%(clause)s (%(figure)s)") % {"clause": clause, "figure": said}
