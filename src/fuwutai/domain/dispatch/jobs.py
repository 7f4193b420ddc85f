"""The work that sharing out promises, and the sweep that finds what no promise told of."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from fuwutai.domain.accounts.queries import colleagues
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.dispatch.absence import away_too_long, left_behind
from fuwutai.domain.dispatch.commands import count_work, give_waiting, hand_over
from fuwutai.domain.dispatch.commands.counting import What
from fuwutai.domain.dispatch.people import DISPATCH
from fuwutai.domain.dispatch.settings import automatic_teams, sharings
from fuwutai.domain.dispatch.waiting import teams_that_wait
from fuwutai.kernel.jobs import enqueue_many, job, repeat


@job("dispatch.notice")
def notice(payload: dict[str, Any]) -> None:
    """Count what was given, taken and finished, and promise one giving for each team that it may concern."""
    people, teams = set(payload["people"]), set(payload["teams"])
    done: list[tuple[int, What]] = [(staff_id, what) for staff_id, what in payload["done"]]
    asked = {*payload["cases"], *payload["finished"]}
    finished = set(payload["finished"])
    cases: QuerySet[Any] = visible_cases(DISPATCH).filter(pk__in=asked)
    for pk, team_id, assignee_id in cases.values_list("pk", "team_id", "assignee_id") if asked else ():
        if assignee_id is None:
            teams.add(team_id)
            continue
        people.add(assignee_id)
        if pk in finished:
            done.append((assignee_id, "finished"))
    if done:
        at = datetime.fromisoformat(payload["at"])
        given_at = {staff_id: at for staff_id, what in done if what != "finished"}
        count_work(actor=DISPATCH, day=date.fromisoformat(payload["day"]), done=done, given_at=given_at)
    if people:
        teams |= {team_id for one in colleagues(people) for team_id in one.team_ids}
    promise(teams & automatic_teams())


@job("dispatch.give_waiting")
def give(payload: dict[str, Any]) -> None:
    """Give what waits in a team."""
    give_waiting(actor=DISPATCH, team_id=payload["team_id"])


@job("dispatch.hand_over")
def give_back(payload: dict[str, Any]) -> None:
    """Put what somebody who is away leaves behind back into the queue."""
    hand_over(actor=DISPATCH, team_id=payload["team_id"], staff_id=payload["staff_id"])


@job("dispatch.sweep")
def sweep(_payload: dict[str, Any]) -> None:
    """Promise what no event promised: a case that was woken by time alone, and what the absent leave behind.

    Cost: none where no team says how it shares out its work; else 1 statement, 2 more for each team that hands over.
    """
    known = sharings()
    if not known:
        return
    promise(teams_that_wait(automatic_teams()))
    for team_id, sharing in sorted(known.items()):
        if sharing.away_minutes is None or not (away := away_too_long(team_id)):
            continue
        holders = left_behind(team_id, away).order_by("assignee_id").values_list("assignee_id", flat=True).distinct()
        enqueue_many(
            "dispatch.hand_over",
            [({"team_id": team_id, "staff_id": one}, f"dispatch.hand_over:{team_id}:{one}") for one in holders],
        )


def promise(team_ids: Collection[int]) -> None:
    """Promise one giving for each team. Cost: 1 statement, none for no team."""
    if team_ids:
        work = [({"team_id": one}, f"dispatch.give:{one}") for one in sorted(team_ids)]
        enqueue_many("dispatch.give_waiting", work)


repeat("dispatch.sweep", every=timedelta(minutes=1))
