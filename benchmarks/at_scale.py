"""Ask a filled centre for its pages as people do; prints JSON with milliseconds per answer and answers a second.

The product runs as anybody runs it: `fuwutai up`, one web process and one worker. One client first, then eight at a
time; as a supervisor who sees all teams and as an agent who sees the largest one. Time is what the client waits on
this machine, from the request to the last byte.

Run: python benchmarks/at_scale.py --data DIR [--requests 200] [--seconds 10]
DIR was filled by benchmarks/centre.py, with the same FUWUTAI_DATABASE_URL.
"""

import argparse
import html
import itertools
import json
import os
import random
import re
import signal
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from instance import Instance
from places import Places, places_of
from product import database_name, open_directory
from visitor import Answer, Visitor
from words import Writer

CLIENTS, WARM_UP, DEPTH = 8, 20, 40
PATIENCE = 5.0
"""Seconds for warming up a page, and as many for asking for it: a figure over three years takes seconds itself."""
NEXT_PAGE = re.compile(r'rel="next" href="([^"]+)"')
Ask = Callable[[Visitor], Answer]
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Timed:
    """How long answers took, and what the web process worked on them."""

    seconds: list[float] = field(default_factory=list)
    wall: float = 0.0
    web_cpu: float = 0.0

    def as_dict(self, *, rate: bool = False) -> dict[str, float]:
        """Return milliseconds, and answers a second where many asked at a time."""
        times = sorted(self.seconds)
        figures = {
            "p50_ms": round(times[len(times) // 2] * 1e3, 1),
            "p95_ms": round(times[int(len(times) * 0.95)] * 1e3, 1),
            "web_cpu_ms": round(self.web_cpu / len(times) * 1e3, 1),
            "answers": len(times),
        }
        return {"a_second": round(len(times) / self.wall, 1), **figures} if rate else figures


class Watch:
    """Asks the running instance and keeps time. Raises: SystemExit for an answer that is none."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance

    def alone(self, visitor: Visitor, ask: Ask, requests: int) -> dict[str, float]:
        """Return the times of one client after a warm-up; a slow page is asked for less often, once at least."""
        began = time.monotonic()
        for _turn in range(WARM_UP):
            ask(visitor)
            if time.monotonic() - began > PATIENCE:
                break
        timed, cpu, began = Timed(), self._web_cpu(), time.monotonic()
        for _turn in range(requests):
            timed.seconds.append(_clocked(visitor, ask))
            if time.monotonic() - began > 2 * PATIENCE:
                break
        timed.wall, timed.web_cpu = time.monotonic() - began, self._web_cpu() - cpu
        return timed.as_dict()

    def together(self, visitors: Sequence[Visitor], ask: Ask, seconds: float) -> dict[str, float]:
        """Return the times of several clients who ask as fast as they are answered."""
        for visitor in visitors:
            ask(visitor)
        timed, failures = Timed(), list[str]()
        begin, end = threading.Barrier(len(visitors) + 1), [0.0]

        def client(visitor: Visitor) -> None:
            begin.wait()
            while time.monotonic() < end[0] and not failures:
                try:
                    timed.seconds.append(_clocked(visitor, ask))
                except BaseException as problem:
                    failures.append(str(problem))

        threads = [threading.Thread(target=client, args=[one], daemon=True) for one in visitors]
        for thread in threads:
            thread.start()
        cpu, began = self._web_cpu(), time.monotonic()
        end[0] = began + seconds
        begin.wait()
        for thread in threads:
            thread.join()
        timed.wall, timed.web_cpu = time.monotonic() - began, self._web_cpu() - cpu
        if failures:
            sys.exit(failures[0])
        return timed.as_dict(rate=True)

    def _web_cpu(self) -> float:
        words = Path(f"/proc/{self.instance.children()['web']}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / TICKS


def _clocked(visitor: Visitor, ask: Ask) -> float:
    began = time.perf_counter()
    ask(visitor)
    return time.perf_counter() - began


def page(*paths: str, holds: str = "") -> Ask:
    """Return the fetching of pages by turns, each of which must hold a text."""
    turns = itertools.cycle(paths)
    lock = threading.Lock()

    def ask(visitor: Visitor) -> Answer:
        with lock:
            path = next(turns)
        answer = visitor.get(path)
        if answer.status != 200 or holds.encode() not in answer.body:
            sys.exit(f"{path} was answered {answer.status} without what it should hold.")
        return answer

    return ask


def opening(customers: int, *, take: bool) -> Ask:
    """Return the sending of the desk's form for a new case; of three callers two are known."""
    chance = random.Random(7)
    writer = Writer(chance)
    fixed = {"type": "fault", "priority": "routine", "email": "", "team": "", **({"take": "on"} if take else {})}

    def ask(visitor: Visitor) -> Answer:
        known = chance.random() < 2 / 3
        caller = f"139{chance.randrange(customers):08d}" if known else f"138{chance.randrange(10**8):08d}"
        form = {**fixed, "token": str(uuid.uuid4()), "phone": caller, "name": writer.name()}
        form |= {"subject": writer.subject(), "body": writer.body("first")}
        return _sent(visitor, "/desk/cases/new", form, 303)

    return ask


def replying(case_ids: Sequence[int], *, by_htmx: bool) -> Ask:
    """Return the sending of a reply, each to another case; by htmx the answer is the case page's live part."""
    turns, writer, lock = itertools.cycle(case_ids), Writer(random.Random(8)), threading.Lock()

    def ask(visitor: Visitor) -> Answer:
        with lock:
            case_id, body = next(turns), writer.body("ask")
        path = f"/desk/cases/{case_id}/reply?{urlencode({'once': uuid.uuid4().hex})}"
        return _sent(visitor, path, {"body": body, "then": "stay"}, 200 if by_htmx else 303, by_htmx=by_htmx)

    return ask


def _sent(visitor: Visitor, path: str, form: dict[str, str], wanted: int, *, by_htmx: bool = False) -> Answer:
    answer = visitor.post(path, form, by_htmx=by_htmx)
    if answer.status != wanted:
        sys.exit(f"{path} was answered {answer.status} instead of {wanted}.")
    return answer


def signed_in(url: str, username: str, password: str) -> Visitor:
    """Return a colleague at the desk who keeps one connection."""
    visitor = Visitor(url, keep=True)
    _sent(visitor, "/desk/sign-in", {"username": username, "password": password}, 303)
    return visitor


def deep(visitor: Visitor, path: str) -> str:
    """Return the address so many pages further down, or the last page before."""
    for _page in range(DEPTH):
        found = NEXT_PAGE.search(visitor.get(path).body.decode())
        if found is None:
            break
        path = html.unescape(found[1])
    return path


def pages(visitor: Visitor, places: Places, *, wide: bool) -> Iterator[tuple[str, Ask]]:
    """Yield the pages that one actor opens, by name."""
    narrowed = urlencode({"team": places.team_id, "overdue": 1, "waits": 1})
    listed = 'id="queue"'  # with or without rows
    yield "my work", page("/desk/", holds=listed)
    yield "open cases, first page", page("/desk/queues/team", holds="/desk/cases/")
    yield "open cases, deep", page(deep(visitor, "/desk/queues/team"), holds="/desk/cases/")
    yield "closed cases, first page", page("/desk/queues/closed", holds="/desk/cases/")
    yield "closed cases, deep", page(deep(visitor, "/desk/queues/closed"), holds="/desk/cases/")
    yield "everything, first page", page("/desk/queues/all", holds="/desk/cases/")
    yield "everything, deep", page(deep(visitor, "/desk/queues/all"), holds="/desk/cases/")
    yield "open cases by three filters", page(f"/desk/queues/team?{narrowed}", holds=listed)
    yield "one person's closed cases", page(f"/desk/queues/closed?assignee={places.busiest}", holds=listed)
    yield "resolved today", page("/desk/queues/all?resolved=today", holds=listed)
    if wide:
        yield "overview", page("/desk/overview", holds="/desk/queues/team?team=")
    yield "case, 10 messages", page(*cases(places.short), holds="msg__body")
    yield "case, 50 messages", page(*cases(places.long), holds="msg__body")
    yield "case of a customer with very many", page(*cases(places.loyal), holds="msg__body")


def manual_pages(visitor: Visitor) -> Iterator[tuple[str, Ask]]:
    """Yield the pages of the manual room, by name; those of a version and of a conflict where there is one."""
    yield "manuals", page("/desk/manuals", holds="/desk/manuals/S3")
    yield "manual of 266 clauses", page("/desk/manuals/S3", holds="clause__text")
    yield "how its clauses stand", page("/desk/clauses/-/states?manual=S3&all=1", holds="clause__state")
    yield "clauses, all", page("/desk/clauses", holds="clause__text")
    yield "clauses by a word", page(f"/desk/clauses?{urlencode({'q': '时限'})}", holds='id="seek-q"')
    yield "clauses by state", page("/desk/clauses?state=not_served", holds='id="seek-q"')
    yield "clause", page("/desk/clauses/S4-6.1-1", "/desk/clauses/S4-2.2-2", holds="S4-")
    yield "promises", page("/desk/promises", holds="/desk/promises/")
    yield "evidence", page("/desk/evidence", holds="table--cards")
    yield "evidence of a manual", page("/desk/evidence?manual=S3", holds="table--cards")
    yield "evidence of a clause", page("/desk/evidence/S4-6.1-1", "/desk/evidence/S4-2.2-2", holds="S4-")
    yield "evidence report", page("/desk/evidence/report/S3", holds="signatures")
    yield "attainment", page("/desk/attainment", holds="table")
    yield "conflicts", page("/desk/conflicts", holds="/desk/conflicts/")
    for name, listed, link in (
        ("conflict", "/desk/conflicts", r'href="(/desk/conflicts/\d+/\d+)"'),
        ("versions", "/desk/manuals", r'href="(/desk/manuals/S4/versions)"'),
        ("version", "/desk/manuals/S4/versions", r'href="(/desk/manual-versions/\d+)"'),
        ("comparison", "/desk/manuals/S4", r'href="(/desk/manuals/S4/compare)"'),
    ):
        if found := re.search(link, visitor.get(listed).body.decode()):
            yield name, page(html.unescape(found[1]))


def cases(case_ids: Sequence[int]) -> list[str]:
    """Return the addresses of cases."""
    return [f"/desk/cases/{case_id}" for case_id in case_ids]


def actions(customers: int, places: Places) -> dict[str, Ask]:
    """Return what a person does, by name."""
    return {
        "open a case": opening(customers, take=False),
        "open a case and take it": opening(customers, take=True),
        "reply, answered by a redirect": replying(places.live, by_htmx=False),
        "reply by htmx, answered by the live part": replying(places.live, by_htmx=True),
    }


class Round:
    """One whole measurement on a running instance: all reading before the first writing."""

    def __init__(self, instance: Instance, facts: dict[str, Any], requests: int, seconds: float) -> None:
        self.watch, self.url, self.facts = Watch(instance), instance.url, facts
        self.requests, self.seconds = requests, seconds
        self.figures: dict[str, dict[str, Any]] = {}

    def run(self, wide: Places, narrow: Places) -> dict[str, dict[str, Any]]:
        """Return the figures of everything, as supervisors and as agents; these eight work in eight teams."""
        supervisors, agents = self._people("supervisors"), self._people("agents")
        listed = {"open cases, first page": page("/desk/queues/team", holds='id="queue"')}
        short = {"case, 10 messages": page(*cases(wide.short), holds="msg__body")}
        self._alone("one supervisor", supervisors[0], dict(pages(supervisors[0], wide, wide=True)))
        self._alone("one supervisor", supervisors[0], dict(manual_pages(supervisors[0])))
        self._alone("one agent", agents[0], dict(pages(agents[0], narrow, wide=False)))
        self._together("eight supervisors", supervisors, listed | short)
        self._together("eight agents", agents, listed)
        customers = self.facts["cases"] // 3
        self._alone("one supervisor", supervisors[0], actions(customers, wide))
        self._alone("one agent", agents[0], actions(customers, narrow))
        self._together("eight supervisors", supervisors, actions(customers, wide))
        return self.figures

    def _people(self, role: str) -> list[Visitor]:
        return [signed_in(self.url, name, self.facts["password"]) for name in self.facts[role][:CLIENTS]]

    def _alone(self, who: str, visitor: Visitor, asks: dict[str, Ask]) -> None:
        for name, ask in asks.items():
            self._note(who, name, self.watch.alone(visitor, ask, self.requests))

    def _together(self, who: str, visitors: list[Visitor], asks: dict[str, Ask]) -> None:
        for name, ask in asks.items():
            self._note(who, name, self.watch.together(visitors, ask, self.seconds))

    def _note(self, who: str, name: str, figures: dict[str, float]) -> None:
        self.figures.setdefault(who, {})[name] = figures
        print(f"{who}, {name}: {figures}", file=sys.stderr, flush=True)


def measured(data: Path, requests: int, seconds: float) -> dict[str, Any]:
    """Return the figures of a filled directory."""
    facts = json.loads((data / "centre.json").read_text())
    open_directory(data)
    from django.db import connections

    database = database_name()
    wide = places_of(facts["supervisors"][0], wide=True)
    narrow = places_of(facts["agents"][0], wide=False)
    connections.close_all()
    before = os.getloadavg()
    with Instance(data, {"FUWUTAI_RATE_LIMITS": "off"}, filled=True) as instance:
        time.sleep(5)  # the worker starts everything that repeats at once
        figures = Round(instance, facts, requests, seconds).run(wide, narrow)
    load = {"before": [round(one, 2) for one in before], "after": [round(one, 2) for one in os.getloadavg()]}
    return {"database": database, "cases": facts["cases"], "load": load, **figures}


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=10)
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(1))  # so that nothing is left behind
    print(json.dumps(measured(args.data.absolute(), args.requests, args.seconds), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
