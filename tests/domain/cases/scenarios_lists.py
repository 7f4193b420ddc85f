"""What commands of saved views are measured with."""

from typing import Any

from tests import given

from fuwutai.domain.cases.commands import views


def _saved() -> int:
    view = views.save_view(actor=given.agent(), name="新建", query="status:new team:broadband assignee:linxiaoyu")
    return int(view.pk)


def _changed() -> dict[str, Any]:
    query = "status:new team:broadband assignee:linxiaoyu"
    return {"actor": given.agent(), "view_id": _saved(), "name": "新建的", "query": query}


SCENARIOS = {
    "changing a saved view": (views.save_view, _changed),
    "retiring a saved view": (views.retire_view, lambda: {"actor": given.agent(), "view_id": _saved()}),
    "noting that views are looked at": (
        views.note_views_seen,
        lambda: {"actor": given.agent(), "view_ids": [_saved()]},
    ),
}
