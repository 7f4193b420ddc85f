"""Fields of the centre's own, checklists and tasks, made by commands."""

from typing import Any

from tests import given

from fuwutai.domain.cases.commands import add_task, save_case_field, save_checklist
from fuwutai.domain.cases.models import CaseField, Checklist, Task


def a_field(code: str = "place", **about: Any) -> CaseField:
    """Return a field of one line of text of every case, or as it is said."""
    return save_case_field(
        actor=given.administrator(), code=code, **{"name": code.title(), "kind": "text", **about}
    )


def a_checklist(code: str = "outage", titles: tuple[str, ...] = ("检测线路", "联系客户"), **about: Any) -> Checklist:
    """Return a list whose first task is needed."""
    items = [{"title": title, "is_needed": place == 0} for place, title in enumerate(titles)]
    return save_checklist(actor=given.administrator(), code=code, **{"name": "断网处理", "items": items, **about})


def a_task(case: Any, title: str = "回电", **about: Any) -> Task:
    """Return a task that Lin added."""
    return add_task(actor=given.agent(), case_id=case.pk, title=title, **about)
