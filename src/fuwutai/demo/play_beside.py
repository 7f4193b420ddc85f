"""Play what people do beside the words of a case."""

from collections.abc import Callable
from datetime import timedelta

from fuwutai.demo.cast import Scene
from fuwutai.demo.scenario import PlannedStep
from fuwutai.domain.cases.commands import open_case
from fuwutai.domain.cases.commands.side_talks import answer_side_talk, open_side_talk
from fuwutai.domain.cases.commands.snooze import snooze_case
from fuwutai.domain.cases.commands.supervision import supervise_case
from fuwutai.domain.cases.commands.tags import tag_case
from fuwutai.domain.cases.commands.tasks import add_task, finish_task
from fuwutai.domain.cases.commands.threads import merge_case
from fuwutai.domain.cases.commands.time_spent import note_time
from fuwutai.domain.cases.commands.urging import urge_case
from fuwutai.domain.cases.commands.watching import watch_case
from fuwutai.kernel import clock

UNTIL_SEEN = timedelta(minutes=6)
"""So long it takes a colleague to see that two cases are one."""
SLEEPS = timedelta(hours=20)


def _tag(scene: Scene, step: PlannedStep) -> None:
    tag_case.at(step.at)(actor=scene.who(step), case_id=scene.case_id, names=[step.text])


def _spend(scene: Scene, step: PlannedStep) -> None:
    note_time.at(step.at)(actor=scene.who(step), case_id=scene.case_id, minutes=step.number, activity="writing")


def _task(scene: Scene, step: PlannedStep) -> None:
    actor = scene.who(step)
    made = add_task.at(step.at)(actor=actor, case_id=scene.case_id, title=step.text, staff_id=actor.staff_id)
    scene.made["task"] = made.pk


def _finish_task(scene: Scene, step: PlannedStep) -> None:
    finish_task.at(step.at)(actor=scene.who(step), task_id=scene.made["task"])


def _ask(scene: Scene, step: PlannedStep) -> None:
    asked = open_side_talk.at(step.at)(
        actor=scene.who(step), case_id=scene.case_id, subject=step.text, body=step.more,
        team_id=scene.cast.team_ids[step.team or ""],
    )  # fmt: skip
    scene.made["talk"] = asked.talk.pk


def _answer_beside(scene: Scene, step: PlannedStep) -> None:
    answer_side_talk.at(step.at)(actor=scene.who(step), talk_id=scene.made["talk"], body=step.text)


def _again(scene: Scene, step: PlannedStep) -> None:
    """Let the customer open the same matter a second time, and a colleague merge it into the first."""
    planned = scene.planned
    twin = open_case.at(step.at)(
        actor=scene.customer, type=planned.type, subject=planned.subject, body=step.text, channel="portal",
        name=planned.customer.name, phone=planned.customer.phone, category=planned.category,
        team_id=scene.cast.team_ids[planned.team],
    )  # fmt: skip
    merger = scene.cast.actors[step.assignee or ""]
    merge_case.at(step.at + UNTIL_SEEN)(actor=merger, case_id=twin.pk, into_id=scene.case_id)


def _urge(scene: Scene, step: PlannedStep) -> None:
    urge_case.at(step.at)(actor=scene.customer, case_id=scene.case_id, channel=scene.planned.channel)


def _watch(scene: Scene, step: PlannedStep) -> None:
    watch_case.at(step.at)(actor=scene.who(step), case_id=scene.case_id)


def _supervise(scene: Scene, step: PlannedStep) -> None:
    supervise_case.at(step.at)(actor=scene.who(step), case_id=scene.case_id, demand=step.text)


def _snooze(scene: Scene, step: PlannedStep) -> None:
    until = max(step.at, clock.now()) + SLEEPS
    snooze_case.at(step.at)(actor=scene.who(step), case_id=scene.case_id, until=until)


BESIDE: dict[str, Callable[[Scene, PlannedStep], None]] = {
    "tag": _tag,
    "spend": _spend,
    "task": _task,
    "finish_task": _finish_task,
    "ask": _ask,
    "answer_beside": _answer_beside,
    "again": _again,
    "urge": _urge,
    "watch": _watch,
    "supervise": _supervise,
    "snooze": _snooze,
}
