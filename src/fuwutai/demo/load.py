"""Open the demo centre: people and the cases of the last day at once, the ninety days before by the worker."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from fuwutai.demo.beside import with_beside
from fuwutai.demo.cast import DEMO, Cast
from fuwutai.demo.content.beside import beside
from fuwutai.demo.content.shapes import Scenario
from fuwutai.demo.furnish import furnish_desk
from fuwutai.demo.play import play
from fuwutai.demo.scenario import DAYS, PlannedCase, load, timeline
from fuwutai.domain.accounts.commands import create_staff, create_team, set_up_centre
from fuwutai.domain.calendars.commands import create_calendar
from fuwutai.domain.cases.choices import CATEGORY_TERM
from fuwutai.domain.cases.commands import ShippedTerm, adopt_terms
from fuwutai.domain.packs.commands import adopt_pack_phrases, load_pack, prepare_calendars
from fuwutai.domain.packs.commands.set_up import IN_USE, ON_THE_SHELF
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.jobs import enqueue, enqueue_many

PASSWORD = "fuwutai-demo"
SEED = 831
CASES = 600
AT_ONCE = timedelta(hours=24)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def begin(*, language: str, as_of: date | None = None) -> list[dict[str, str]]:
    """Set the demo centre up and return one account per role; the worker plays the older cases afterwards."""
    played = scenario(language)
    moment = _moment(played, as_of)
    open_centre(actor=DEMO, scenario=played, since=moment - timedelta(days=DAYS + 30))
    furnish_desk(played, beside(language))
    planned = plan(language, moment)
    recent = [case for case in planned if case.opened_at > moment - AT_ONCE]
    cast = Cast.of(played)
    for case in recent:
        play(case, cast)
    fill_in(actor=DEMO, language=language, as_of=moment, count=len(planned) - len(recent))
    return _accounts(played)


@command
def open_centre(*, actor: Actor, scenario: Scenario, since: datetime) -> None:
    """Set up the demo centre with its teams, people and figures, in force since a moment before its first case."""
    centre = scenario.centre
    prepare_calendars(actor=actor, language=centre.language, time_zone=centre.time_zone)
    name = "服务热线时间" if centre.language == "zh-hans" else "Service hours"
    create_calendar(
        actor=actor, code="centre", name=name, time_zone=centre.time_zone, hours=_minutes(centre.hours)
    )
    set_up_centre(
        actor=actor,
        name=centre.name,
        language=centre.language,
        time_zone=centre.time_zone,
        calendar_code="centre",
        hotline=centre.hotline,
        is_demo=True,
    )
    for pack in (*IN_USE, *ON_THE_SHELF):
        load_pack(actor=actor, code=pack, valid_from=since, in_use=pack in IN_USE)
    for pack in IN_USE:
        adopt_pack_phrases(actor=actor, code=pack)
    adopt_terms(actor=actor, terms=[ShippedTerm(vocabulary=CATEGORY_TERM, code=code) for code in scenario.categories])
    teams = {team.code: create_team(actor=actor, code=team.code, name=team.name).pk for team in scenario.teams}
    adopt_rule(
        actor=actor,
        kind="cases.team_for",
        scope={"type": "complaint"},
        value={"team": "complaints"},
        valid_from=since,
    )
    for person in scenario.staff:
        create_staff(
            actor=actor,
            username=person.username,
            display_name=person.name,
            role=person.role,
            password=PASSWORD,
            team_ids=tuple(teams[code] for code in person.teams),
        )


@command
def fill_in(*, actor: Actor, language: str, as_of: datetime, count: int) -> None:
    """Promise one job for each older case, oldest first; each is played whole or not at all. Raises: Refused.

    Last of all comes what is known of the customers, who are there by then.
    """
    if not actor.is_system:
        raise Refused
    plan_of = {"language": language, "as_of": as_of.isoformat()}
    cases = [({**plan_of, "position": position}, f"demo.play_case:{position}") for position in range(count)]
    enqueue_many("demo.play_case", cases)
    enqueue("demo.know_customers", {"language": language})


@lru_cache(maxsize=2)
def scenario(language: str) -> Scenario:
    """Return the demo's people and scripts in a language."""
    return load(language)


@lru_cache(maxsize=2)
def plan(language: str, as_of: datetime) -> tuple[PlannedCase, ...]:
    """Return the planned cases, oldest first; the same for the same moment."""
    told, words = scenario(language), beside(language)
    return tuple(with_beside(case, told, words, as_of) for case in timeline(told, as_of, SEED, CASES))


def _moment(scenario: Scenario, as_of: date | None) -> datetime:
    if as_of is None:
        return clock.now().replace(microsecond=0)
    return datetime.combine(as_of, time(15, 30), ZoneInfo(scenario.centre.time_zone)).astimezone(UTC)


def _minutes(hours: dict[str, Any]) -> dict[int, list[tuple[int, int]]]:
    def minute(text: str) -> int:
        return int(text[:2]) * 60 + int(text[3:])

    return {
        weekday: [(minute(opens), minute(closes)) for opens, closes in hours.get(name, ())]
        for weekday, name in enumerate(WEEKDAYS)
    }


def _accounts(scenario: Scenario) -> list[dict[str, str]]:
    """Return the first person of each role."""
    first: dict[str, str] = {}
    for person in scenario.staff:
        first.setdefault(person.role, person.username)
    return [{"role": role, "user": user, "password": PASSWORD} for role, user in first.items()]
