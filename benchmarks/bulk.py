"""Measure the same done to many cases at once: prints JSON with how long a bulk change and its undoing take, how many
statements each case costs beyond the command's own, and how long somebody else's job waits behind it.

A fresh centre with one team and open cases of the last hour. A supervisor sets their priority, the worker does it in
slices, and takes it back; a small job that is promised in the middle of each says how long it waited.

Run: python benchmarks/bulk.py --data DIR [--cases 10000]
DIR must be new. In SQLite unless FUWUTAI_DATABASE_URL names an empty database on a server.
"""

import argparse
import json
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from product import database_name, open_directory

STEP = {"do": "set_priority", "priority": "urgent"}
AT_A_TIME = 500
WAITS: list[float] = []


def prepare(cases: int) -> Any:
    """Set up the centre with its cases, and return the supervisor."""
    from fuwutai.domain.accounts.commands import create_staff
    from fuwutai.domain.accounts.queries import actor_for, team_ids
    from fuwutai.domain.cases.commands import History, import_histories, open_case
    from fuwutai.domain.imports.commands import prepare_centre
    from fuwutai.kernel import clock
    from fuwutai.kernel.actors import Actor

    system = Actor.system("benchmark")
    words = {"name": "测量用服务中心", "team_name": "第一组", "language": "zh-hans", "time_zone": "Asia/Shanghai"}
    prepare_centre(actor=system, **words, pack="general")
    boss = create_staff(
        actor=system, username="boss", display_name="班长", role="supervisor", password="Fuwutai-2026-bulk",
        team_ids=tuple(team_ids().values()),
    )  # fmt: skip
    first = open_case(
        actor=Actor.customer(), type="request", subject="第一件", body="请处理。", channel="portal", name="王建国",
        phone="13900000000",
    )  # fmt: skip
    for start in range(1, cases, AT_A_TIME):
        import_histories(actor=system, histories=[
            History(
                customer_id=first.customer_id, opened_at=clock.now() - timedelta(minutes=number % 60),
                type="request", subject=f"第{number}件", body="请处理。", channel="portal", team_id=first.team_id,
            )
            for number in range(start, min(cases, start + AT_A_TIME))
        ])  # fmt: skip
    return actor_for(boss.pk)


@contextmanager
def counted() -> Any:
    """Count the statements of the block, without those that only open or end a transaction."""
    from django.db import connection

    number = [0]

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        number[0] += not sql.startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield number


def worked(run_id: int, ends: str) -> dict[str, Any]:
    """Let one worker keep what is promised until the run is at its end; return seconds and the waits of others."""
    from fuwutai.domain.cases.models import BulkRun
    from fuwutai.kernel import outbox
    from fuwutai.kernel.jobs import enqueue

    WAITS.clear()
    slices, began, spent = 0, time.perf_counter(), time.process_time()
    while BulkRun.objects.get(pk=run_id).state != ends:
        enqueue("benchmark.somebody_else", {"at": time.perf_counter()})
        for row in outbox.claim("benchmark", limit=20):
            outbox.run(row)
        slices += 1
    seconds = time.perf_counter() - began
    return {
        "seconds": round(seconds, 1), "own_cpu_seconds": round(time.process_time() - spent, 1), "turns": slices,
        "longest_wait_of_others_s": round(max(WAITS, default=0), 2),
    }  # fmt: skip


def main() -> int:
    """Run once and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cases", type=int, default=10_000)
    asked = parser.parse_args()
    open_directory(asked.data)
    from fuwutai.domain.cases.actions.bulk import preview, tallies
    from fuwutai.domain.cases.commands import reclassify_case
    from fuwutai.domain.cases.commands.bulk import start_bulk, take_bulk_item, undo_bulk
    from fuwutai.domain.cases.models import BulkRun, Case
    from fuwutai.kernel.jobs import job
    from fuwutai.kernel.models import OutboxRow

    @job("benchmark.somebody_else")
    def somebody_else(payload: dict[str, Any]) -> None:
        WAITS.append(time.perf_counter() - payload["at"])

    boss = prepare(asked.cases + 4)
    OutboxRow.objects.all().delete()  # what the arrivals promised is not measured here
    ids = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    began = time.perf_counter()
    seen = preview(boss, ids[4:], [STEP])
    looked = time.perf_counter() - began
    reclassify_case(actor=boss, case_id=ids[0], priority="urgent")  # what a process remembers is warm from here on
    with counted() as alone:
        reclassify_case(actor=boss, case_id=ids[1], priority="urgent")
    few = start_bulk(actor=boss, steps=[STEP], case_ids=ids[2:4])
    BulkRun.objects.update(state="running")
    warm, measured = few.items.order_by("pk")
    take_bulk_item(actor=boss, item_id=warm.pk)
    with counted() as inside:
        take_bulk_item(actor=boss, item_id=measured.pk)
    OutboxRow.objects.all().delete()
    began = time.perf_counter()
    run = start_bulk(actor=boss, steps=[STEP], case_ids=ids[4:])
    started = time.perf_counter() - began
    done = worked(run.pk, "done")
    undo_bulk(actor=boss, run_id=run.pk)
    undone = worked(run.pk, "undone")
    figures = {
        "database": database_name(), "cases": asked.cases, "allowed": seen.allowed,
        "preview_s": round(looked, 2), "start_s": round(started, 2), "done": done, "undone": undone,
        "statements_a_case": {"command_alone": alone[0], "in_bulk": inside[0]},
        "states": {name: number for name, number in tallies(run).items() if number},
        "parked_jobs": OutboxRow.objects.filter(state="parked").count(),
    }  # fmt: skip
    json.dump(figures, sys.stdout, indent=2, ensure_ascii=False)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
