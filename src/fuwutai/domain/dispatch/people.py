"""The people of a team as sharing out looks at them: presence, skills that count today, load, and what they got."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from fuwutai.domain.accounts.choices import AVAILABLE
from fuwutai.domain.accounts.presence import Standing, capacities, standings
from fuwutai.domain.accounts.queries import colleagues, role, team_members, visible_teams
from fuwutai.domain.accounts.skills import today
from fuwutai.domain.cases.choices import NEW, OPEN
from fuwutai.domain.cases.queries import WAITING, visible_cases
from fuwutai.domain.dispatch.models import DayCount, Turn
from fuwutai.domain.dispatch.rules import ANY, WHOLE, Person, kinds_of
from fuwutai.domain.dispatch.settings import Sharing
from fuwutai.kernel.actors import Actor

DISPATCH = Actor.system("dispatch")
IN_HAND = (NEW, OPEN)


def people_of(team_id: int, sharing: Sharing, *, lock: bool = False) -> list[Person]:
    """Return the active people of a team as they stand now, by id.

    `lock`: keep everybody who takes work from being considered for another team until the transaction ends; only then
    is anything read of them that another sharing out may change. Cost: 9 statements, 1 to 3 more with `lock`.
    """
    members = sorted(team_members(team_id))
    stand = standings(members)
    if lock:
        lock_turns([one for one in members if stand.get(one, Standing()).state == AVAILABLE])
    facts = facts_of_people(members, sharing.waiting_percent)
    skills = skills_in(team_id)
    return [
        person_from(one.id, one.role, stand.get(one.id, Standing()), skills.get(one.id, {}), facts, sharing)
        for one in sorted(colleagues(members), key=lambda one: one.id)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is read of people: load, limits, counts of today, and when each was last given something."""

    loads: Mapping[int, Mapping[str, int]]
    limits: Mapping[int, Mapping[str, int]]
    counts: Mapping[int, DayCount]
    turns: Mapping[int, datetime | None]


def facts_of_people(staff_ids: Collection[int], waiting_percent: int) -> Facts:
    """Return what sharing out needs to know of people beside their presence and skills. Cost: 4 statements."""
    turns = Turn.objects.filter(staff_id__in=staff_ids).values_list("staff_id", "last_given_at")
    return Facts(
        loads=loads_of(staff_ids, waiting_percent), limits=capacities(staff_ids), counts=counts_of(staff_ids, today()),
        turns=dict(turns),
    )  # fmt: skip


def person_from(
    staff_id: int, held: str, standing: Standing, skills: Mapping[int, int], facts: Facts, sharing: Sharing
) -> Person:
    """Return a person of a role as sharing out looks at her. Cost: as `role`."""
    may = role(held).permissions
    last = facts.turns.get(staff_id)
    idle = [moment for moment in (standing.since, last) if moment is not None]
    return Person(
        id=staff_id,
        state=standing.state,
        works="cases.take" in may,
        leads="dispatch.edit" in may and not sharing.leaders_take,
        trusted="customers.restricted" in may,
        skills=skills,
        load=facts.loads.get(staff_id, {}),
        most={ANY: sharing.most, **facts.limits.get(staff_id, {})},
        given_today=facts.counts[staff_id].given if staff_id in facts.counts else 0,
        last_given_at=last,
        idle_since=max(idle, default=None),
    )


def lock_turns(staff_ids: list[int]) -> None:
    """Keep these people from being considered elsewhere until the transaction ends; always by id, so that two sharings
    out never wait for each other. Cost: 1 statement, 1 more for who was never considered."""
    rows = Turn.objects.select_for_update(no_key=True, of=("self",)).filter(staff_id__in=staff_ids)
    known = set(rows.order_by("staff_id").values_list("staff_id", flat=True))
    if new := [one for one in staff_ids if one not in known]:
        Turn.objects.bulk_create([Turn(staff_id=one) for one in new], ignore_conflicts=True)
        list(rows.order_by("staff_id").values_list("staff_id", flat=True))


def loads_of(staff_ids: Iterable[int], waiting_percent: int) -> dict[int, dict[str, int]]:
    """Return what people have in hand, in hundredths of cases by capacity. Cost: 1 statement."""
    statuses = (*IN_HAND, *WAITING) if waiting_percent else IN_HAND
    held = visible_cases(DISPATCH).filter(assignee_id__in=list(staff_ids), status__in=statuses).order_by()
    found: dict[int, dict[str, int]] = {}
    for staff_id, channel, waits, present in held.values_list("assignee_id", "channel").annotate(
        waits=Count("id", filter=Q(status__in=WAITING)), present=Count("id", filter=Q(status__in=IN_HAND))
    ):
        theirs = found.setdefault(staff_id, {})
        for kind in kinds_of(channel):
            theirs[kind] = theirs.get(kind, 0) + present * WHOLE + waits * waiting_percent
    return found


def counts_of(staff_ids: Iterable[int], day: date) -> dict[int, DayCount]:
    """Return what people were given, took and finished on a day; who had nothing is left out. Cost: 1 statement."""
    return {one.staff_id: one for one in DayCount.objects.filter(day=day, staff_id__in=list(staff_ids))}


def skills_in(team_id: int) -> Mapping[int, Mapping[int, int]]:
    """Return person → skill → level of the people of a team, as far as it counts today. Cost: 1 statement."""
    held = "membership__staff__skills"
    counts = Q(**{f"{held}__expires_on": None}) | Q(**{f"{held}__expires_on__gte": today()})
    rows = visible_teams(DISPATCH).order_by().filter(counts, pk=team_id, **{f"{held}__isnull": False})
    found: dict[int, dict[int, int]] = {}
    columns: Any = ("membership__staff_id", f"{held}__skill_id", f"{held}__level")
    for staff_id, skill_id, level in rows.values_list(*columns):
        found.setdefault(staff_id, {})[skill_id] = level
    return found
