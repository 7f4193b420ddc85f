"""What happens to how work is shared out, and to cases because of it."""

from datetime import datetime

from fuwutai.kernel.events import Code, Event, event


@event("dispatch.method_set", subject="team")
class MethodSet(Event):
    """A team shares out its work in another way, or with other figures."""

    team_id: int
    method: Code
    most: int
    waiting_percent: int
    away_minutes: int | None
    same_person_first: bool
    leaders_take: bool
    first_tiers: tuple[Code, ...]


@event("dispatch.skill_wanted", subject="team")
class SkillWanted(Event):
    """A team's cases of a type and category need a skill from a level on; level 0: no longer."""

    team_id: int
    skill_id: int
    level: int
    type: Code
    category: Code


@event("dispatch.case_rerouted", subject="case")
class CaseRerouted(Event):
    """Nobody had taken the case, and by what it is said to be now the rules give it to another team."""

    case_id: int
    former_team_id: int
    team_id: int
    rule_id: int


@event("dispatch.case_handed_over", subject="case")
class CaseHandedOver(Event):
    """The case went back to its queue because who held it is away and the customer waits.

    `state`: how she is away, `since` when.
    """

    case_id: int
    team_id: int
    staff_id: int
    state: Code
    since: datetime
