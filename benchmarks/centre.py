"""Fill an empty data directory with a realistic centre; prints JSON with the rows of each table and the rate.

Three years up to now: 20 teams and the customers by Zipf's law, 200 people, about 4 messages and 11 events a case
besides its clocks, about 3 % of the cases live. Everything is written by the commands of the product.

Run: python benchmarks/centre.py --cases 100000 --data DIR [--open-clocks 100000] [--seed 1]
In SQLite unless FUWUTAI_DATABASE_URL names an empty database on a server. `--open-clocks`: add new cases until exactly
so many clocks are live. The people who can sign in stand in DIR/centre.json.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from plots import DAYS, Crew, Draft, Plan
from product import database_name, open_directory, rows_per_table
from words import Writer

TEAMS, AGENTS, SUPERVISORS = 20, 179, 20
PASSWORD = "to-measure-only-1"
AT_ONCE = 1_000
ROUNDS = 1_000
"""So often the platform may catch up with what is due before something is wrong."""


class Filler:
    """Writes a planned centre through commands."""

    def __init__(self, cases: int, until: datetime, seed: int) -> None:
        from fuwutai.kernel.actors import Actor

        self.actor = Actor.system("benchmark")
        self.until = until
        self.crew = self._set_up(random.Random(seed), until - timedelta(days=DAYS + 7))
        self.plan = Plan(cases, self.crew, until, seed)
        self.written = 0
        self.seconds = 0.0
        self._began = time.monotonic()

    def fill(self) -> None:
        """Write the cases of the plan."""
        for drafts in _batches(self.plan.drafts(), AT_ONCE):
            self._write(drafts)

    def open_clocks(self, wanted: int) -> None:
        """Write new cases until so many clocks are live; no moment of theirs has come yet."""
        from fuwutai.domain.accounts.queries import working_hours
        from fuwutai.domain.sla.queries import live_clocks

        missing = wanted - live_clocks().count()
        if missing < 0:
            sys.exit(f"{wanted - missing} clocks are live already.")
        hours, chance = working_hours(), self.plan.chance
        start = hours.add_working_seconds(self.until, -14 * 3600)
        ages = sorted(chance.randrange(13 * 3600) for _ in range(missing))
        moments = (hours.add_working_seconds(start, age) + timedelta(seconds=chance.random()) for age in ages)
        for drafts in _batches(map(self.plan.open_draft, moments), AT_ONCE):
            self._write(drafts)

    def catch_up(self) -> int:
        """Let the platform do what is due, as its worker would, until nothing is; return how many jobs that took."""
        from fuwutai.domain.cases.queries import due_for_next_step
        from fuwutai.domain.sla.queries import due_clocks
        from fuwutai.kernel import chain, clock
        from fuwutai.kernel.jobs import enqueue
        from fuwutai.kernel.worker import drain

        done = 0
        for _round in range(ROUNDS):
            done += drain("benchmark", limit=100_000)
            late = due_clocks(clock.now(), 1)
            if not late and not due_for_next_step(clock.now(), 1):
                break
            enqueue("sla.sweep")
            enqueue("cases.sweep_next_steps")
            _say(f"catching up: {done:,} jobs")
        chain.seal_all()
        return done

    def _write(self, drafts: list[Draft]) -> None:
        from fuwutai.domain.cases.commands import import_histories
        from fuwutai.domain.customers.commands import Person, recognise_customers

        began = time.monotonic()
        people = [Person(at=one.opened_at, name=name, phone=phone) for one, name, phone in self._callers(drafts)]
        customers = recognise_customers(actor=self.actor, people=people)
        histories = [_history(one, who) for one, who in zip(drafts, customers, strict=True)]
        import_histories(actor=self.actor, histories=histories)
        self.written += len(drafts)
        self.seconds += time.monotonic() - began
        if self.written % 10_000 < len(drafts):
            _say(f"{self.written:,} cases, {self.written / (time.monotonic() - self._began):,.0f} a second")

    def _callers(self, drafts: list[Draft]) -> Iterator[tuple[Draft, str, str]]:
        for one in drafts:
            yield one, *self.plan.person(one.customer)

    def _set_up(self, chance: random.Random, since: datetime) -> Crew:
        from fuwutai.domain.accounts.commands import create_team, set_up_centre
        from fuwutai.domain.packs.commands import load_pack, prepare_calendars
        from fuwutai.domain.packs.commands.set_up import IN_USE, ON_THE_SHELF

        about: dict[str, Any] = {"actor": self.actor, "language": "zh-hans", "time_zone": "Asia/Shanghai"}
        prepare_calendars(**about)
        set_up_centre(**about, name="测量用服务中心", calendar_code="cn")
        for pack in (*IN_USE, *ON_THE_SHELF):
            load_pack(actor=self.actor, code=pack, valid_from=since, in_use=pack in IN_USE)
        teams = [create_team(actor=self.actor, code=f"t{n:02d}", name=f"第{n}组").pk for n in range(1, TEAMS + 1)]
        members = self._hire(chance, teams)
        return Crew(teams, [members[team] for team in teams])

    def _hire(self, chance: random.Random, teams: list[int]) -> dict[int, list[int]]:
        """Hire everybody, large teams more than small ones; each works in one team or two."""
        from django.contrib.auth.hashers import Argon2PasswordHasher

        Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 1_024  # 200 good ones take long
        sizes = [1 / rank for rank in range(1, TEAMS + 1)]
        members: dict[int, list[int]] = {team: [] for team in teams}
        self._create("admin", "administrator", [])
        for n in range(1, SUPERVISORS + 1):
            self._create(f"super{n:02d}", "supervisor", [teams[n - 1]])
        for n in range(1, AGENTS + 1):
            own = [teams[(n - 1) % TEAMS]] if n <= 3 * TEAMS else chance.choices(teams, sizes)
            if n > 8 and chance.random() < 0.3:  # the first ones work in one team
                own += [team for team in chance.choices(teams, sizes) if team not in own]
            person = self._create(f"agent{n:03d}", "agent", own)
            for team in own:
                members[team].append(person)
        return members

    def _create(self, username: str, role: str, team_ids: list[int]) -> int:
        from fuwutai.domain.accounts.commands import create_staff

        created = create_staff(
            actor=self.actor, username=username, display_name=_name(username), role=role, password=PASSWORD,
            team_ids=tuple(team_ids),
        )  # fmt: skip
        return created.pk


def _name(username: str) -> str:
    return Writer(random.Random(username)).name()


def _history(draft: Draft, customer: Any) -> Any:
    from fuwutai.domain.cases.commands import History, Step

    return History(
        **draft.facts,
        customer_id=customer.customer_id,
        tier=customer.tier,
        opened_at=draft.opened_at,
        subject=draft.subject,
        body=draft.body,
        team_id=draft.team_id,
        staff_id=draft.staff_id if draft.facts["channel"] == "phone" else None,
        steps=[Step(at=one.at, do=one.do, body=one.body, staff_id=one.staff_id) for one in draft.deeds],
        closes_in_silence=True,
    )


def _batches(drafts: Iterable[Draft], size: int) -> Iterator[list[Draft]]:
    rest = iter(drafts)
    while batch := list(islice(rest, size)):
        yield batch


def _tidy() -> None:
    """Let PostgreSQL count its rows now, as it does by itself some minutes later; SQLite never does."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def filled(data: Path, cases: int, open_clocks: int | None, seed: int) -> dict[str, Any]:
    """Fill a directory and return what it holds and how fast that went."""
    open_directory(data)
    from fuwutai.domain.accounts.queries import staff_exists
    from fuwutai.domain.sla.queries import live_clocks
    from fuwutai.kernel import clock

    if staff_exists():
        sys.exit(f"{data} holds a centre already.")
    filler = Filler(cases, clock.now(), seed)
    _say("set up")
    filler.fill()
    began = time.monotonic()
    jobs = filler.catch_up()
    caught_up = time.monotonic() - began
    if open_clocks is not None:
        filler.open_clocks(open_clocks)
        filler.catch_up()
    _tidy()
    people = {"supervisors": [f"super{n:02d}" for n in range(1, 9)], "agents": [f"agent{n:03d}" for n in range(1, 9)]}
    (data / "centre.json").write_text(json.dumps({"cases": cases, "password": PASSWORD, **people}))
    return {
        "database": database_name(),
        "cases": filler.written,
        "seconds": round(filler.seconds, 1),
        "cases_a_second": round(filler.written / filler.seconds),
        "jobs_that_were_due": jobs,
        "seconds_to_catch_up": round(caught_up, 1),
        "live_clocks": live_clocks().count(),
        "rows": rows_per_table(),
    }


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--open-clocks", type=int)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    print(json.dumps(filled(args.data.absolute(), args.cases, args.open_clocks, args.seed), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
