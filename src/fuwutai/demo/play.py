"""Play planned cases through the same commands that people use, each at its own moment."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from fuwutai.demo.content.shapes import Scenario
from fuwutai.demo.scenario import PlannedCase, PlannedStep
from fuwutai.domain.accounts.queries import actor_for, visible_staff, visible_teams
from fuwutai.domain.cases.choices import DECLINED, NO_ANSWER, RESOLVE, STAY, THIRD_PARTY, WAIT
from fuwutai.domain.cases.commands import (
    add_note,
    assign_case,
    close_case,
    confirm_case,
    open_case,
    reply_to_case,
    restate_need,
    take_case,
    write_as_customer,
)
from fuwutai.kernel.actors import Actor

DEMO = Actor.system("demo")


@dataclass(frozen=True, slots=True)
class Cast:
    """The people and teams of the demo by their names in the script."""

    staff_ids: dict[str, int]
    actors: dict[str, Actor]
    team_ids: dict[str, int]

    @classmethod
    def of(cls, scenario: Scenario) -> Self:
        """Return the cast of a centre that is set up."""
        staff_ids = dict(visible_staff(DEMO).values_list("username", "pk"))
        actors = {person.username: actor_for(staff_ids[person.username]) for person in scenario.staff}
        teams = dict(visible_teams(DEMO).values_list("code", "pk"))
        return cls(staff_ids, {name: actor for name, actor in actors.items() if actor}, teams)


@dataclass(frozen=True, slots=True)
class _Scene:
    case_id: int
    customer: Actor
    channel: str
    cast: Cast


def play(planned: PlannedCase, cast: Cast) -> None:
    """Open a case and take all its steps. Raises: DomainError when the script asks for what the rules refuse."""
    taken_by = cast.actors[planned.opened_by] if planned.opened_by else Actor.customer()
    case = open_case.at(planned.opened_at)(
        actor=taken_by,
        type=planned.type,
        subject=planned.subject,
        body=planned.body,
        channel=planned.channel,
        name=planned.customer.name,
        phone=planned.customer.phone,
        email=planned.customer.email,
        priority=planned.priority,
        category=planned.category,
        team_id=cast.team_ids[planned.team],
    )
    if planned.opened_by:  # what is said aloud is restated before anybody else gets the case
        restate_need.at(planned.opened_at)(
            actor=taken_by, case_id=case.pk, words=planned.subject, confirmed=True
        )
    customer = Actor.customer(case.customer_id, frozenset({case.pk}))
    scene = _Scene(case_id=case.pk, customer=customer, channel=planned.channel, cast=cast)
    for step in planned.steps:
        STEPS[step.do](scene, step)


def _who(scene: _Scene, step: PlannedStep) -> Actor:
    if step.by == "staff" and step.staff:
        return scene.cast.actors[step.staff]
    return DEMO if step.by == "system" else scene.customer


def _assign(scene: _Scene, step: PlannedStep) -> None:
    actor = _who(scene, step)
    staff_id = scene.cast.staff_ids[step.assignee] if step.assignee else None
    if actor.id == staff_id:
        take_case.at(step.at)(actor=actor, case_id=scene.case_id)
        return
    team_id = scene.cast.team_ids[step.team] if step.team else None
    assigner = actor if actor.may("cases.assign") else DEMO
    assign_case.at(step.at)(actor=assigner, case_id=scene.case_id, team_id=team_id, staff_id=staff_id)


def _reply(then: str) -> Callable[[_Scene, PlannedStep], None]:
    def reply(scene: _Scene, step: PlannedStep) -> None:
        reply_to_case.at(step.at)(actor=_who(scene, step), case_id=scene.case_id, body=step.text, then=then)

    return reply


def _note(scene: _Scene, step: PlannedStep) -> None:
    add_note.at(step.at)(actor=_who(scene, step), case_id=scene.case_id, body=step.text)


def _words(scene: _Scene, step: PlannedStep) -> None:
    write_as_customer.at(step.at)(
        actor=_who(scene, step), case_id=scene.case_id, body=step.text, channel=scene.channel
    )


def _confirm(scene: _Scene, step: PlannedStep) -> None:
    actor = _who(scene, step)
    unasked = "" if actor.is_customer else DECLINED
    confirm_case.at(step.at)(actor=actor, case_id=scene.case_id, rating=unasked)


def _close(scene: _Scene, step: PlannedStep) -> None:
    close_case.at(step.at)(actor=_who(scene, step), case_id=scene.case_id, rating=NO_ANSWER)


STEPS: dict[str, Callable[[_Scene, PlannedStep], None]] = {
    "assign": _assign,
    "reply": _reply(STAY),
    "wait": _reply(WAIT),
    "third_party": _reply(THIRD_PARTY),
    "resolve": _reply(RESOLVE),
    "note": _note,
    "customer": _words,
    "reopen": _words,
    "confirm": _confirm,
    "close": _close,
}
