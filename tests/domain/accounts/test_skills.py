"""What people can do: named by who edits the organisation, rated from 1 to 5, and counted until it ends."""

from datetime import timedelta

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import deactivate_staff, rate_skill, save_skill
from fuwutai.domain.accounts.models import Skill
from fuwutai.domain.accounts.skills import holders, skill_rows, skilled, skills_of, today
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db


def a_skill(code: str = "sichuan", name: str = "四川话") -> Skill:
    return save_skill(actor=given.administrator(), code=code, name=name)


def rate(username: str, skill: Skill, level: int = 3, **more) -> None:
    rate_skill(actor=given.administrator(), staff_id=given.staff(username).pk, skill_id=skill.pk, level=level, **more)


def test_a_skill_is_added_renamed_and_retired():
    skill = a_skill()
    assert a_skill(name="四川方言").pk == skill.pk
    retired = save_skill(actor=given.administrator(), code="sichuan", name="四川方言", is_retired=True)
    assert (retired.name, retired.retired_at is not None) == ("四川方言", True)
    assert save_skill(actor=given.administrator(), code="sichuan", name="四川方言").retired_at is None


@pytest.mark.parametrize(
    ("code", "name", "field"), [("四川", "x", "code"), ("a", " ", "name"), ("a", "x" * 61, "name")]
)
def test_a_skill_that_cannot_be_is_refused_at_the_field(code, name, field):
    admin = given.administrator()
    with nothing_changes(), pytest.raises(Invalid) as wrong:
        save_skill(actor=admin, code=code, name=name)
    assert set(wrong.value.fields) == {field}


@pytest.mark.parametrize("who", [given.agent, given.supervisor])
def test_who_does_not_edit_people_neither_names_nor_rates(who):
    skill, actor, lin = a_skill(), who(), given.staff().pk
    with nothing_changes(), pytest.raises(Refused):
        save_skill(actor=actor, code="other", name="x")
    with nothing_changes(), pytest.raises(Refused):
        rate_skill(actor=actor, staff_id=lin, skill_id=skill.pk, level=3)


def test_each_competence_is_rated_on_the_person_and_seen_in_her_profile():
    for code, name in (("listening", "倾听"), ("speaking", "表达"), ("finding", "识别问题")):
        rate(given.LIN, a_skill(code, name), 4)
    held = skills_of(given.supervisor(), given.staff().pk)
    assert {(one.name, one.level) for one in held} == {("倾听", 4), ("表达", 4), ("识别问题", 4)}
    assert skills_of(given.agent(), given.staff().pk) == []


def test_a_rating_is_changed_and_taken_away():
    skill = a_skill()
    rate(given.LIN, skill, 2)
    rate(given.LIN, skill, 5)
    assert [one.level for one in skills_of(given.administrator(), given.staff().pk)] == [5]
    with nothing_changes():
        rate(given.LIN, skill, 5)
    rate(given.LIN, skill, 0)
    assert skills_of(given.administrator(), given.staff().pk) == []


def test_what_has_ended_no_longer_counts_and_what_ends_soon_is_told():
    skill = a_skill()
    rate(given.LIN, skill, 3, expires_on=today())
    rate(given.ZHAO, skill, 5, expires_on=today() - timedelta(days=1))
    rate(given.CHEN, skill, 4)
    assert skilled(["sichuan"]) == {given.staff(given.LIN).pk, given.staff(given.CHEN).pk}
    assert skilled(["sichuan"], least_level=4) == {given.staff(given.CHEN).pk}
    (row,) = skill_rows(given.supervisor())
    assert (row.people, row.ending) == (2, 2)
    told = [(one.person, one.counts, one.ends_soon) for one in holders(given.supervisor(), skill.pk)]
    assert told == [("陈国强", True, False), ("林小雨", True, True), ("赵敏", False, False)]


def test_who_needs_several_skills_has_all_of_them_and_works_here():
    one, other = a_skill(), a_skill("fibre", "光纤")
    rate(given.LIN, one)
    rate(given.LIN, other)
    rate(given.ZHAO, one)
    assert skilled(["sichuan", "fibre"]) == {given.staff(given.LIN).pk}
    deactivate_staff(actor=given.administrator(), staff_id=given.staff(given.LIN).pk)
    assert skilled(["sichuan", "fibre"]) == set()
    assert [held.person for held in holders(given.supervisor(), one.pk)] == ["赵敏"]


@pytest.mark.parametrize(
    ("level", "retired", "error"), [(6, False, Invalid), (-1, False, Invalid), (3, True, Conflict)]
)
def test_a_rating_that_cannot_be_changes_nothing(level, retired, error):
    skill = a_skill()
    if retired:
        save_skill(actor=given.administrator(), code="sichuan", name="四川话", is_retired=True)
    with nothing_changes(), pytest.raises(error):
        rate(given.LIN, skill, level)


def test_a_skill_that_is_not_there_is_not_found():
    given.centre()
    for ask in (
        lambda: rate_skill(actor=given.administrator(), staff_id=given.staff().pk, skill_id=9_999, level=3),
        lambda: holders(given.supervisor(), 9_999),
        lambda: holders(given.agent(), a_skill().pk),
    ):
        with pytest.raises(NotFound):
            ask()
