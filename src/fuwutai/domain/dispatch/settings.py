"""How each team shares out its work, remembered for a second."""

from collections.abc import Mapping
from dataclasses import dataclass

from fuwutai.domain.dispatch.choices import BY_HAND
from fuwutai.domain.dispatch.models import TeamMethod, WantedSkill
from fuwutai.domain.dispatch.rules import Wanted
from fuwutai.kernel.memo import Memo

MOST_BY_DEFAULT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """How a team shares out its work; see `models.TeamMethod`."""

    method: str = BY_HAND
    most: int = MOST_BY_DEFAULT
    waiting_percent: int = 0
    away_minutes: int | None = None
    same_person_first: bool = False
    leaders_take: bool = False
    first_tiers: tuple[str, ...] = ()

    @property
    def is_automatic(self) -> bool:
        """Return whether what waits is given without anybody doing it."""
        return self.method != BY_HAND


def sharings() -> Mapping[int, Sharing]:
    """Return how each team that was ever set shares out its work. Cost: 1 statement a second at most in a process."""
    return _sharings.get()


def sharing_of(team_id: int) -> Sharing:
    """Return how a team shares out its work, by hand where nobody has said. Cost: as `sharings`."""
    return sharings().get(team_id, Sharing())


def automatic_teams() -> set[int]:
    """Return the teams in which what waits is given without anybody doing it. Cost: as `sharings`."""
    return {team_id for team_id, sharing in sharings().items() if sharing.is_automatic}


def as_sharing(row: TeamMethod) -> Sharing:
    """Return a row as it is obeyed."""
    return Sharing(
        method=row.method, most=row.most, waiting_percent=row.waiting_percent, away_minutes=row.away_minutes,
        same_person_first=row.same_person_first, leaders_take=row.leaders_take, first_tiers=tuple(row.first_tiers),
    )  # fmt: skip


def locked_method(team_id: int) -> TeamMethod | None:
    """Return the row of a team, locked until the command ends; None where nobody has said. Cost: 1 statement."""
    return TeamMethod.objects.select_for_update(no_key=True, of=("self",)).filter(team_id=team_id).first()


def wanted_in(team_id: int) -> list[Wanted]:
    """Return the skills that a team's cases need. Cost: 1 statement."""
    rows = WantedSkill.objects.filter(team_id=team_id).order_by("pk")
    return [
        Wanted(skill_id=skill_id, level=level, type=type, category=category)
        for skill_id, level, type, category in rows.values_list("skill_id", "level", "type", "category")
    ]


def forget_sharings() -> None:
    """Read the settings anew at the next question."""
    _sharings.forget()


_sharings: Memo[dict[int, Sharing]] = Memo(lambda: {row.team_id: as_sharing(row) for row in TeamMethod.objects.all()})
