"""Measure the search for duplicate customers: prints JSON with precision, recall, times, and a trial of merging.

Makes customers with duplicates and with people who only look like one (`namesakes.py`), takes them in through the real
import, lets the job search, and compares what it suggests with what is known. Duplicates that the import recognises by
a number or address are no customers of their own any more; they count for the recall of both steps together.

Run: python benchmarks/duplicates.py --data DIR [--customers 10000] [--seed 2]; each seed needs a directory of its own.
In SQLite unless FUWUTAI_DATABASE_URL names an empty database on a server.
"""

import argparse
import io
import json
import sys
import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

from namesakes import People, Row, lines
from product import database_name, open_directory

TWICE = 0.08
UNDONE = 25


def prepare() -> None:
    """Set up a centre."""
    from fuwutai.domain.imports.commands import prepare_centre

    words = {"name": "测量用服务中心", "team_name": "第一组", "language": "zh-hans", "time_zone": "Asia/Shanghai"}
    prepare_centre(actor=_actor(), **words, pack="general")


def imported(rows: list[Row]) -> tuple[float, dict[str, int]]:
    """Return the seconds that the import takes, and its report."""
    from fuwutai.domain.imports.choices import CUSTOMERS
    from fuwutai.domain.imports.commands import start_run, work_on_run
    from fuwutai.domain.imports.models import ImportRun
    from fuwutai.domain.imports.pages import read_file
    from fuwutai.kernel.spreadsheets import csv_table

    file = io.BytesIO(csv_table(lines(rows)))
    began = time.perf_counter()
    run = start_run(actor=_actor(), file=read_file(file), file_name="customers.csv", kind=CUSTOMERS)
    while work_on_run(actor=_actor(), run_id=run.pk):
        pass
    seconds = time.perf_counter() - began
    done = ImportRun.objects.get(pk=run.pk)
    report = {"rows": done.rows, "created": done.created, "known": done.already, "filled": done.flagged}
    return seconds, report | {"rejected": done.rejected}


def searched() -> float:
    """Return the seconds until everybody has been compared."""
    from fuwutai.domain.customers.commands import look_for_duplicates

    began = time.perf_counter()
    while look_for_duplicates(actor=_actor()):
        pass
    return time.perf_counter() - began


def truth() -> tuple[dict[int, set[int]], set[tuple[int, int]]]:
    """Return the people of each customer, as their notes tell, and the pairs of customers who are one person."""
    from fuwutai.domain.customers.models import CustomerNote

    people: dict[int, set[int]] = defaultdict(set)
    customers: dict[int, set[int]] = defaultdict(set)
    for customer_id, body in CustomerNote.objects.values_list("customer_id", "body"):
        people[customer_id].add(int(body[1:]))
        customers[int(body[1:])].add(customer_id)
    return people, {pair for ids in customers.values() for pair in combinations(sorted(ids), 2)}


def judged(found: set[tuple[int, int]], true: set[tuple[int, int]]) -> dict[str, Any]:
    """Return precision and recall of pairs."""
    right = len(found & true)
    return {
        "pairs": len(found),
        "precision": round(right / len(found), 4) if found else None,
        "recall": round(right / len(true), 4) if true else None,
    }


def merged(certain: set[tuple[int, int]]) -> dict[str, Any]:
    """Merge the pairs that are almost certain, take some mergers back, and return what it took."""
    from fuwutai.domain.customers.commands import merge_customers, undo_merger
    from fuwutai.domain.customers.models import Customer, Merger

    began, made = time.perf_counter(), []
    for first, second in sorted(certain):
        roots = [Customer.objects.values_list("merged_into_id", flat=True).get(pk=pk) or pk for pk in (first, second)]
        if roots[0] != roots[1]:
            made.append(merge_customers(actor=_actor(), kept_id=roots[0], absorbed_id=roots[1]).pk)
    seconds, undone = time.perf_counter() - began, 0
    for pk in reversed(made[-UNDONE:]):
        before = Merger.objects.get(pk=pk)
        undo_merger(actor=_actor(), merger_id=pk)
        undone += Customer.objects.get(pk=before.absorbed_id).merged_into_id is None
    return {
        "merged": len(made),
        "undone": undone,
        "milliseconds_a_merger": round(1_000 * seconds / max(1, len(made)), 1),
        "pointers_without_a_merger": len(_pointing() ^ _absorbed()),
    }


def _pointing() -> set[int]:
    """Return the customers who are read as another one."""
    from fuwutai.domain.customers.models import Customer

    return set(Customer.objects.exclude(merged_into=None).values_list("pk", flat=True))


def _absorbed() -> set[int]:
    """Return the customers whom a merger that stands has absorbed."""
    from fuwutai.domain.customers.models import Merger

    return set(Merger.objects.filter(undone_at=None).values_list("absorbed_id", flat=True))


def measured(count: int, seed: int, data: Path, wrong: int) -> dict[str, Any]:
    """Return all figures."""
    from_seed = People(seed).rows(count, TWICE)
    open_directory(data)
    prepare()
    import_seconds, report = imported(from_seed)
    people, true = truth()
    search_seconds = searched()

    from fuwutai.domain.customers.likeness import ALMOST_CERTAIN_PERCENT
    from fuwutai.domain.customers.models import Suggestion

    rows = list(Suggestion.objects.values_list("first_id", "second_id", "score_percent", "reasons"))
    found = {(first, second) for first, second, _score, _reasons in rows}
    certain = {(first, second) for first, second, score, _reasons in rows if score >= ALMOST_CERTAIN_PERCENT}
    if wrong:
        _tell(rows, true, people, wrong)
    known = len({row.who for row in from_seed}) - len({one for held in people.values() for one in held})
    twice = count - len({row.who for row in from_seed})
    at_import = twice - len(true)
    return {
        "database": database_name(),
        "seed": seed,
        "duplicates_made": twice,
        "recognised_by_the_import": at_import,
        "people_taken_for_another_by_the_import": known,
        "import": {**report, "seconds": round(import_seconds, 1), "rows_per_second": round(count / import_seconds)},
        "search": {"seconds": round(search_seconds, 1), "customers_per_second": round(count / search_seconds)},
        "suggestions": judged(found, true),
        "almost_certain": judged(certain, true),
        "recall_with_the_import": round((at_import + len(found & true)) / twice, 4),
        "merging": merged(certain),
    }


def _tell(rows: list[Any], true: set[tuple[int, int]], people: dict[int, set[int]], most: int) -> None:
    """Print pairs that were judged wrongly, for who mends the formula; these customers are made up."""
    from fuwutai.domain.customers.match_keys import features_of

    found = {(first, second): (score, reasons) for first, second, score, reasons in rows}
    for title, pairs in (("false", sorted(found.keys() - true)), ("missed", sorted(true - found.keys()))):
        for pair in pairs[:most]:
            told = features_of(pair)
            print(title, found.get(pair), *(told[pk] for pk in pair), sep="\n  ", file=sys.stderr)


def _actor() -> Any:
    from fuwutai.kernel.actors import Actor

    return Actor.system("benchmark")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--customers", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--wrong", type=int, default=0, help="print so many wrongly judged pairs")
    options = parser.parse_args()
    print(json.dumps(measured(options.customers, options.seed, options.data.absolute(), options.wrong), indent=2))
