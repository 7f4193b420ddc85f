"""What commands of bulk changes are measured with."""

from typing import Any

from tests import given

from fuwutai.domain.cases.commands import bulk
from fuwutai.domain.cases.models import BulkItem, BulkRun

URGENT = {"do": "set_priority", "priority": "urgent"}


def _starting() -> dict[str, Any]:
    cases = [given.a_case(phone=f"1380000{n:04d}").pk for n in range(5)]
    return {"actor": given.agent(), "steps": [URGENT], "case_ids": cases}


def _run(state: str = "running") -> dict[str, Any]:
    run = bulk.start_bulk(**_starting())
    BulkRun.objects.filter(pk=run.pk).update(state=state)
    return {"actor": given.agent(), "run_id": run.pk}


def _item() -> dict[str, Any]:
    run = _run()
    return {"actor": run["actor"], "item_id": BulkItem.objects.filter(run_id=run["run_id"]).first().pk}


def _done_item() -> dict[str, Any]:
    item = _item()
    bulk.take_bulk_item(**item)
    BulkRun.objects.update(state="undoing")
    return item


def _ended() -> dict[str, Any]:
    run = _run()
    for item in BulkItem.objects.filter(run_id=run["run_id"]):
        bulk.take_bulk_item(actor=run["actor"], item_id=item.pk)
    bulk.count_bulk(**run)
    return run


SCENARIOS = {
    "starting a bulk change": (bulk.start_bulk, _starting),
    "stopping a bulk change": (bulk.stop_bulk, _run),
    "undoing a bulk change": (bulk.undo_bulk, _ended),
    "one case of a bulk change": (bulk.take_bulk_item, _item),
    "taking back one case of a bulk change": (bulk.undo_bulk_item, _done_item),
    "a case of a bulk change that is refused": (
        bulk.note_bulk_problem,
        lambda: {**_item(), "code": "conflict", "words": "已关闭"},
    ),
    "counting a bulk change": (bulk.count_bulk, _run),
}
