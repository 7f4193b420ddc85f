"""Every read of how work is shared out: how fair it is, who could take what waits, and why somebody was chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from fuwutai.domain.accounts.choices import AVAILABLE
from fuwutai.domain.accounts.presence import AtWork, people_at_work
from fuwutai.domain.accounts.queries import colleagues, staff_names, visible_teams
from fuwutai.domain.accounts.skills import skill_rows
from fuwutai.domain.cases.queries import WAITING, visible_cases
from fuwutai.domain.dispatch.models import Decision, WantedSkill
from fuwutai.domain.dispatch.people import DISPATCH, IN_HAND, Facts, facts_of_people, people_of, person_from
from fuwutai.domain.dispatch.policies import may_view_sharing
from fuwutai.domain.dispatch.rules import ANY, Hindrance, Person, hindrance, spread
from fuwutai.domain.dispatch.settings import Sharing, sharing_of, wanted_in
from fuwutai.domain.dispatch.waiting import in_turn, matter_of, waiting_by_team, waiting_cases
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused

MOST_EXPLAINED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A person of a team on the board; `person` as sharing out looks at her."""

    name: str
    person: Person
    since: datetime | None
    taken: int
    finished: int

    @property
    def load(self) -> float:
        """Return how many cases she has in hand."""
        return self.person.load.get(ANY, 0) / 100

    @property
    def most(self) -> int:
        """Return how many fit."""
        return self.person.most[ANY]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A team on the board. `spread`: by how many cases those who take work now differ in what they were given today."""

    team_id: int
    name: str
    sharing: Sharing
    waiting: int
    oldest: datetime | None
    rows: Sequence[Row]
    spread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A case that waits, and why each person of its team is not given it: None = she could take it."""

    case: Any
    why: Sequence[tuple[str, Person, Hindrance | None]]


def team_in_sight(actor: Actor, team_id: int) -> Any:
    """Return a team whose sharing out an actor may see. Raises: NotFound, Refused. Cost: 1 statement."""
    found = visible_teams(actor).filter(pk=team_id).first()
    if found is None:
        raise NotFound
    if not may_view_sharing(actor):
        raise Refused
    return found


def boards(actor: Actor, team_id: int | None = None) -> list[Board]:
    """Return how the teams in sight share out their work now, or one of them. Raises: Refused.

    Cost: 7 statements, however many teams.
    """
    if not may_view_sharing(actor):
        raise Refused
    people = [one for one in people_at_work(actor) if team_id in (None, one.team_id)]
    roles = {one.id: one.role for one in colleagues({one.staff_id for one in people})}
    by_weight: dict[int, Facts] = {}
    teams: dict[int, list[AtWork]] = {}
    for one in people:
        teams.setdefault(one.team_id, []).append(one)
    waiting = waiting_by_team(actor)
    found = []
    for key, members in teams.items():
        sharing = sharing_of(key)
        if sharing.waiting_percent not in by_weight:
            by_weight[sharing.waiting_percent] = facts_of_people(list(roles), sharing.waiting_percent)
        rows = [_row(one, roles.get(one.staff_id, ""), by_weight[sharing.waiting_percent], sharing) for one in members]
        number, oldest = waiting.get(key, (0, None))
        found.append(
            Board(
                team_id=key, name=members[0].team, sharing=sharing, waiting=number, oldest=oldest, rows=rows,
                spread=spread(one.person.given_today for one in rows if _shares(one.person)),
            )
        )  # fmt: skip
    return found


def explained(actor: Actor, team_id: int) -> list[Explained]:
    """Return the cases in sight that wait in a team, in their turn, each with what hinders whom; 50 at most.

    Raises: NotFound, Refused. Cost: 13 statements.
    """
    team_in_sight(actor, team_id)
    sharing = sharing_of(team_id)
    cases = list(in_turn(waiting_cases(actor).filter(team_id=team_id), sharing)[:MOST_EXPLAINED])
    return why_not(cases, team_id, sharing)


def why_not(cases: Sequence[Any], team_id: int, sharing: Sharing) -> list[Explained]:
    """Return why nobody of a team has each of some cases. Cost: 11 statements, none for no case."""
    if not cases:
        return []
    wanted, people = wanted_in(team_id), people_of(team_id, sharing)
    names = staff_names({one.id for one in people})
    return [
        Explained(
            case=case,
            why=[(names.get(one.id, ""), one, hindrance(one, matter_of(case, wanted))) for one in people],
        )
        for case in cases
    ]


def decision_of(actor: Actor, case: Any) -> Decision | None:
    """Return why a case is with whoever has it, where it was given by sharing out; None where people decided.

    Cost: 1 statement.
    """
    seen = visible_cases(actor).filter(pk=case.pk).order_by().values("pk")
    last = Decision.objects.filter(case__in=seen, staff_id=case.assignee_id, team_id=case.team_id).order_by("-pk")
    return last.select_related("staff", "team").first()


def wanted_rows(actor: Actor, team_id: int) -> QuerySet[WantedSkill]:
    """Return the skills that a team's cases need, with their names. Raises: NotFound, Refused. Cost: 2 statements."""
    team_in_sight(actor, team_id)
    return WantedSkill.objects.filter(team_id=team_id).select_related("skill").order_by("type", "category", "pk")


def skills_to_want() -> list[tuple[int, str]]:
    """Return the skills that a case can need. Cost: 2 statements."""
    return [(one.id, one.name) for one in skill_rows(DISPATCH) if not one.is_retired]


def in_hand_of(actor: Actor, team_id: int, staff_id: int) -> list[Any]:
    """Return the open cases in sight that somebody holds in a team, the nearest promise first.

    Raises: NotFound, Refused. Cost: 2 statements.
    """
    team_in_sight(actor, team_id)
    held = visible_cases(actor).filter(team_id=team_id, assignee_id=staff_id, status__in=(*IN_HAND, *WAITING))
    return list(held.order_by("due_at", "id")[:100])


def names_of_skills() -> Mapping[int, str]:
    """Return what the skills are called. Cost: 2 statements."""
    return {one.id: one.name for one in skill_rows(DISPATCH)}


def _row(one: AtWork, held: str, facts: Facts, sharing: Sharing) -> Row:
    count = facts.counts.get(one.staff_id)
    return Row(
        name=one.name, person=person_from(one.staff_id, held, one.standing, {}, facts, sharing),
        since=one.standing.since, taken=count.taken if count else 0, finished=count.finished if count else 0,
    )  # fmt: skip


def _shares(person: Person) -> bool:
    return person.works and not person.leads and person.state == AVAILABLE
