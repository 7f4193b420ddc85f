"""Who plays at the demo centre, and the case that is being played."""

from dataclasses import dataclass, field
from typing import Self

from fuwutai.demo.content.shapes import Scenario
from fuwutai.demo.scenario import PlannedCase, PlannedStep
from fuwutai.domain.accounts.queries import actor_for, visible_staff, visible_teams
from fuwutai.kernel.actors import Actor

DEMO = Actor.system("demo")


@dataclass(frozen=True, slots=True)
class Cast:
    """The people and teams of the demo by their names in the script."""

    staff_ids: dict[str, int]
    actors: dict[str, Actor]
    team_ids: dict[str, int]

    @classmethod
    def of(cls, scenario: Scenario) -> Self:
        """Return the cast of a centre that is set up."""
        staff_ids = dict(visible_staff(DEMO).values_list("username", "pk"))
        actors = {person.username: actor_for(staff_ids[person.username]) for person in scenario.staff}
        teams = dict(visible_teams(DEMO).values_list("code", "pk"))
        return cls(staff_ids, {name: actor for name, actor in actors.items() if actor}, teams)


@dataclass(frozen=True, slots=True)
class Scene:
    """A case that is being played. `made`: what was made beside it, by what it is, for later steps."""

    planned: PlannedCase
    case_id: int
    customer: Actor
    cast: Cast
    made: dict[str, int] = field(default_factory=dict)

    def who(self, step: PlannedStep) -> Actor:
        """Return who takes a step."""
        if step.by == "staff" and step.staff:
            return self.cast.actors[step.staff]
        return DEMO if step.by == "system" else self.customer
