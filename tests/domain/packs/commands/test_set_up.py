"""A centre out of an empty database: whole, or nothing at all."""

import pytest
from tests import given
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.accounts.models import Centre, Staff, Team
from fuwutai.domain.accounts.queries import actor_for
from fuwutai.domain.calendars.models import Calendar
from fuwutai.domain.cases.commands import open_case
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.packs.commands import set_up_centre_with_first_person
from fuwutai.domain.sla.models import Clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, Refused

pytestmark = pytest.mark.django_db

PLATFORM = Actor.system("set_up")
ANSWERS = {
    "name": "惠民通信客服中心",
    "language": "zh-hans",
    "time_zone": "Asia/Shanghai",
    "calendar": "weekdays",
    "team_name": "综合服务组",
    "display_name": "何静",
    "username": "hejing",
    "password": given.PASSWORD,
    "hotline": "10010",
}


def set_up(**other: str) -> int:
    return set_up_centre_with_first_person(actor=PLATFORM, **{**ANSWERS, **other})


def test_the_first_person_can_work_at_once_and_a_stranger_can_turn_to_the_centre():
    person = actor_for(set_up())
    case = open_case(actor=Actor.customer(), **given.MATTER)
    assert visible_cases(person).get() == case
    assert (case.team.name, person.team_ids) == ("综合服务组", {case.team_id})
    assert person.may("centre.edit")
    assert {clock.calendar_code for clock in Clock.objects.all()} == {"weekdays"}
    assert Staff.objects.get().check_password(given.PASSWORD)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("language", "fr"),
        ("time_zone", "Nowhere"),
        ("calendar", "office"),
        ("team_name", " "),
        ("display_name", ""),
        ("username", "何静"),
        ("password", "1234"),
        ("hotline", "1" * 31),
    ],
)
def test_one_wrong_answer_is_named_and_nothing_is_made(field, value):
    with nothing_changes(), pytest.raises(Invalid) as refused:
        set_up(**{field: value})
    assert set(refused.value.fields) == {field}
    assert not Calendar.objects.exists()


def test_every_wrong_answer_is_named_at_once():
    wrong = {**dict.fromkeys(ANSWERS, ""), "calendar": "office", "hotline": "1" * 31}
    with nothing_changes(), pytest.raises(Invalid) as refused:
        set_up(**wrong)
    assert set(refused.value.fields) == set(ANSWERS)


def test_a_centre_is_set_up_once():
    set_up()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        set_up(username="other", name="另一家")
    assert refused.value.code == "already_set_up"


@pytest.mark.parametrize("who", [Actor.customer(), Actor(kind="staff", id=1), Actor(kind="token", id=1)])
def test_only_the_platform_sets_up(who):
    with nothing_changes(), pytest.raises(Refused):
        set_up_centre_with_first_person(actor=who, **ANSWERS)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_set_up_at_once_one_succeeds():
    results = at_once(lambda: set_up(), lambda: set_up(username="other"))
    assert [isinstance(result, int) for result in results].count(True) == 1
    assert (Centre.objects.count(), Staff.objects.count(), Team.objects.count()) == (1, 1, 1)
