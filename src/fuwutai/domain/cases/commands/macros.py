"""Macros: making, changing and retiring them, and taking their steps with a case."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.actions.macros import (
    forget_macros,
    macro_in_care,
    may_change_macro,
    may_share_with_all,
    teams_to_share_with,
    visible_macro,
)
from fuwutai.domain.cases.actions.registry import Step, checked_steps
from fuwutai.domain.cases.commands.acting import take_steps
from fuwutai.domain.cases.events.macros import MacroRetired, MacroSaved, MacroUsed
from fuwutai.domain.cases.models import Case, Macro
from fuwutai.domain.cases.queries import visible_case
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, Refused, Text
from fuwutai.kernel.text import storable

MOST_MACROS, LONGEST_NAME, LONGEST_NOTE = 60, 60, 200
"""No figures of a manual: nobody finds her way among more."""


@command(statements=14)
def save_macro(
    *,
    actor: Actor,
    name: str,
    steps: Sequence[Mapping[str, Any]],
    note: str = "",
    macro_id: int | None = None,
    team_id: int | None = None,
    for_all: bool = False,
) -> Macro:
    """Keep steps under a name for oneself, or, with the permission for it, for a team or all; `macro_id`: change it.

    Emits: MacroSaved. Raises: NotFound, Refused, Conflict for one macro too many, Invalid naming each wrong answer.
    """
    macro = macro_in_care(actor, macro_id) if macro_id is not None else Macro(owner_id=actor.staff_id, uses=0)
    is_own = team_id is None and not for_all
    _may_keep(actor, macro, team_id, for_all)
    wrong: dict[str, Text] = {}
    if not name.strip() or len(name.strip()) > LONGEST_NAME or not storable(name):
        wrong["name"] = _("Give the macro a name of at most 60 characters.")
    if len(note.strip()) > LONGEST_NOTE or not storable(note):
        wrong["note"] = _("Write at most 200 characters.")
    if team_id is not None and team_id not in teams_to_share_with(actor):
        wrong["team_id"] = _("Choose another team.")
    kept: list[Step] = []
    try:
        kept = checked_steps(actor, steps)
    except Invalid as problem:
        wrong |= problem.fields
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    owner_id = actor.staff_id if is_own else None
    macro.name, macro.note, macro.steps = name.strip(), note.strip(), kept
    macro.owner_id, macro.team_id = owner_id, None if for_all else team_id
    beside = Macro.objects.filter(owner=macro.owner_id, team=macro.team_id, retired_at=None).exclude(pk=macro.pk)
    if beside.count() >= MOST_MACROS:
        too_many = _("There are 60 macros here already. Retire one that nobody needs first.")
        raise Conflict(too_many, code="too_many_macros")
    macro.made_at = macro.made_at or clock.now()
    if macro_id is None:
        macro.save()
    else:  # how often it is used is counted beside
        macro.save(update_fields=["name", "note", "steps", "owner", "team"])
    forget_macros()
    emit(MacroSaved(macro_id=macro.pk, team_id=macro.team_id, is_own=is_own))
    return macro


@command(statements=6)
def retire_macro(*, actor: Actor, macro_id: int) -> Macro:
    """Offer a macro to nobody any more; what it did stays done. Emits: MacroRetired. Raises: NotFound, Refused."""
    macro = macro_in_care(actor, macro_id)
    if not may_change_macro(actor, macro):
        raise Refused
    macro.retired_at = clock.now()
    macro.save(update_fields=["retired_at"])
    forget_macros()
    emit(MacroRetired(macro_id=macro.pk))
    return macro


@command(statements=60, replay=visible_case)
def use_macro(*, actor: Actor, case_id: int, macro_id: int, seen_steps: Sequence[Step] | None = None) -> Case:
    """Take the steps of a macro with a case, all of them or none. `seen_steps`: those that the person was shown.

    Emits: MacroUsed, then what the steps emit. Raises: NotFound, Refused, Conflict where the macro was changed since
    it was shown, and what the steps raise. Cost: 4 statements more than the steps.
    """
    if not actor.is_staff:
        raise Refused
    visible_case(actor, case_id)
    macro = visible_macro(actor, macro_id)
    if seen_steps is not None and list(seen_steps) != macro.steps:
        changed = _("Somebody has changed this macro in the meantime. Look at its steps again.")
        raise Conflict(changed, code="macro_changed")
    emit(MacroUsed(case_id=case_id, macro_id=macro.pk, steps=len(macro.steps)))
    case = take_steps(actor=actor, case_id=case_id, steps=macro.steps)
    Macro.objects.filter(pk=macro.pk).update(uses=F("uses") + 1, used_at=clock.now())
    return case


def _may_keep(actor: Actor, macro: Macro, team_id: int | None, for_all: bool) -> None:
    """Raises: Refused. One's own macro is one's own affair; what others have, or shall have, asks for more."""
    if not actor.is_staff or not actor.may("cases.view"):
        raise Refused
    if macro.pk is not None and not may_change_macro(actor, macro):
        raise Refused
    if for_all and not may_share_with_all(actor):
        raise Refused
    if team_id is not None and not actor.may("macros.share"):
        raise Refused
