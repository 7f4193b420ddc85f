"""Measure taking in cases of another system: prints JSON with the rates and what each case left in the tables.

Three rates: a file through `fuwutai import cases` from its first byte to the last commit, the same histories handed to
the bulk commands, and some of them through the single commands. Each case: 2 messages of at most 60 characters,
5 events (opened, replied, work started, resolved, result told) and 3 clocks. The search index is the worker's, later.

Run: python benchmarks/bulk_import.py --data DIR [--cases 20000] [--singly 500]
In SQLite unless FUWUTAI_DATABASE_URL names an empty database on a server.
"""

import argparse
import contextlib
import csv
import gc
import io
import json
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from product import database_name, open_directory, rows_per_table
from words import Writer

FIRST, DAYS = datetime(2023, 1, 1, tzinfo=UTC), 2 * 365
PAGE = 500
COUNTED = {
    "messages": "cases_message", "clocks": "sla_clock", "journal": "kernel_journalentry",
    "customers": "customers_customer",
}  # fmt: skip


def made_up(count: int, seed: int) -> Iterator[dict[str, str]]:
    """Yield rows of another system: two cases in three are of a customer seen before."""
    chance = random.Random(seed)
    writer = Writer(chance)
    for number in range(count):
        opened = FIRST + timedelta(seconds=chance.randrange(DAYS * 86_400))
        replied = (opened + timedelta(seconds=chance.randrange(600, 4 * 86_400))).isoformat(" ", "seconds")
        yield {
            "external_id": f"{seed}-{number}",
            "customer_name": writer.name(),
            "phone": str(13_000_000_000 + seed * 10_000_000 + chance.randrange(max(1, count // 3))),
            "type": "fault",
            "channel": "phone",
            "subject": writer.subject()[:60],
            "body": writer.subject()[:60],
            "opened_at": opened.isoformat(" ", "seconds"),
            "reply_body": writer.subject()[:60],
            "replied_at": replied,
            "resolved_at": replied,
            "status": "resolved",
        }


def prepare() -> None:
    """Set up a centre in which such a case gets three clocks."""
    from fuwutai.domain.imports.commands import prepare_centre
    from fuwutai.domain.imports.commands.centre import ALWAYS_IN_FORCE
    from fuwutai.domain.standards.commands import adopt_rule

    words = {"name": "测量用服务中心", "team_name": "第一组", "language": "zh-hans", "time_zone": "Asia/Shanghai"}
    if prepare_centre(actor=_actor(), **words, pack="general"):
        for kind, minutes in (("acknowledge", 5), ("first_response", 30), ("resolution", 1_440)):
            about: dict[str, Any] = {"kind": f"sla.{kind}", "value": {"minutes": minutes}}
            adopt_rule(actor=_actor(), **about, valid_from=ALWAYS_IN_FORCE)


def through_the_file(count: int, data: Path) -> float:
    """Return the seconds that the command line takes for a file."""
    from fuwutai import cli

    path = data / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = made_up(count, 1)
        first = next(rows)
        writer = csv.DictWriter(file, list(first))
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)
    began = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        code = cli.main(["import", "cases", str(path), "--json", "--data", str(data)])
    seconds = time.perf_counter() - began
    if code or json.loads(printed.getvalue())["created"] != count:
        sys.exit(f"The import answered {code}: {printed.getvalue()}")
    return seconds


def through_the_bulk_commands(count: int) -> float:
    """Return the seconds that the bulk commands take, a page in a transaction."""
    from django.db import transaction

    from fuwutai.domain.cases.commands import History, Step, import_histories
    from fuwutai.domain.customers.commands import Person, recognise_customers

    pages = []
    for start in range(0, count, PAGE):
        rows = list(made_up(min(PAGE, count - start), 1_000 + start))
        people = [Person(at=_moment(row["opened_at"]), name=row["customer_name"], phone=row["phone"]) for row in rows]
        told = [
            {
                **{name: row[name] for name in ("type", "channel", "subject", "body")},
                "opened_at": _moment(row["opened_at"]),
                "steps": (Step(at=_moment(row["replied_at"]), do="reply_resolve", body=row["reply_body"]),),
            }
            for row in rows
        ]
        pages.append((people, told))
    began = time.perf_counter()
    for people, told in pages:
        with transaction.atomic():
            customers = recognise_customers(actor=_actor(), people=people)
            histories = [History(customer_id=who.customer_id, **one) for who, one in zip(customers, told, strict=True)]
            import_histories(actor=_actor(), histories=histories)
    return time.perf_counter() - began


def through_the_single_commands(count: int) -> float:
    """Return the seconds that opening and resolving one case after the other takes."""
    from fuwutai.domain.cases.commands import open_case, reply_to_case

    rows = list(made_up(count, 5))
    began = time.perf_counter()
    for row in rows:
        about = {name: row[name] for name in ("type", "channel", "subject", "body", "phone")}
        case = open_case.at(_moment(row["opened_at"]))(actor=_actor(), name=row["customer_name"], **about)
        reply = {"body": row["reply_body"], "then": "resolve"}
        reply_to_case.at(_moment(row["replied_at"]))(actor=_actor(), case_id=case.pk, **reply)
    return time.perf_counter() - began


def measured(cases: int, singly: int, data: Path) -> dict[str, Any]:
    """Return all figures."""
    open_directory(data)
    prepare()
    before = rows_per_table()
    seconds = through_the_file(cases, data)
    after = rows_per_table()
    left = {name: (after[table] - before.get(table, 0)) / cases for name, table in COUNTED.items()}
    return {
        "database": database_name(),
        "cases": cases,
        "rows_a_case": {name: round(rows, 2) for name, rows in left.items()},
        "import_of_a_file": {"seconds": round(seconds, 1), "cases_per_second": round(cases / seconds)},
        "bulk_commands": {"cases_per_second": round(cases / through_the_bulk_commands(cases))},
        "single_commands": {"cases_per_second": round(singly / through_the_single_commands(singly))},
    }


def _actor() -> Any:
    from fuwutai.kernel.actors import Actor

    return Actor.system("benchmark")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--singly", type=int, default=500)
    options = parser.parse_args()
    gc.freeze()
    print(json.dumps(measured(options.cases, options.singly, options.data.absolute()), indent=2))
