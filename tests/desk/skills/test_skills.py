"""The list of skills, one skill, and the skills and capacity of a person."""

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import rate_skill, save_skill
from fuwutai.domain.accounts.models import Capacity, Skill, StaffSkill

pytestmark = pytest.mark.django_db

LIST, NEW = "/desk/skills", "/desk/skills/new"


def a_skill() -> Skill:
    return save_skill(actor=given.administrator(), code="sichuan", name="四川话")


def rated(level: int = 3) -> Skill:
    skill = a_skill()
    rate_skill(actor=given.administrator(), staff_id=given.staff().pk, skill_id=skill.pk, level=level)
    return skill


def of_lin(what: str = "skills") -> str:
    return f"/desk/people/{given.staff().pk}/{what}"


def test_a_centre_without_skills_is_told_what_to_do(admin_desk):
    page = admin_desk.get(LIST)
    assert page.context["rows"] == [] and NEW in page.content.decode()


def test_a_skill_is_added(admin_desk):
    answer = admin_desk.post(NEW, {"name": "四川话", "code": "sichuan"})
    assert (answer.status_code, answer["Location"]) == (303, f"{LIST}/{Skill.objects.get(code='sichuan').pk}")


@pytest.mark.parametrize(
    ("said", "field"),
    [({"name": ""}, "name"), ({"code": "四川"}, "code"), ({"code": "taken"}, "code")],
)
def test_a_skill_that_cannot_be_added_is_refused_at_the_field(admin_desk, said, field):
    save_skill(actor=given.administrator(), code="taken", name="已有")
    admin_desk.get(NEW)
    with nothing_changes():
        answer = admin_desk.post(NEW, {"name": "四川话", "code": "sichuan"} | said)
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {field}


def test_a_supervisor_sees_skills_and_who_has_them_but_changes_none(supervisor_desk):
    skill = rated()
    page = supervisor_desk.get(LIST)
    assert [row.people for row in page.context["rows"]] == [1] and NEW not in page.content.decode()
    page = supervisor_desk.get(f"{LIST}/{skill.pk}")
    assert [row["held"].person for row in page.context["rows"]] == ["林小雨"] and page.context["form"] is None
    assert supervisor_desk.get(NEW).status_code == 403
    assert supervisor_desk.post(f"{LIST}/{skill.pk}", {"name": "x"}).status_code == 403
    assert Skill.objects.get().name == "四川话"


def test_a_skill_is_renamed_and_retired(admin_desk):
    skill = a_skill()
    assert admin_desk.post(f"{LIST}/{skill.pk}", {"name": "四川方言", "is_retired": "on"}).status_code == 303
    skill.refresh_from_db()
    assert (skill.name, skill.retired_at is not None) == ("四川方言", True)
    assert admin_desk.post(f"{LIST}/{skill.pk}", {"name": " "}).status_code == 422


def test_a_person_is_rated_and_the_page_shows_it(admin_desk):
    skill = a_skill()
    said = {"skill_id": skill.pk, "level": "4", "expires_on": "2027-01-31"}
    assert admin_desk.post(of_lin(), said).status_code == 303
    (row,) = admin_desk.get(of_lin()).context["rows"]
    assert (row["held"].name, row["held"].level, str(row["held"].expires_on)) == ("四川话", 4, "2027-01-31")
    admin_desk.post(of_lin(), {"skill_id": skill.pk, "level": "0"})
    assert not StaffSkill.objects.exists()


@pytest.mark.parametrize("said", [{"level": ""}, {"skill_id": "9999"}, {"expires_on": "yesterday"}])
def test_a_rating_that_is_wrong_is_refused_at_the_field(admin_desk, said):
    skill = a_skill()
    admin_desk.get(of_lin())
    with nothing_changes():
        answer = admin_desk.post(of_lin(), {"skill_id": str(skill.pk), "level": "3"} | said)
    assert answer.status_code == 422 and set(answer.context["rating_form"].errors) == set(said)


def test_a_capacity_is_set_and_shown(admin_desk):
    assert admin_desk.post(of_lin("capacity"), {"any": "20", "chat": "3"}).status_code == 303
    form = admin_desk.get(of_lin("capacity")).context["capacity_form"]
    assert (form.initial["any"], form.initial["chat"]) == (20, 3)
    admin_desk.post(of_lin("capacity"), {"any": "20", "chat": ""})
    assert list(Capacity.objects.values_list("channel", "most")) == [("any", 20)]


def test_a_capacity_that_is_wrong_is_refused_at_the_field(admin_desk):
    given.centre()
    admin_desk.get(of_lin("capacity"))
    with nothing_changes():
        answer = admin_desk.post(of_lin("capacity"), {"any": "0"})
    assert answer.status_code == 422 and set(answer.context["capacity_form"].errors) == {"any"}


def test_who_does_not_edit_people_opens_neither(supervisor_desk):
    assert supervisor_desk.get(of_lin()).status_code == 403
    assert supervisor_desk.post(of_lin("capacity"), {"any": "1"}).status_code == 403
    assert not Capacity.objects.exists()


def test_the_pages_keep_their_budgets(admin_desk, django_assert_max_num_queries):
    skill = rated()
    for address in (LIST, NEW, f"{LIST}/{skill.pk}", of_lin(), of_lin("capacity")):
        keeps_its_budget(admin_desk, address, django_assert_max_num_queries)
