"""Play planned cases through the same commands that people use, each at its own moment."""

from collections.abc import Callable
from typing import Any

from fuwutai.demo.cast import DEMO, Cast, Scene
from fuwutai.demo.play_beside import BESIDE
from fuwutai.demo.scenario import PlannedCase, PlannedStep
from fuwutai.domain.cases.choices import DECLINED, GIVEN, NO_ANSWER, RESOLVE, STAY, THIRD_PARTY, WAIT
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
    scene = Scene(planned=planned, case_id=case.pk, customer=customer, cast=cast)
    for step in planned.steps:
        (STEPS.get(step.do) or BESIDE[step.do])(scene, step)


def _assign(scene: Scene, step: PlannedStep) -> None:
    actor = scene.who(step)
    staff_id = scene.cast.staff_ids[step.assignee] if step.assignee else None
    if actor.id == staff_id:
        take_case.at(step.at)(actor=actor, case_id=scene.case_id)
        return
    team_id = scene.cast.team_ids[step.team] if step.team else None
    assigner = actor if actor.may("cases.assign") else DEMO
    assign_case.at(step.at)(actor=assigner, case_id=scene.case_id, team_id=team_id, staff_id=staff_id)


def _reply(then: str) -> Callable[[Scene, PlannedStep], None]:
    def reply(scene: Scene, step: PlannedStep) -> None:
        reply_to_case.at(step.at)(actor=scene.who(step), case_id=scene.case_id, body=step.text, then=then)

    return reply


def _note(scene: Scene, step: PlannedStep) -> None:
    add_note.at(step.at)(actor=scene.who(step), case_id=scene.case_id, body=step.text)


def _words(scene: Scene, step: PlannedStep) -> None:
    write_as_customer.at(step.at)(
        actor=scene.who(step), case_id=scene.case_id, body=step.text, channel=scene.planned.channel
    )


def _confirm(scene: Scene, step: PlannedStep) -> None:
    actor = scene.who(step)
    rated: dict[str, Any] = {"rating": "" if actor.is_customer else DECLINED}
    if step.number:
        rated = {"rating": GIVEN, "score": step.number, "words": step.text}
    confirm_case.at(step.at)(actor=actor, case_id=scene.case_id, **rated)


def _close(scene: Scene, step: PlannedStep) -> None:
    close_case.at(step.at)(actor=scene.who(step), case_id=scene.case_id, rating=NO_ANSWER)


STEPS: dict[str, Callable[[Scene, PlannedStep], None]] = {
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
