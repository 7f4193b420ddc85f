"""What happens at a centre of so many cases in three years: a plan, the same for the same seed and moment.

Knows no database; it needs only the ids of the people and teams it speaks of.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import TypeVar
from zoneinfo import ZoneInfo

from words import Writer

T = TypeVar("T")
ZONE = ZoneInfo("Asia/Shanghai")
DAYS = 3 * 365
BY_HOUR = (2, 1, 1, 1, 1, 2, 5, 15, 42, 62, 66, 52, 34, 44, 58, 60, 52, 40, 32, 38, 36, 26, 13, 5)
BY_WEEKDAY = (1.25, 1.1, 1.0, 1.0, 1.0, 0.7, 0.6)
STUCK_DAYS = 29
"""The share of cases that are stuck falls with their age by this: about 3 % of three years is live."""
FLAT_TOP = 50
"""Customers follow Zipf's law with a flat top, so that nobody has more than some thousandth of all cases."""
NOT_FOR_LONG = timedelta(days=2)

TYPES = {"fault": 40, "consultation": 25, "request": 18, "complaint": 12, "suggestion": 3, "praise": 2}
PRIORITIES = {"routine": 88, "urgent": 10, "emergency": 2}
CHANNELS = {"phone": 45, "portal": 20, "wechat": 20, "app": 8, "mail": 4, "sms": 3}
CATEGORIES = ("network", "billing", "device", "account", "installation", "other")

PACE = {"take": 0.4, "note": 0.3, "confirm": 20, "customer": 6, "end_wait": 30}
"""How many hours pass before a step, in the middle; any other takes two."""
PLOTS: dict[tuple[str, ...], float] = {
    ("take", "reply_resolve", "confirm"): 15,
    ("take", "reply_resolve"): 15,
    ("take", "reply_wait", "customer", "reply_resolve", "confirm"): 25,
    ("take", "note", "reply", "reply_resolve", "confirm"): 18,
    ("take", "reply", "customer", "reply", "customer", "note", "reply_resolve"): 12,
    ("take", "reply_resolve", "customer", "reply_resolve", "confirm"): 5,
    ("take", "reply_third_party", "note", "end_wait", "reply_resolve", "confirm"): 8,
    ("take", *("reply", "customer") * 4, "reply_resolve", "confirm"): 1.9,
    ("take", *("reply", "customer") * 24, "reply_resolve", "confirm"): 0.1,
}
"""What happens after the opening → weight; with the opening the last two have 10 and 50 messages."""
STUCK: dict[tuple[str, ...], float] = {
    ("take", "reply"): 25,
    ("take", "note", "reply", "customer"): 15,
    ("take", "reply_wait"): 20,
    ("take", "reply", "customer", "note", "reply_third_party"): 39,
    ("take", *("reply", "customer") * 4, "reply"): 0.8,
    ("take", *("reply", "customer") * 24, "reply"): 0.2,
}
"""What happened so far to a case that has not come to an end."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Teams in the order of their size, and who works in each."""

    team_ids: Sequence[int]
    staff_ids: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Deed:
    """One step of a case."""

    at: datetime
    do: str
    body: str
    staff_id: int | None


@dataclass(slots=True)
class Draft:
    """A case with all that has happened to it; `customer` is a place in the row of customers."""

    opened_at: datetime
    customer: int
    team_id: int
    staff_id: int | None
    facts: dict[str, str]
    subject: str
    body: str
    deeds: list[Deed] = field(default_factory=list)


class Plan:
    """Plans cases, oldest first, one at a time."""

    def __init__(self, cases: int, crew: Crew, until: datetime, seed: int) -> None:
        self.cases, self.crew, self.until = cases, crew, until.astimezone(UTC)
        self.customers = max(1, cases // 3)
        self.chance = random.Random(seed)
        self.writer = Writer(self.chance)
        self._teams = list(accumulate(1 / rank for rank in range(1, len(crew.team_ids) + 1)))

    def drafts(self) -> Iterator[Draft]:
        """Yield every case in the order of its opening; memory for one day."""
        first = self.until.astimezone(ZONE).date() - timedelta(days=DAYS - 1)
        days = [first + timedelta(days=n) for n in range(DAYS)]
        shares = list(accumulate(BY_WEEKDAY[day.weekday()] for day in days))
        done = 0
        for day, share in zip(days, shares, strict=True):
            due = round(self.cases * share / shares[-1])
            for opened_at in sorted(self._moments(day, due - done)):
                yield self._draft(opened_at)
            done = due

    def open_draft(self, opened_at: datetime) -> Draft:
        """Return a case that was taken and answered within minutes, so that one clock of it runs."""
        draft = self._opening(opened_at, {"type": "fault", "priority": "routine"})
        for minutes, do in ((1, "take"), (3, "reply")):
            draft.deeds.append(self._deed(opened_at + timedelta(minutes=minutes), do, draft))
        return draft

    def person(self, customer: int) -> tuple[str, str]:
        """Return name and telephone number of a customer."""
        return Writer(random.Random(customer)).name(), f"139{customer:08d}"

    def _moments(self, day: date, count: int) -> Iterator[datetime]:
        for hour in self.chance.choices(range(24), BY_HOUR, k=count):
            start = datetime.combine(day, time(hour), ZONE).astimezone(UTC)
            moment = start + timedelta(seconds=self.chance.random() * 3600)
            # what would open later today opened within the last hours
            yield min(moment, self.until - timedelta(seconds=self.chance.random() * 3 * 3600))

    def _draft(self, opened_at: datetime) -> Draft:
        one_of, age = self._one_of, self.until - opened_at
        draft = self._opening(opened_at, {"type": one_of(TYPES), "priority": one_of(PRIORITIES)})
        stuck = self.chance.random() < 2.718281828 ** (-(age / timedelta(days=1)) / STUCK_DAYS)
        steps = one_of(STUCK if stuck else PLOTS)
        at = opened_at
        for place, do in enumerate(steps, start=1):
            if stuck and place == len(steps) and age > NOT_FOR_LONG:
                at = max(at, self.until - NOT_FOR_LONG * self.chance.random())
            else:
                at = self._later(at, do)
            if at > self.until:
                break
            draft.deeds.append(self._deed(at, do, draft))
        return draft

    def _opening(self, opened_at: datetime, facts: dict[str, str]) -> Draft:
        chance = self.chance
        place = chance.choices(range(len(self._teams)), cum_weights=self._teams)[0]
        staff = self.crew.staff_ids[place]
        channel = self._one_of(CHANNELS)
        return Draft(
            opened_at=opened_at,
            customer=self._customer(),
            team_id=self.crew.team_ids[place],
            staff_id=staff[int(len(staff) * chance.random() ** 1.5)],
            facts={**facts, "channel": channel, "category": chance.choice(CATEGORIES)},
            subject=self.writer.subject(),
            body=self.writer.body("first"),
        )

    def _customer(self) -> int:
        """Return a place by Zipf's law with a flat top."""
        ends = (self.customers + FLAT_TOP) / FLAT_TOP
        return int(FLAT_TOP * ends ** self.chance.random()) - FLAT_TOP

    def _later(self, at: datetime, do: str) -> datetime:
        """Return when the next thing happens; people sleep at night, staff longer than customers."""
        at += timedelta(hours=PACE.get(do, 2) * self.chance.lognormvariate(0, 1))
        local = at.astimezone(ZONE)
        wakes = 7 if do in ("customer", "confirm") else 8
        if wakes <= local.hour < 22:
            return at
        morning = local.date() + timedelta(days=1 if local.hour >= 22 else 0)
        start = datetime.combine(morning, time(wakes), ZONE).astimezone(UTC)
        return max(at, start + timedelta(hours=3 * self.chance.random()))

    def _deed(self, at: datetime, do: str, draft: Draft) -> Deed:
        words = {"customer": "customer", "note": "inside", "reply_resolve": "settle", "take": "", "confirm": ""}
        plot = words.get(do, "" if do == "end_wait" else "ask")
        by_customer = do in ("customer", "confirm")
        return Deed(at, do, self.writer.body(plot) if plot else "", None if by_customer else draft.staff_id)

    def _one_of(self, weights: "Mapping[T, float]") -> T:
        return self.chance.choices(list(weights), list(weights.values()))[0]
