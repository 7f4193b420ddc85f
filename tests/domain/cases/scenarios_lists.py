"""What commands of lists are measured with."""

from typing import Any

from tests import given

from fuwutai.domain.cases.commands import views
from fuwutai.domain.cases.commands.exporting import export_cases
from fuwutai.domain.cases.queries import visible_cases


def _saved() -> int:
    view = views.save_view(actor=given.agent(), name="新建", query="status:new team:broadband assignee:linxiaoyu")
    return int(view.pk)


def _changed() -> dict[str, Any]:
    query = "status:new team:broadband assignee:linxiaoyu"
    return {"actor": given.agent(), "view_id": _saved(), "name": "新建的", "query": query}


def _taken_out() -> dict[str, Any]:
    given.a_case()
    boss = given.supervisor()
    about = {"what": "全部未结", "full": True, "reason": "年度审计"}
    return {"actor": boss, "cases": visible_cases(boss), **about}


SCENARIOS = {
    "taking the cases of a list out": (export_cases, _taken_out),
    "changing a saved view": (views.save_view, _changed),
    "retiring a saved view": (views.retire_view, lambda: {"actor": given.agent(), "view_id": _saved()}),
    "noting that views are looked at": (
        views.note_views_seen,
        lambda: {"actor": given.agent(), "view_ids": [_saved()]},
    ),
}
