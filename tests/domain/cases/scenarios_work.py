"""Budgets of what is done on a case beside its words."""

from collections.abc import Callable
from typing import Any

from tests import given
from tests.domain.cases.given_work import a_checklist, a_field, a_task

from fuwutai.domain.cases import commands as cases


def about_task(state: str = "open") -> Callable[[], dict[str, Any]]:
    def arguments() -> dict[str, Any]:
        task = a_task(given.an_open_case(), is_needed=True)
        if state == "done":
            cases.finish_task(actor=given.agent(), task_id=task.pk)
        return {"actor": given.agent(), "task_id": task.pk}

    return arguments


def changing() -> dict[str, Any]:
    chen = given.staff(given.CHEN).pk
    return about_task()() | {"title": "上门", "is_needed": False, "staff_id": chen, "due_at": None}


def adding() -> dict[str, Any]:
    case = given.an_open_case()
    return {"actor": given.agent(), "case_id": case.pk, "title": "回电", "staff_id": given.staff(given.CHEN).pk}


def ordering() -> dict[str, Any]:
    case = given.an_open_case()
    ids = [a_task(case, title).pk for title in "甲乙"]
    return {"actor": given.agent(), "case_id": case.pk, "task_ids": ids[::-1]}


def applying() -> dict[str, Any]:
    case, made = given.an_open_case(), a_checklist()
    return {"actor": given.agent(), "case_id": case.pk, "checklist_id": made.pk}


def listed() -> dict[str, Any]:
    given.centre()
    return {"actor": given.administrator(), "code": "outage", "name": "断网", "items": [{"title": "检测"}]}


def filling() -> dict[str, Any]:
    a_field("place")
    a_field("reach", kind="phone")
    case = given.an_open_case()
    values = {"place": "浦东", "reach": "13900001111"}
    cases.fill_fields(actor=given.agent(), case_id=case.pk, values=values)
    values = {"place": "徐汇", "reach": "13900002222"}
    return {"actor": given.agent(), "case_id": case.pk, "values": values}


def correcting() -> dict[str, Any]:
    made = cases.note_time(actor=given.agent(), case_id=given.an_open_case().pk, minutes=5)
    return {"actor": given.agent(), "time_id": made.pk, "minutes": 10}


def new_field() -> dict[str, Any]:
    given.centre()
    return {"actor": given.administrator(), "code": "place", "name": "地点", "kind": "text"}


def fields_to_order() -> dict[str, Any]:
    ids = [a_field(code).pk for code in "ab"]
    return {"actor": given.administrator(), "field_ids": ids[::-1]}


SCENARIOS: dict[str, tuple[Callable[..., Any], Callable[[], dict[str, Any]]]] = {
    "adding a field of cases": (cases.save_case_field, new_field),
    "retiring a field of cases": (
        cases.retire_case_field,
        lambda: {"actor": given.administrator(), "field_id": a_field("place").pk},
    ),
    "ordering fields of cases": (cases.order_case_fields, fields_to_order),
    "filling in fields": (cases.fill_fields, filling),
    "keeping a checklist": (cases.save_checklist, listed),
    "retiring a checklist": (
        cases.retire_checklist,
        lambda: {"actor": given.administrator(), "checklist_id": a_checklist().pk},
    ),
    "applying a checklist": (cases.apply_checklist, applying),
    "adding a task": (cases.add_task, adding),
    "changing a task": (cases.edit_task, changing),
    "finishing a task": (cases.finish_task, about_task()),
    "dropping a task": (cases.drop_task, lambda: about_task()() | {"reason": "重复"}),
    "taking a task up again": (cases.reopen_task, about_task("done")),
    "ordering tasks": (cases.order_tasks, ordering),
    "noting time": (
        cases.note_time,
        lambda: {"actor": given.agent(), "case_id": given.an_open_case().pk, "minutes": 5},
    ),
    "correcting time": (cases.correct_time, correcting),
}
