"""Who is away for too long, and what they leave behind that somebody waits for."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from fuwutai.domain.accounts.choices import AVAILABLE
from fuwutai.domain.accounts.presence import Standing, standings
from fuwutai.domain.accounts.queries import team_members, working_hours
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.dispatch.choices import AWAY_STATES
from fuwutai.domain.dispatch.people import DISPATCH, IN_HAND
from fuwutai.domain.dispatch.settings import sharing_of
from fuwutai.kernel import clock


def away_too_long(team_id: int) -> dict[int, tuple[str, datetime]]:
    """Return who of a team is away for longer than it allows: how, and since when; nobody while no colleague is there.

    Formula: counted in the working time of the centre, so that a night at home is no absence. Who never said anything
    is not known to be away. Cost: 2 statements, none where the team sets no time.
    """
    minutes = sharing_of(team_id).away_minutes
    if minutes is None:
        return {}
    stand = standings(team_members(team_id))
    if not any(one.state == AVAILABLE for one in stand.values()):
        return {}
    return {
        staff_id: (one.state, one.since)
        for staff_id, one in stand.items()
        if one.since is not None and _is_too_long(one, minutes)
    }


def left_behind(team_id: int, staff_ids: Collection[int]) -> QuerySet[Any]:
    """Return the cases of a team that these people hold and in which the customer waits for us."""
    held = visible_cases(DISPATCH).filter(team_id=team_id, assignee_id__in=staff_ids)
    return held.filter(customer_waits=True, status__in=IN_HAND)


def _is_too_long(standing: Standing, minutes: int) -> bool:
    if standing.since is None or standing.state not in AWAY_STATES:
        return False
    return working_hours().working_seconds_between(standing.since, clock.now()) >= minutes * 60
