"""Macros in words: who has one, what its steps are, and what they would come to in a case."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from fuwutai.domain.cases.actions.macros import may_change_macro
from fuwutai.domain.cases.actions.registry import Step, action_of, told
from fuwutai.domain.cases.commands.acting import rehearse
from fuwutai.kernel.actors import Actor

TOLD_AT_MOST = 5
LONGEST_LINE = 120


def audience(macro: Any) -> str:
    """Return who has a macro. Cost: none where its team is at hand."""
    if macro.owner_id is not None:
        return _("Only me")
    return macro.team.name if macro.team_id else _("Everybody")


def listed(actor: Actor, macros: Iterable[Any]) -> list[dict[str, Any]]:
    """Return macros as rows with their steps in words. Cost: that of the lists their steps name, once."""
    found = list(macros)
    lines = iter(told(actor, [step for one in found for step in one.steps]))
    return [
        {
            "macro": one,
            "lines": [_short(next(lines)) for _step in one.steps],
            "audience": audience(one),
            "may_change": may_change_macro(actor, one),
        }
        for one in found
    ]


def matching(macros: Iterable[Any], typed: str) -> list[Any]:
    """Return the macros in whose name or note every typed word stands; those whose name begins so come first."""
    words = typed.casefold().split()
    found = [one for one in macros if all(word in f"{one.name} {one.note}".casefold() for word in words)]
    return sorted(found, key=lambda one: not one.name.casefold().startswith(typed.strip().casefold()))


def preview(actor: Actor, case_id: int, steps: Sequence[Step]) -> dict[str, Any]:
    """Return what steps would come to in a case: each in words, what is refused, and what the customer gets.

    Raises: NotFound. Cost: that of the steps.
    """
    found = rehearse(actor, case_id, steps)
    rows = [
        {
            "line": line,
            "text": words_of(one.step),
            "speaks": bool((action := action_of(one.step)) and action.speaks),
            "icon": action.icon if action else "error",
            "problem": one.problem,
        }
        for one, line in zip(found, heads(actor, steps), strict=True)
    ]
    return {
        "rows": rows,
        "refused": sum(bool(row["problem"]) for row in rows),
        "speaks": any(row["speaks"] for row in rows),
    }


def heads(actor: Actor, steps: Sequence[Step]) -> list[str]:
    """Return each step as a line without its long words. Cost: that of the lists they name, once."""
    return told(actor, [_without_words(step) for step in steps])


def done_in_words(actor: Actor, macro: Any) -> str:
    """Return what a macro did, as the toast says it."""
    lines = [_short(line) for line in heads(actor, macro.steps)]
    more = ["…"] if len(lines) > TOLD_AT_MOST else []
    return _("“%(name)s” is done: %(steps)s") % {"name": macro.name, "steps": " · ".join(lines[:TOLD_AT_MOST] + more)}


def words_of(step: Mapping[str, str]) -> str:
    """Return the long words of a step: what is written into the case."""
    return "\n\n".join(step[name] for name in _word_names(step) if name in step)


def _without_words(step: Step) -> Step:
    left_out = _word_names(step)
    return {name: value for name, value in step.items() if name not in left_out}


def _word_names(step: Mapping[str, str]) -> set[str]:
    action = action_of(dict(step))
    return {entry.name for entry in action.entries if entry.kind == "words"} if action else set()


def _short(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"
