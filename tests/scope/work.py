"""Tasks and times in the cases of the world, and the fields and checklists of the centre."""

from collections.abc import Iterable
from typing import Any

from fuwutai.domain.automation.commands import save_rule
from fuwutai.domain.automation.models import Halt
from fuwutai.domain.cases.commands import save_case_field, save_checklist
from fuwutai.domain.cases.models import Task, TimeSpent
from fuwutai.domain.cases.work.time_spent import today
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

SYSTEM = Actor.system("tests")


def worked(cases: Iterable[Any], people: Iterable[Any]) -> dict[str, int]:
    """Return the ids of a task and a time of every case, of one's own task in each, and of a field and a checklist."""
    there, ids, now = list(cases), dict[str, int](), clock.now()
    persons = list(people)
    for case in there:
        task = Task.objects.create(case_id=case.id, title=f"{case.word}n", made_at=now)
        time = TimeSpent.objects.create(
            case_id=case.id, staff_id=persons[0].staff_id, minutes=5, note=f"{case.word}n", day=today(), at=now
        )
        ids |= {f"task_{case.id}": task.pk, f"time_{case.id}": time.pk}
    for person in persons:
        for case in there:
            own = Task.objects.create(case_id=case.id, title=f"{case.word}n", made_at=now, assignee_id=person.staff_id)
            ids[f"own_task_{person.staff_id}_{case.id}"] = own.pk
    rule = save_rule(
        actor=SYSTEM, name="加急", trigger={"on": "event", "event": "cases.case_urged"}, conditions="",
        steps=[{"do": "end_wait"}],
    )  # fmt: skip
    Halt.objects.bulk_create(Halt(rule=rule, case_id=case.id, at=now, why="too_often") for case in there)
    ids["automation_rule"] = rule.pk
    items = [{"title": "x"}]
    ids["case_field"] = save_case_field(actor=SYSTEM, code="place", name="地点", kind="text").pk
    ids["checklist"] = save_checklist(actor=SYSTEM, code="outage", name="断网", items=items).pk
    return ids
