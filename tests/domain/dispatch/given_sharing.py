"""A team that shares out its work by itself, with people who take it."""

from typing import Any

from tests import given

from fuwutai.domain.accounts.commands import create_staff, rate_skill, save_skill, set_capacity, set_presence
from fuwutai.domain.accounts.models import Staff
from fuwutai.domain.cases.models import Case
from fuwutai.domain.dispatch.commands import set_method
from fuwutai.domain.dispatch.models import TeamMethod
from fuwutai.kernel import worker
from fuwutai.kernel.actors import Actor

SYSTEM = Actor.system("tests")


def sharing(method: str = "least_load", team_code: str = "broadband", **more: Any) -> TeamMethod:
    """Let a team share out its work in a way."""
    return set_method(actor=given.supervisor(), team_id=given.team(team_code).pk, method=method, **more)


def a_person(number: int, *, state: str = "available", teams: tuple[str, ...] = ("broadband",), most: int = 0) -> Staff:
    """Return a new agent of some teams in a state; `most`: how many cases she has at a time, 0 = as the team says."""
    ids = tuple(given.team(code).pk for code in teams)
    made = create_staff(
        actor=given.administrator(), username=f"agent{number}", display_name=f"坐席{number}", role="agent",
        password=given.PASSWORD, team_ids=ids,
    )  # fmt: skip
    if state:
        set_presence(actor=SYSTEM, staff_id=made.pk, state=state)
    if most:
        set_capacity(actor=given.administrator(), staff_id=made.pk, channel="any", most=most)
    return made


def says(staff_id: int, state: str) -> None:
    """Let somebody say whether she takes work."""
    set_presence(actor=SYSTEM, staff_id=staff_id, state=state)


def skill(code: str = "fibre", name: str = "光纤") -> int:
    """Return a skill."""
    return save_skill(actor=given.administrator(), code=code, name=name).pk


def rated(staff_id: int, skill_id: int, level: int, **more: Any) -> None:
    """Rate somebody."""
    rate_skill(actor=given.administrator(), staff_id=staff_id, skill_id=skill_id, level=level, **more)


def worked() -> None:
    """Let the worker do all that was promised."""
    worker.drain()


def holder(case: Case) -> int | None:
    """Return who has a case now."""
    return Case.objects.get(pk=case.pk).assignee_id
