"""Sweep over the clocks of a filled centre and fire what is due; prints JSON with milliseconds.

The clock is stopped at a moment by which exactly so many clocks have come due, none, 100 and 1,000. Each run commits:
the clocks of one run are behind it in the next, which is measured at a later moment. The worker's own loop does the
work, so that the outbox counts too; notices and whatever else follows from a fired clock are done outside the time.

Run: python benchmarks/sweep.py --data DIR [--runs 7]
DIR was filled by `benchmarks/centre.py --open-clocks N`, with the same FUWUTAI_DATABASE_URL.
"""

import argparse
import json
import os
import statistics
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from product import database_name, open_directory

DUE = (0, 100, 1_000)
ROUNDS = 50


def moment_with_due(count: int) -> datetime:
    """Return a moment by which so many clocks have come due, or the fewest above that share a moment."""
    from fuwutai.domain.sla.models import Clock

    ahead = Clock.objects.filter(next_moment_at__isnull=False).order_by("next_moment_at", "id")
    moments = list(ahead.values_list("next_moment_at", flat=True)[: count + 1])
    if len(moments) <= count:
        sys.exit("Too few clocks are live. Fill a directory with --open-clocks.")
    return moments[count] - timedelta(microseconds=1)


def swept(at: datetime) -> dict[str, float]:
    """Sweep at a moment until nothing is due and return how long the first sweep, all sweeps and all clocks took."""
    from fuwutai.domain.sla.jobs import sweep
    from fuwutai.domain.sla.queries import due_clocks
    from fuwutai.kernel import clock

    figures: dict[str, float] = {"sweeps": 0, "sweeps_ms": 0.0, "fired": 0, "firing_ms": 0.0}
    with clock.stopped_at(at):
        for _round in range(ROUNDS):
            began = time.perf_counter()
            sweep({})
            spent = (time.perf_counter() - began) * 1e3
            figures.setdefault("first_sweep_ms", spent)
            figures["sweeps"] += 1
            figures["sweeps_ms"] += spent
            fired, spent = _fire()
            figures["fired"] += fired
            figures["firing_ms"] += spent
            if not due_clocks(clock.now(), 1):
                break
        figures["left_due"] = len(due_clocks(clock.now(), 1_000))
    return figures


def _fire() -> tuple[int, float]:
    """Do what the sweep promised; return how much that was and how long it took. What follows of it comes after."""
    from fuwutai.kernel import outbox
    from fuwutai.kernel.models import OutboxRow
    from fuwutai.kernel.worker import drain

    promised = OutboxRow.objects.filter(name="sla.fire_moment", state=OutboxRow.READY).count()
    done, began = 0, time.perf_counter()
    while done < promised and (rows := outbox.claim("benchmark")):
        mine = [row for row in rows if row.name == "sla.fire_moment"]
        outbox.release(row for row in rows if row not in mine)
        if not mine:
            break
        done += sum(map(outbox.run, mine))
    spent = (time.perf_counter() - began) * 1e3
    drain("benchmark", limit=1_000_000)
    return done, spent


def plan_of_sweep(at: datetime) -> list[str]:
    """Return how the database finds what is due, in its own words."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from fuwutai.domain.sla.queries import due_clocks

    with CaptureQueriesContext(connection) as asked:
        due_clocks(at, limit=500)
    how = "EXPLAIN (ANALYZE, BUFFERS)" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {asked.captured_queries[-1]['sql']}")
        return [str(row[-1]) for row in cursor.fetchall()]


def measured(data: Path, runs: int) -> dict[str, Any]:
    """Return the figures of a filled directory: of several runs the median, and the worst first sweep."""
    open_directory(data)
    from fuwutai.domain.sla.models import Clock
    from fuwutai.domain.sla.queries import live_clocks
    from fuwutai.kernel.worker import drain

    drain("benchmark", limit=1_000_000)
    swept(moment_with_due(1))  # warm
    found: dict[str, Any] = {}
    for due in DUE:
        all_figures = [swept(moment_with_due(due)) for _run in range(runs if due <= 100 else 3)]
        middle = {name: statistics.median(one[name] for one in all_figures) for name in all_figures[0]}
        worst = max(one["first_sweep_ms"] for one in all_figures)
        found[f"{due} due"] = {
            **{name: round(value, 2) for name, value in middle.items()},
            "worst_first_sweep_ms": round(worst, 2),
            "firing_ms_each": round(middle["firing_ms"] / middle["fired"], 2) if middle["fired"] else None,
        }
    return {
        "database": database_name(),
        "load": [round(one, 2) for one in os.getloadavg()],
        "live_clocks": live_clocks().count(),
        "clocks_with_a_next_moment": Clock.objects.filter(next_moment_at__isnull=False).count(),
        **found,
        "plan_with_100_due": plan_of_sweep(moment_with_due(100)),
    }


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=7)
    args = parser.parse_args()
    print(json.dumps(measured(args.data.absolute(), args.runs), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
