"""Who is given what waits: plain arithmetic over people and cases, without Django.

A person is given a case only while she takes work, has the skills it needs and has room for it. Among those who can
take it the method of the team decides, and every tie is broken the same way each time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

WHOLE = 100
"""One case, in hundredths: what waits for somebody else may count less."""
ANY = "any"
KIND_OF_CHANNEL: Mapping[str, str] = {
    "phone": "phone", "mail": "email", "wechat": "chat", "app": "chat", "counter": "counter",
}  # fmt: skip
"""Channel of a case → the capacity that it uses up beside that for all channels."""
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of a team. `load`: hundredths of cases by capacity; `most`: cases by capacity, always with ANY.

    `skills`: skill → level, those that count today. `trusted`: may know of restricted customers.
    `idle_since`: since when she has had nothing new.
    """

    id: int
    most: Mapping[str, int]
    state: str = "available"
    works: bool = True
    leads: bool = False
    trusted: bool = False
    skills: Mapping[int, int] = field(default_factory=dict)
    load: Mapping[str, int] = field(default_factory=dict)
    given_today: int = 0
    last_given_at: datetime | None = None
    idle_since: datetime | None = None

    @property
    def fill(self) -> Fraction:
        """Return how full she is: 1 is full."""
        return Fraction(self.load.get(ANY, 0), self.most[ANY] * WHOLE)

    @property
    def has_room(self) -> bool:
        """Return whether one more case of any channel fits."""
        return self.load.get(ANY, 0) + WHOLE <= self.most[ANY] * WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A case that waits. `wants`: (skill, least level); `served_by`: who served its customer last."""

    case_id: int
    channel: str = ""
    wants: tuple[tuple[int, int], ...] = ()
    restricted: bool = False
    served_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """Why somebody cannot be given a case: the code, and what goes with it (a state, a skill, a capacity)."""

    code: str
    detail: str = ""
    skill_id: int = 0
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who is given a case, why she and not the next one, how many could take it, and what hinders the others."""

    case_id: int
    person: Person
    reason: str
    candidates: int
    hindered: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A skill that cases of a type and category need; "" = of every one."""

    skill_id: int
    level: int
    type: str = ""
    category: str = ""


def wants_of(wanted: Iterable[Wanted], type: str, category: str) -> tuple[tuple[int, int], ...]:
    """Return the skills that a case needs, of each the highest level asked for; a category includes its children."""
    least: dict[int, int] = {}
    for one in wanted:
        fits_category = not one.category or category == one.category or category.startswith(f"{one.category}.")
        if one.type in ("", type) and fits_category:
            least[one.skill_id] = max(one.level, least.get(one.skill_id, 0))
    return tuple(sorted(least.items()))


def hindrance(person: Person, matter: Matter) -> Hindrance | None:
    """Return why a person cannot be given a case, the most lasting reason first; None when she can."""
    if not person.works:
        return Hindrance(code="no_role")
    if person.leads:
        return Hindrance(code="leads")
    if matter.restricted and not person.trusted:
        return Hindrance(code="untrusted")
    for skill_id, level in matter.wants:
        if person.skills.get(skill_id, 0) < level:
            return Hindrance(code="unskilled", skill_id=skill_id, level=level)
    if person.state != "available":
        return Hindrance(code="away", detail=person.state)
    for kind in kinds_of(matter.channel):
        if kind in person.most and person.load.get(kind, 0) + WHOLE > person.most[kind] * WHOLE:
            return Hindrance(code="full", detail=kind)
    return None


def kinds_of(channel: str) -> tuple[str, ...]:
    """Return the capacities that a case of a channel uses up."""
    return (ANY, KIND_OF_CHANNEL[channel]) if channel in KIND_OF_CHANNEL else (ANY,)


def choose(
    people: Sequence[Person], matter: Matter, method: str, *, same_person_first: bool = False
) -> Choice | None:
    """Return who is given a case, None when nobody can take it. By hand, nobody is chosen.

    Formula: round robin by who was given nothing for longest; least load by load/capacity, then given today, then
    longest idle; best skilled by the sum of levels, then as least load. Then by id.
    """
    if method == "by_hand":
        return None
    found = [(person, hindrance(person, matter)) for person in people]
    able = [person for person, why in found if why is None]
    if not able:
        return None
    order = ORDERS[method]
    ranked = sorted(able, key=lambda person: tuple(key(person, matter) for _reason, key in order))
    first, reason = ranked[0], "only_one"
    known = next((one for one in ranked if one.id == matter.served_by), None) if same_person_first else None
    if known is not None:
        first, reason = known, "same_person"
    elif len(ranked) > 1:
        reason = next(why for why, key in order if key(ranked[0], matter) != key(ranked[1], matter))
    hindered: dict[str, int] = {}
    for _person, why in found:
        if why is not None:
            hindered[why.code] = hindered.get(why.code, 0) + 1
    return Choice(case_id=matter.case_id, person=first, reason=reason, candidates=len(able), hindered=hindered)


def _idle(person: Person, _matter: Matter) -> Any:
    return person.idle_since or NEVER


LOAD: tuple[tuple[str, Any], ...] = (
    ("most_room", lambda person, _matter: person.fill),
    ("fewest_today", lambda person, _matter: person.given_today),
    ("longest_idle", _idle),
    ("first_named", lambda person, _matter: person.id),
)
ORDERS: Mapping[str, tuple[tuple[str, Any], ...]] = {
    "least_load": LOAD,
    "round_robin": (
        ("longest_without", lambda person, _matter: person.last_given_at or NEVER),
        ("first_named", lambda person, _matter: person.id),
    ),
    "best_skilled": (
        ("most_skilled", lambda person, matter: -sum(person.skills.get(skill, 0) for skill, _level in matter.wants)),
        *LOAD,
    ),
}
"""Method → what tells people apart, one after the other, each with the reason it is."""


def given(person: Person, matter: Matter, at: datetime) -> Person:
    """Return a person as she is once she was given a case."""
    load = dict(person.load)
    for kind in kinds_of(matter.channel):
        load[kind] = load.get(kind, 0) + WHOLE
    return replace(person, load=load, given_today=person.given_today + 1, last_given_at=at, idle_since=at)


def share_out(
    people: Iterable[Person],
    matters: Iterable[Matter],
    method: str,
    at: datetime,
    *,
    same_person_first: bool = False,
    limit: int | None = None,
) -> list[Choice]:
    """Return who is given which of the cases that wait, in their order, until nobody has room or `limit` are given.

    A case that nobody can take now holds up no other. Each `person` is as she is once she was given the case.
    """
    standing = {person.id: person for person in people}
    # Several are given within one moment of the clock; the turn needs to know which of them came later.
    moment = max([at, *(one.last_given_at + A_MOMENT for one in standing.values() if one.last_given_at)])
    found: list[Choice] = []
    for matter in matters:
        if (limit is not None and len(found) >= limit) or not any(
            one.has_room and one.state == "available" for one in standing.values()
        ):
            break
        choice = choose(list(standing.values()), matter, method, same_person_first=same_person_first)
        if choice is None:
            continue
        after = given(choice.person, matter, moment)
        standing[after.id], moment = after, moment + A_MOMENT
        found.append(replace(choice, person=after))
    return found


def spread(counts: Iterable[int]) -> int:
    """Return by how much the most differ: the greatest less the smallest; 0 for nobody."""
    known = list(counts)
    return max(known) - min(known) if known else 0
