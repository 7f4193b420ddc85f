"""Kill web and worker in the middle of submissions, again and again; prints JSON of what was lost or doubled.

Clients send cases through the portal's form and send each again, with the same token, until they are told its
number. Afterwards the database is asked: every acknowledged number exactly once, every text as it was sent.

Run: python benchmarks/kill_nine.py [--cases 200] [--kills 6] [--database postgresql://user:password@host/db]
SQLite unless a server is named, on which a database is made for the run and dropped after it.
"""

import argparse
import contextlib
import http.client
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from instance import Instance
from visitor import Visitor

CLIENTS = 4
PATIENCE_SECONDS_PER_KILL = 20
TURNS = ("web", "worker", "web and worker")
BODY = "第 {n} 件\r\n\t宽带从昨晚起断网，光猫亮红灯 🔴\n  末尾有空格  "


class Crowd:
    """Clients that do not give up."""

    def __init__(self, url: str, cases: int) -> None:
        self.url = url
        self.cases = cases
        self.acknowledged: dict[int, str] = {}
        self.retries = 0
        self.refused = ""
        self._waiting: Queue[int] = Queue()
        for number in range(cases):
            self._waiting.put(number)
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(CLIENTS)]

    def start(self) -> None:
        """Let all of them begin."""
        for thread in self._threads:
            thread.start()

    def join(self, deadline: float) -> None:
        """Wait until all is acknowledged, or patience ends."""
        for thread in self._threads:
            thread.join(max(0.1, deadline - time.monotonic()))

    def _work(self) -> None:
        with contextlib.suppress(Empty):
            while True:
                number = self._waiting.get_nowait()
                case = self._send(number)
                with self._lock:
                    self.acknowledged[number] = case

    def _send(self, number: int) -> str:
        """Send one case until its number comes back, each time as a browser that remembers nothing."""
        form = {
            "type": "fault",
            "subject": f"断网 {number}",
            "body": BODY.format(n=number),
            "name": f"客户 {number}",
            "phone": f"139{number:08d}",
            "token": str(uuid.uuid4()),
        }
        while True:
            try:
                answer = Visitor(self.url).post("/submit", form)
            except (OSError, http.client.HTTPException):
                answer = None
            if answer and answer.status == 303:
                return answer.location.partition("?")[0].rpartition("/")[2]
            if answer and answer.status < 500:
                self.refused = f"A submission was answered {answer.status}."
                raise SystemExit
            with self._lock:
                self.retries += 1
            time.sleep(0.05)


def kill_in_the_middle(instance: Instance, crowd: Crowd, kills: int, deadline: float) -> Counter[str]:
    """Kill by turns, spread over the run, each time with submissions under way; return how often each."""
    chance = random.Random(9)
    counted: Counter[str] = Counter()
    for turn in range(kills):
        due = crowd.cases * (turn + 1) // (kills + 1)
        while len(crowd.acknowledged) < due and time.monotonic() < deadline and not crowd.refused:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.02))
        roles = TURNS[turn % len(TURNS)].split(" and ")
        while not set(roles) <= set(children := instance.children()) and time.monotonic() < deadline:
            time.sleep(0.01)
        for role in set(roles) & set(children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(children[role], signal.SIGKILL)
                counted[role] += 1
    return counted


def verdict(rows: list[tuple[str, str]], opened: list[str], acknowledged: dict[int, str]) -> dict[str, int]:
    """Compare what the clients were told with the stored (case number, text) and the journal's openings."""
    texts = Counter(text for _number, text in rows)
    numbers = Counter(number for number, _text in rows)
    stored = dict(rows)
    sent = {number: BODY.format(n=number) for number in acknowledged}
    journal = Counter(opened)
    return {
        "cases_stored": len(numbers),
        "lost": sum(numbers[case] == 0 for case in acknowledged.values()),
        "doubled": sum(texts[text] > 1 for text in sent.values()) + len(numbers) - len(acknowledged),
        "altered": sum(stored.get(case) != sent[number] for number, case in acknowledged.items()),
        "same_number_twice": len(acknowledged) - len(set(acknowledged.values())),
        "journal_differs": sum((journal - numbers).values()) + sum((numbers - journal).values()),
    }


QUESTIONS = (
    "SELECT cases_case.number, cases_message.body FROM cases_case"
    " JOIN cases_message ON cases_message.case_id = cases_case.id ORDER BY cases_message.id",
    "SELECT cases_case.number FROM kernel_journalentry"
    " JOIN cases_case ON cases_case.id = kernel_journalentry.subject_id"
    " WHERE kernel_journalentry.code = 'cases.case_opened'",
)


def stored(data: Path, url: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Ask the database itself, past all code of the product."""
    if url:
        import psycopg

        with psycopg.connect(url) as connection:
            rows, opened = (connection.execute(question).fetchall() for question in QUESTIONS)
    else:
        with contextlib.closing(sqlite3.connect(data / "fuwutai.sqlite3")) as connection:
            rows, opened = (connection.execute(question).fetchall() for question in QUESTIONS)
    return [(number, text) for number, text in rows], [number for (number,) in opened]


@contextlib.contextmanager
def database(url: str) -> Iterator[str]:
    """Make a database on the server for the time of the run; nothing to do for SQLite."""
    if not url:
        yield ""
        return
    import psycopg
    from psycopg import sql

    name = f"fuwutai_kill_nine_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def measured(cases: int, kills: int, server: str) -> dict[str, Any]:
    """Return the result of one run."""
    with tempfile.TemporaryDirectory(prefix="fuwutai-kill-nine-") as folder, database(server) as url:
        data = Path(folder) / "data"
        environment = {"FUWUTAI_DATABASE_URL": url, "FUWUTAI_RATE_LIMITS": "off"}
        with Instance(data, environment) as instance:
            crowd = Crowd(instance.url, cases)
            began = time.monotonic()
            deadline = began + PATIENCE_SECONDS_PER_KILL * (kills + 6)
            crowd.start()
            counted = kill_in_the_middle(instance, crowd, kills, deadline)
            crowd.join(deadline)
            seconds = time.monotonic() - began
        if crowd.refused:
            sys.exit(crowd.refused)
        rows, opened = stored(data, url)
    return {
        "database": "postgresql" if server else "sqlite",
        "submitted": cases,
        "acknowledged": len(crowd.acknowledged),
        **verdict(rows, opened, crowd.acknowledged),
        "killed": dict(counted),
        "sent_again": crowd.retries,
        "seconds": round(seconds, 1),
    }


def main() -> int:
    """Run; 0 when nothing was lost, doubled or altered, else 1."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--database", default="", metavar="URL")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(1))  # so that nothing is left behind
    result = measured(args.cases, args.kills, args.database)
    print(json.dumps(result, indent=2))
    bad = ("lost", "doubled", "altered", "same_number_twice", "journal_differs")
    return 0 if result["acknowledged"] == args.cases and not any(result[name] for name in bad) else 1


if __name__ == "__main__":
    sys.exit(main())
