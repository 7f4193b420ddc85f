"""Taking steps with a case: what macros, bulk changes and automation have in common."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.actions.registry import Action, Step, action_of
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.speech.phrase_values import filled
from fuwutai.domain.knowledge.variables import WRITTEN
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Conflict, DomainError, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """What a step would come to in a case: the step with its words as they would stand there, and why it is refused."""

    step: Step
    problem: Text = ""


@command
def take_steps(*, actor: Actor, case_id: int, steps: Sequence[Step]) -> Case:
    """Take steps with a case, all of them or none, each as the command that it stands for.

    Emits: what the steps emit. Raises: NotFound, Conflict for a step that this release does not know, and what the
    steps raise.
    """
    case = visible_case(actor, case_id)
    for step in steps:
        known_action(step).do(actor, case_id, in_words(actor, case_id, step))
    case.refresh_from_db()  # also where the last step gave it out of the actor's sight
    return case


def known_action(step: Step) -> Action:
    """Return the action of a step. Raises: Conflict for one that this release does not know."""
    action = action_of(step)
    if action is None:
        raise Conflict(_("This release does not know one of the steps. Remove it."), code="unknown_step")
    return action


def in_words(actor: Actor, case_id: int, step: Step) -> Step:
    """Return a step with what the variables in its words come to in a case.

    Raises: NotFound, Conflict for one that this release does not know, Invalid naming what cannot be filled in. Cost:
    none for words without braces.
    """
    spoken = [entry.name for entry in known_action(step).entries if entry.has_variables]
    named = [name for name in spoken if WRITTEN.search(step.get(name, ""))]
    if not named:
        return step
    case = visible_case(actor, case_id)
    return {**step, **{name: filled(actor, case, step[name]) for name in named}}


def rehearse(actor: Actor, case_id: int, steps: Sequence[Step]) -> list[Rehearsed]:
    """Return what each step would come to after those before it; nothing of it stays. Raises: NotFound.

    Each is really done and taken back at the end, so that what is shown is what will happen.
    """
    visible_case(actor, case_id)
    found: list[Rehearsed] = []
    with transaction.atomic():
        for step in steps:
            try:
                with transaction.atomic():
                    said = in_words(actor, case_id, step)
                    take_steps(actor=actor, case_id=case_id, steps=[step])
            except DomainError as problem:
                found.append(Rehearsed(step=step, problem=problem.message))
            else:
                found.append(Rehearsed(step=said))
        transaction.set_rollback(True)
    return found
