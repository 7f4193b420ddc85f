"""The list of actions, and the steps that people make of them.

A step is what is kept as JSON: `{"do": "assign", "team": "broadband"}`. Answers are texts; teams, people and checklists
are named by their codes, so that steps mean the same in every language and database.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.speech.phrase_values import unknown_variables
from fuwutai.domain.knowledge.variables import unknown_in
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Text
from fuwutai.kernel.text import storable

Given = Mapping[str, str]
Offered = Callable[[Actor], Mapping[str, Text]]
Step = dict[str, str]
MOST_STEPS = 20
"""No figure of a manual: nobody oversees more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An answer that an action takes. `kind`: choice (of `offered`, code → label), words, tags or number.

    `longest`: the most characters of words, the highest number. `has_variables`: in the words may stand what is said
    differently in each case, as in standard phrases.
    """

    name: str
    label: Text
    kind: str
    offered: Offered = lambda _actor: {}
    is_needed: bool = True
    longest: int = 0
    has_variables: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that may be done with a case by several people or rules at once, and how it is taken back.

    `allowed` says without a statement whether an actor may do it with a case as it is. `kept` says what of a case it
    changes, as far as that can be put back by `back(actor, case_id, before, given)`; without them there is no way back.
    `speaks`: the customer hears of it.
    """

    code: str
    place: int
    icon: str
    label: Text
    entries: tuple[Entry, ...] = ()
    allowed: Callable[[Actor, Case], bool]
    do: Callable[[Actor, int, Given], Any]
    kept: Callable[[Case, Given], dict[str, Any]] | None = None
    back: Callable[[Actor, int, Mapping[str, Any], Given], Any] | None = None
    speaks: bool = False


_actions: dict[str, Action] = {}


def register(action: Action) -> Action:
    """Offer an action to macros, bulk changes and automation. Raises: TypeError for a code that is taken."""
    if action.code in _actions:
        raise TypeError(f"the action {action.code} is registered twice")
    _actions[action.code] = action
    return action


def actions() -> dict[str, Action]:
    """Return every action by its code, in their order."""
    return dict(sorted(_actions.items(), key=lambda item: (item[1].place, item[0])))


def action_of(step: Step) -> Action | None:
    """Return the action of a step, None for one that this release does not know."""
    return _actions.get(step.get("do", ""))


def checked_steps(actor: Actor, raw: Sequence[Mapping[str, Any]]) -> list[Step]:
    """Return steps as they are kept. Raises: Invalid naming each wrong answer as `steps.0.team`."""
    if not 1 <= len(raw) <= MOST_STEPS:
        problem = _("Choose 1 to 20 steps.")
        raise Invalid(problem, fields={"steps": problem})
    wrong: dict[str, Text] = {}
    found: list[Step] = []
    for place, said in enumerate(raw):
        step = {"do": str(said.get("do", ""))}
        action = _actions.get(step["do"])
        if action is None:
            wrong[f"steps.{place}"] = _("There is no such step. Choose one of the list.")
            continue
        for entry in action.entries:
            value = str(said.get(entry.name) or "").strip()
            if text := _wrong(actor, entry, value):
                wrong[f"steps.{place}.{entry.name}"] = text
            if value:
                step[entry.name] = value
        found.append(step)
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    return found


def _wrong(actor: Actor, entry: Entry, value: str) -> Text | None:
    if not value:
        return _("This is missing.") if entry.is_needed else None
    if not storable(value):
        return _("This text holds a character that cannot be stored. Remove it and send again.")
    if entry.kind == "choice" and value not in entry.offered(actor):
        return _("Choose one of the list.")
    if entry.kind == "number" and not (value.isdecimal() and value.isascii() and 1 <= int(value) <= entry.longest):
        return _("Enter a number from 1 to %(most)s.") % {"most": entry.longest}
    if entry.kind in ("words", "tags") and len(value) > entry.longest:
        return _("Write at most %(most)s characters.") % {"most": entry.longest}
    if entry.has_variables and (unknown := unknown_in(value)):
        return unknown_variables(unknown).message
    return None


def told(actor: Actor, steps: Iterable[Step]) -> list[str]:
    """Return each step as one line in the reader's words: “Priority: High”. Cost: that of the lists they name, once."""
    lists: dict[Offered, Mapping[str, Text]] = {}
    return [_line(actor, step, lists) for step in steps]


def _line(actor: Actor, step: Step, lists: dict[Offered, Mapping[str, Text]]) -> str:
    action = action_of(step)
    if action is None:
        return _now("A step that this release does not know (%(code)s)") % {"code": step.get("do", "")}
    answers = [_answer(actor, entry, step[entry.name], lists) for entry in action.entries if entry.name in step]
    if not answers:
        return str(action.label)
    return _now("%(step)s: %(answers)s") % {"step": action.label, "answers": " · ".join(answers)}


def _answer(
    actor: Actor, entry: Entry, value: str, lists: dict[Offered, Mapping[str, Text]]
) -> str:
    if entry.kind == "choice":
        if entry.offered not in lists:
            lists[entry.offered] = entry.offered(actor)
        return str(lists[entry.offered].get(value, value))
    return value if entry.kind != "number" else f"{value} {entry.label}"
