"""What happens at the demo centre in the ninety days before a moment: a plan, the same for the same seed.

Knows no database: the plan is played through commands elsewhere.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fuwutai.demo.content.reading import SLOT, WEEKDAYS, ScenarioError, load
from fuwutai.demo.content.shapes import MOVES, Centre, Customer, Scenario, Script, StaffMember, Step, state_after

__all__ = ["PlannedCase", "PlannedStep", "ScenarioError", "load", "timeline"]

DAYS = 90
BUSY_DAYS, QUIETER = 14, 0.35
"""The centre has grown: before the last two weeks so much of their traffic came in."""
FRESH_MINUTES = (12, 38, 4, 27, 55, 17, 8, 24)
"""Ages of the cases of the last hour: with 30 minutes promised some are green, some amber, some red."""

BY_HOUR = (2, 1, 1, 1, 1, 2, 5, 15, 42, 62, 66, 52, 34, 44, 58, 60, 52, 40, 32, 38, 36, 26, 13, 5)
BY_WEEKDAY = (1.25, 1.1, 1.0, 1.0, 1.0, 0.7, 0.6)
AWAKE = (time(7), time(23, 30))
"""Customers answer between these local hours."""

LONG_GAP = timedelta(hours=2)
"""Beyond this the pace no longer varies, so that what was promised for tomorrow evening comes then."""

SAME_SITTING = timedelta(minutes=20)
"""Staff finish what they have begun even when the doors have closed meanwhile."""


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step at its moment. `by` is staff, customer or system; `assignee` and `team` belong to `assign`.

    `number`: a score or minutes; `more`: what is said at length.
    """

    at: datetime
    do: str
    by: str
    staff: str | None = None
    text: str = ""
    assignee: str | None = None
    team: str | None = None
    number: int = 0
    more: str = ""


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """A case with all that has happened to it by the moment of the plan. `opened_by`: who took the call."""

    key: str
    script: str
    customer: Customer
    opened_at: datetime
    opened_by: str | None
    type: str
    category: str
    team: str
    channel: str
    priority: str
    subject: str
    body: str
    steps: tuple[PlannedStep, ...] = ()

    @property
    def state(self) -> str:
        """Return the state in which the steps leave the case."""
        return state_after([step.do for step in self.steps if step.do in MOVES])


def timeline(scenario: Scenario, as_of: datetime, seed: int, cases: int) -> list[PlannedCase]:
    """Return so many cases in the order of their opening, none with a step after `as_of`.

    Raises: ScenarioError when `as_of` has no time zone or `cases` is negative.
    """
    if as_of.tzinfo is None:
        raise ScenarioError("as_of needs a time zone. Give it as an aware datetime.")
    if cases < 0:
        raise ScenarioError("The number of cases cannot be negative.")
    as_of = as_of.astimezone(UTC).replace(microsecond=0)
    draw = random.Random(seed)
    fresh = set(_fresh_moments(as_of, cases, draw))
    moments = [*fresh, *_earlier_moments(scenario.centre, as_of, cases - len(fresh), draw)]
    deck = _Deck(scenario, as_of, draw)
    planned = []
    # Newest first: the scripts that end open suit only young cases and must not be used up by old ones.
    for number, opened_at in enumerate(sorted(moments, reverse=True)):
        script = deck.deal(opened_at, unanswered=opened_at in fresh)
        story = _Story(scenario, script, deck.customer_for(script), opened_at, f"{seed}-{number:05d}")
        planned.append(story.told_until(as_of))
    return planned[::-1]


def _fresh_moments(as_of: datetime, cases: int, draw: random.Random) -> Iterator[datetime]:
    """Yield openings in the last hour: a handful, but never more than a fifth of a small demo."""
    for minutes in FRESH_MINUTES[: min(cases, max(1, cases // 5))]:
        yield as_of - timedelta(minutes=minutes, seconds=draw.randint(0, 50))


def _earlier_moments(centre: Centre, as_of: datetime, cases: int, draw: random.Random) -> Iterator[datetime]:
    """Yield openings by the curve of a service centre: busy mornings, a second wave later, quiet nights."""
    zone = ZoneInfo(centre.time_zone)
    ages = range(1, DAYS * 24)
    starts = [(as_of - timedelta(hours=age + 0.5)).astimezone(zone) for age in ages]
    weights = [
        BY_HOUR[start.hour] * BY_WEEKDAY[start.weekday()] * (1 if age < BUSY_DAYS * 24 else QUIETER)
        for age, start in zip(ages, starts, strict=True)
    ]
    for age in draw.choices(ages, weights, k=cases):
        yield as_of - timedelta(hours=age, seconds=draw.randint(1, 3600))


class _Deck:
    """Deals scripts to moments so that all of them appear before any appears again, and finds who writes."""

    def __init__(self, scenario: Scenario, as_of: datetime, draw: random.Random) -> None:
        self.scenario, self.as_of, self.draw = scenario, as_of, draw
        self.used: Counter[str] = Counter()
        self.told: set[tuple[str, str]] = set()
        named = {script.customer for script in scenario.scripts}
        self.free = [customer for customer in scenario.customers if customer.key not in named]
        self.weights = [1 / (rank + 10) for rank in range(len(self.free))]

    def deal(self, opened_at: datetime, *, unanswered: bool) -> Script:
        fitting = [script for script in self.scenario.scripts if self._fits(script, opened_at)]
        age = (self.as_of - opened_at) / timedelta(minutes=1)
        # A third is added because the pace of a story varies.
        late = age * 1.33 if unanswered else 0
        waiting = [script for script in fitting if script.first_answer is None or script.first_answer > late]
        chosen = min(waiting or fitting, key=self._turn)
        self.used[chosen.id] += 1
        return chosen

    def _turn(self, script: Script) -> tuple[int, float]:
        """Return the place in the queue: the least used first, then with luck those soon too old.

        Scripts that end open come twice as often: they suit few days of many.
        """
        used = self.used[script.id] // (2 if script.within_hours else 1)
        return used, self.draw.random() * (script.within_hours or DAYS * 24) ** 0.5

    def _fits(self, script: Script, opened_at: datetime) -> bool:
        local = opened_at.astimezone(ZoneInfo(self.scenario.centre.time_zone))
        if script.plays_once and self.used[script.id]:
            return False
        if script.between and not script.between[0] <= local.hour < script.between[1]:
            return False
        if script.within_hours and self.as_of - opened_at > timedelta(hours=script.within_hours):
            return False
        by_night = script.channel == "portal" or script.priority == "emergency"
        return by_night or _opening(self.scenario.centre, opened_at) == opened_at

    def customer_for(self, script: Script) -> Customer:
        """Return the customer a script names, else one of the free ones, a few of whom write often."""
        if script.customer:
            return next(customer for customer in self.scenario.customers if customer.key == script.customer)
        pairs = list(zip(self.free, self.weights, strict=True))
        new = [pair for pair in pairs if (script.id, pair[0].key) not in self.told] or pairs
        (customer,) = self.draw.choices([pair[0] for pair in new], [pair[1] for pair in new])
        self.told.add((script.id, customer.key))
        return customer


class _Story:
    """One script told of one customer, with names, numbers and a pace of its own."""

    def __init__(
        self, scenario: Scenario, script: Script, customer: Customer, opened_at: datetime, key: str
    ) -> None:
        self.scenario, self.script, self.customer = scenario, script, customer
        self.opened_at, self.key = opened_at, key
        self.draw = random.Random(key)
        self.words = self._drawn_words()
        self.team = script.team
        self.agent: StaffMember | None = self._somebody("agent") if script.channel == "phone" else None
        # By phone the opening itself is an act of staff.
        self.previous = Step(at=0, do="assign" if script.channel == "phone" else "customer")

    def told_until(self, as_of: datetime) -> PlannedCase:
        """Return the case as it stands at a moment; what would come later is left out."""
        script = self.script
        case = PlannedCase(
            key=f"{self.key}-{script.id}",
            script=script.id,
            customer=self.customer,
            opened_at=self.opened_at,
            opened_by=self.agent.username if self.agent else None,
            type=script.type,
            category=script.category,
            team=script.team,
            channel=script.channel,
            priority=script.priority,
            subject=self._filled(script.subject),
            body=self._filled(script.body.strip("\n")),
        )
        steps: list[PlannedStep] = []
        moment = self.opened_at
        for step in script.steps:
            moment = self._moment(step, moment)
            if moment > as_of:
                break
            steps.append(self._planned(step, moment))
            self.previous = step
        return replace(case, steps=tuple(steps))

    def _moment(self, step: Step, last: datetime) -> datetime:
        """Return when a step happens: at the script's pace, never while staff are away or customers sleep."""
        gap = timedelta(minutes=step.at - self.previous.at)
        gap += min(gap, LONG_GAP) * self.draw.uniform(-0.15, 0.2)
        moment = last + timedelta(seconds=round(gap.total_seconds()))
        pause = timedelta(seconds=self.draw.randint(60, 1200))
        begins = moment
        if step.actor == "customer":
            begins = _awake(self.scenario.centre, moment)
        elif step.actor != "system" and self.script.priority == "routine":
            staff_before = self.previous.actor in ("agent", "supervisor")
            if not staff_before or gap > SAME_SITTING:
                begins = _opening(self.scenario.centre, moment)
        return moment if begins == moment else begins + pause

    def _planned(self, step: Step, moment: datetime) -> PlannedStep:
        actor = self._actor(step)
        team = assignee = None
        if step.do == "assign":
            self.team = team = step.team or self.team
            self.agent = actor if step.actor == "agent" else self._somebody("agent")
            assignee = self.agent.username if self.agent else None
        return PlannedStep(
            at=moment,
            do=step.do,
            by="staff" if actor else step.actor,
            staff=actor.username if actor else None,
            text=self._filled(step.text, agent=actor.name if actor else ""),
            assignee=assignee,
            team=team,
        )

    def _actor(self, step: Step) -> StaffMember | None:
        if step.actor == "supervisor":
            return self._somebody("supervisor")
        if step.actor == "agent":
            return self.agent or self._somebody("agent")
        return None

    def _somebody(self, role: str) -> StaffMember:
        """Return one of the team, the longest-serving most often."""
        people = self.scenario.staff_of(self.team, role)
        (person,) = self.draw.choices(people, [1 / (rank + 2) for rank in range(len(people))])
        return person

    def _drawn_words(self) -> dict[str, str]:
        centre = self.scenario.centre
        words = {name: self._digits(self.draw.choice(values)) for name, values in self.scenario.slots.items()}
        words |= {"salutation": self.customer.call, "name": self.customer.name}
        words |= {"hotline": centre.hotline, "operator": centre.operator}
        today = self.opened_at.astimezone(ZoneInfo(centre.time_zone)).date()
        for days in (1, 3, 10, 30):
            day = today - timedelta(days=days)
            words[f"d{days}"] = centre.date.format(month=centre.months[day.month - 1], day=day.day)
        return words

    def _digits(self, pattern: str) -> str:
        return "".join(str(self.draw.randint(0, 9)) if sign == "#" else sign for sign in pattern)

    def _filled(self, text: str, agent: str = "") -> str:
        return SLOT.sub(lambda slot: agent if slot[1] == "agent" else self.words[slot[1]], text)


def _opening(centre: Centre, moment: datetime) -> datetime:
    """Return the moment itself while the centre is open, else its next opening."""
    local = moment.astimezone(ZoneInfo(centre.time_zone))
    for days in range(8):
        day = local.date() + timedelta(days=days)
        for opens, closes in centre.hours.get(WEEKDAYS[day.weekday()], ()):
            start, end = (
                datetime.combine(day, time.fromisoformat(at), local.tzinfo).astimezone(UTC)
                for at in (opens, closes)
            )
            if moment < end:
                return max(moment, start)
    raise ScenarioError("The centre never opens. Give it hours on one day at least.")


def _awake(centre: Centre, moment: datetime) -> datetime:
    """Return the moment itself by day, else the next time customers are up."""
    local = moment.astimezone(ZoneInfo(centre.time_zone))
    if AWAKE[0] <= local.time() < AWAKE[1]:
        return moment
    day = local.date() + timedelta(days=local.time() >= AWAKE[1])
    return datetime.combine(day, AWAKE[0], local.tzinfo).astimezone(UTC)
