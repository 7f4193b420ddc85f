"""Measure who is given what: prints JSON with how evenly 1,000 arrivals are shared out, how long they wait, and whether
anybody was ever given more than fits.

A fresh centre with one team of 25 people: three capacities, 15 who have the skill that half of the cases need, and five
who take a short break again and again. Cases come in one after the other by the real command; two workers with
connections of their own keep what the outbox promises; what was given first is finished first, once more than a certain
number are in hand. Capacity is counted afterwards from the journal, assignment by assignment.

Run: python benchmarks/arrivals.py --data DIR [--cases 1000] [--method least_load] [--seed 1]
DIR must be new. In SQLite unless FUWUTAI_DATABASE_URL names an empty database on a server.
"""

import argparse
import json
import random
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from product import database_name, open_directory

PEOPLE, SKILLED, RESTING, WORKERS = 25, 15, 5, 2
CAPACITIES = (4, 5, 6)
IN_HAND = 85
"""So many cases are in hand at a time: about two thirds of what fits into 25 pairs of hands."""
LONGEST_SECONDS = 900


def prepare(method: str) -> tuple[int, dict[int, dict[str, Any]]]:
    """Set up the centre and return the team and its people: whether each has the skill, how many fit, who rests."""
    from fuwutai.domain.accounts.commands import create_staff, rate_skill, save_skill, set_capacity, set_presence
    from fuwutai.domain.accounts.queries import team_ids
    from fuwutai.domain.dispatch.commands import set_method, want_skill
    from fuwutai.domain.imports.commands import prepare_centre

    words = {"name": "测量用服务中心", "team_name": "第一组", "language": "zh-hans", "time_zone": "Asia/Shanghai"}
    prepare_centre(actor=_actor(), **words, pack="general")
    team_id = next(iter(team_ids().values()))
    skill_id = save_skill(actor=_actor(), code="fibre", name="光纤").pk
    people: dict[int, dict[str, Any]] = {}
    for number in range(PEOPLE):
        made = create_staff(
            actor=_actor(), username=f"agent{number}", display_name=f"坐席{number}", role="agent",
            password="Fuwutai-2026-arrivals", team_ids=(team_id,),
        )  # fmt: skip
        about = {
            "skilled": number < SKILLED, "most": CAPACITIES[number % len(CAPACITIES)], "rests": number % 5 == 4,
        }  # fmt: skip
        people[made.pk] = about
        set_capacity(actor=_actor(), staff_id=made.pk, channel="any", most=about["most"])
        if about["skilled"]:
            rate_skill(actor=_actor(), staff_id=made.pk, skill_id=skill_id, level=3 + number % 2)
        set_presence(actor=_actor(), staff_id=made.pk, state="available")
    want_skill(actor=_actor(), team_id=team_id, skill_id=skill_id, level=3, type="fault")
    set_method(actor=_actor(), team_id=team_id, method=method)
    return team_id, people


def worked(stopping: threading.Event, name: str) -> None:
    """Keep promises until told to stop."""
    from django.db import connections

    from fuwutai.kernel import worker

    while not stopping.is_set():
        if not worker.drain(name, limit=50):
            stopping.wait(0.005)
    connections.close_all()


def arrived(cases: int, people: dict[int, dict[str, Any]], rolls: random.Random) -> None:
    """Let the cases come in, people rest, and what was given first be finished first, until nobody waits."""
    from fuwutai.domain.accounts.commands import set_presence
    from fuwutai.domain.cases.commands import open_case
    from fuwutai.kernel.actors import Actor

    resting: set[int] = set()
    for number in range(cases):
        open_case(
            actor=Actor.customer(), type=rolls.choice(("fault", "request")), subject=f"第{number}件",
            body="请处理。", channel=rolls.choice(("portal", "phone", "mail")), name="王建国",
            phone=f"139{number:08d}",
        )  # fmt: skip
        if number % 20 == 19:
            who = rolls.choice([key for key, about in people.items() if about["rests"]])
            set_presence(actor=_actor(), staff_id=who, state="available" if who in resting else "break")
            resting ^= {who}
        finished(IN_HAND)
    for who in resting:
        set_presence(actor=_actor(), staff_id=who, state="available")
    until = time.monotonic() + LONGEST_SECONDS
    while waiting() and time.monotonic() < until:
        finished(IN_HAND // 2)
        time.sleep(0.01)


def finished(at_most: int) -> None:
    """Finish what was given first, until no more than so many cases are in hand."""
    from fuwutai.domain.cases.commands import resolve_case
    from fuwutai.domain.cases.models import Case
    from fuwutai.domain.dispatch.models import Decision

    open_ones = Case.objects.filter(status__in=("new", "open"), assignee__isnull=False)
    number = open_ones.count() - at_most
    if number > 0:
        first = Decision.objects.filter(case__in=open_ones).order_by("pk").values_list("case_id", flat=True)
        for case_id in list(first[:number]):
            resolve_case(actor=_actor(), case_id=case_id)


def waiting() -> int:
    """Return how many cases nobody has."""
    from fuwutai.domain.cases.models import Case

    return Case.objects.filter(status__in=("new", "open"), assignee=None).count()


def overfilled(people: dict[int, dict[str, Any]]) -> int:
    """Return how often somebody was given more than fits, counted from the journal."""
    from fuwutai.kernel.models import JournalEntry

    codes = ("cases.case_assigned", "cases.case_resolved")
    holders: dict[int, int] = {}
    load: dict[int, int] = defaultdict(int)
    found = 0
    for code, case_id, data in JournalEntry.objects.filter(code__in=codes).order_by("pk").values_list(
        "code", "subject_id", "data"
    ):
        if case_id in holders:
            load[holders.pop(case_id)] -= 1
        if code == codes[0] and data["staff_id"] is not None:
            holders[case_id] = data["staff_id"]
            load[data["staff_id"]] += 1
            found += load[data["staff_id"]] > people[data["staff_id"]]["most"]
    return found


def figures(people: dict[int, dict[str, Any]], cases: int, seconds: float) -> dict[str, Any]:
    """Return what came of it."""
    from fuwutai.domain.cases.models import Case
    from fuwutai.domain.dispatch.models import DayCount, Decision
    from fuwutai.kernel.models import OutboxRow

    counts = dict.fromkeys(people, 0)
    for staff_id, number in DayCount.objects.values_list("staff_id", "given"):
        counts[staff_id] = counts.get(staff_id, 0) + number
    alike: dict[str, list[int]] = defaultdict(list)
    for staff_id, about in people.items():
        kind = f"{'skilled' if about['skilled'] else 'unskilled'}, {about['most']} at a time"
        alike[f"{kind}, rests" if about["rests"] else kind].append(counts[staff_id])
    opened = dict(Case.objects.values_list("pk", "opened_at"))
    waits = sorted((at - opened[case_id]).total_seconds() * 1e3
                   for case_id, at in Decision.objects.values_list("case_id", "at"))  # fmt: skip
    decided = list(Decision.objects.values_list("case_id", flat=True))
    return {
        "cases": cases,
        "given": len(decided),
        "given_twice": len(decided) - len(set(decided)),
        "left_waiting": waiting(),
        "given_per_person": sorted(counts.values()),
        "alike": {name: {"given": sorted(ones), "spread": max(ones) - min(ones)} for name, ones in alike.items()},
        "wait_ms": {"p50": _part(waits, 0.5), "p95": _part(waits, 0.95), "longest": _part(waits, 1.0)},
        "capacity_violations": overfilled(people),
        "wrong_skill": _wrong_skill(people),
        "parked_jobs": OutboxRow.objects.filter(state="parked").count(),
        "seconds": round(seconds, 1),
    }


def _wrong_skill(people: dict[int, dict[str, Any]]) -> int:
    from fuwutai.domain.dispatch.models import Decision

    pairs = Decision.objects.filter(case__type="fault").values_list("staff_id", flat=True)
    return sum(not people[staff_id]["skilled"] for staff_id in pairs)


def _part(ordered: list[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1) if ordered else 0.0


def _actor() -> Any:
    from fuwutai.kernel.actors import Actor

    return Actor.system("benchmark")


def main() -> int:
    """Run once and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cases", type=int, default=1_000)
    parser.add_argument("--method", default="least_load", choices=("least_load", "round_robin", "best_skilled"))
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    open_directory(asked.data)
    _team_id, people = prepare(asked.method)
    stopping = threading.Event()
    workers = [threading.Thread(target=worked, args=(stopping, f"worker{one}")) for one in range(WORKERS)]
    for one in workers:
        one.start()
    began = time.perf_counter()
    try:
        arrived(asked.cases, people, random.Random(asked.seed))
    finally:
        seconds = time.perf_counter() - began
        stopping.set()
        for one in workers:
            one.join()
    json.dump(
        {"database": database_name(), "method": asked.method, **figures(people, asked.cases, seconds)},
        sys.stdout, indent=2, ensure_ascii=False,
    )  # fmt: skip
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
