"""What the demo centre is made of."""

from collections.abc import Mapping
from dataclasses import dataclass

DONE_BY = {
    "assign": "agent",
    "reply": "agent",
    "note": "agent",
    "wait": "agent",
    "third_party": "agent",
    "resolve": "agent",
    "customer": "customer",
    "confirm": "customer",
    "reopen": "customer",
    "close": "system",
}
"""Verb of a step → who does it, unless the step says `by = "supervisor"`."""

_WORKED_ON = ("new", "open", "waiting_customer", "waiting_third_party")
MOVES: Mapping[str, Mapping[str, str]] = {
    "assign": {state: state for state in _WORKED_ON},
    "note": {state: state for state in (*_WORKED_ON, "resolved")},
    "reply": dict.fromkeys(_WORKED_ON, "open"),
    "wait": dict.fromkeys(("new", "open", "waiting_third_party"), "waiting_customer"),
    "third_party": dict.fromkeys(("new", "open", "waiting_customer"), "waiting_third_party"),
    "customer": {
        "new": "new",
        "open": "open",
        "waiting_customer": "open",
        "waiting_third_party": "waiting_third_party",
    },
    "resolve": dict.fromkeys(_WORKED_ON, "resolved"),
    "confirm": {"resolved": "closed"},
    "close": {"resolved": "closed"},
    "reopen": {"resolved": "open", "closed": "open"},
}
"""Verb of a step → state before → state after; what is absent would be refused by the product."""

ANSWERS = frozenset({"reply", "wait", "third_party", "resolve"})
"""The verbs that speak to the customer and so stop the clock of the first response."""


@dataclass(frozen=True, slots=True)
class Centre:
    """The service centre itself; `hours` has the shape of a working-time schedule."""

    name: str
    operator: str
    hotline: str
    language: str
    time_zone: str
    date: str
    months: tuple[str, ...]
    hours: dict[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Team:
    """A queue and the people behind it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who works at the centre."""

    username: str
    name: str
    role: str
    teams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who writes or calls; `call` is how an agent addresses them."""

    key: str
    name: str
    call: str
    phone: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What happens so many minutes after a case was opened."""

    at: int
    do: str
    text: str = ""
    by: str = ""
    team: str = ""

    @property
    def actor(self) -> str:
        """Return who does it: agent, supervisor, customer or system."""
        return self.by or DONE_BY.get(self.do, "")


@dataclass(frozen=True, slots=True)
class Script:
    """One matter from its first words to its end.

    `within_hours`: a script that ends open is told only of a case no older than this. `between`: the local
    hours [from, to) in which it may arrive. `customer`: the only customer it suits. `once`: too particular to
    happen twice.
    """

    id: str
    type: str
    category: str
    team: str
    channel: str
    priority: str
    subject: str
    body: str
    steps: tuple[Step, ...]
    within_hours: int | None = None
    between: tuple[int, int] | None = None
    customer: str | None = None
    once: bool = False

    @property
    def plays_once(self) -> bool:
        """Return whether the script may appear only once in a timeline."""
        return self.once or self.customer is not None

    @property
    def first_answer(self) -> int | None:
        """Return the minute of the first words to the customer, or None if nobody ever answers."""
        return next((step.at for step in self.steps if step.do in ANSWERS), None)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A demo centre in one language."""

    language: str
    centre: Centre
    slots: dict[str, tuple[str, ...]]
    teams: tuple[Team, ...]
    staff: tuple[StaffMember, ...]
    categories: dict[str, str]
    customers: tuple[Customer, ...]
    scripts: tuple[Script, ...]

    def staff_of(self, team: str, role: str) -> list[StaffMember]:
        """Return the people of a team in a role."""
        return [person for person in self.staff if person.role == role and team in person.teams]


def state_after(verbs: list[str]) -> str:
    """Return the state of a case after these verbs. Raises: KeyError where a verb is not possible."""
    state = "new"
    for verb in verbs:
        state = MOVES[verb][state]
    return state
