import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import change_preferences, create_staff, create_team
from fuwutai.domain.accounts.models import Staff
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

NEWCOMER = {"username": "wanglei", "display_name": "王磊", "role": "agent", "password": given.PASSWORD}


def last_data(code):
    return JournalEntry.objects.filter(code=code).last().data


def test_a_new_person_signs_in_with_a_hashed_password_and_stands_in_the_teams():
    teams = (given.team("mobile").pk, given.team("complaints").pk)
    staff = create_staff(actor=given.administrator(), **NEWCOMER, team_ids=(*teams, teams[0]))
    stored = Staff.objects.get(username="wanglei")
    assert stored.check_password(given.PASSWORD)
    assert given.PASSWORD not in stored.password
    assert given.actor("wanglei").team_ids == set(teams)
    assert last_data("accounts.staff_created") == {"staff_id": staff.pk, "role": "agent", "team_ids": sorted(teams)}


def test_user_names_do_not_mind_case_and_blanks():
    given.centre()
    staff = create_staff(actor=given.administrator(), **{**NEWCOMER, "username": " WangLei "})
    assert Staff.objects.get_by_natural_key("WANGLEI") == staff


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""), ("username", "王磊"), ("username", "a"), ("username", "a" * 61), ("username", "a b"),
        ("username", given.LIN), ("display_name", " "), ("display_name", "长" * 81), ("role", "king"),
        ("password", "short"), ("password", "password123"), ("password", "wanglei-202"), ("team_ids", (987_654,)),
    ],
)  # fmt: skip
def test_each_wrong_answer_is_named_and_nobody_is_added(field, value):
    given.centre()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        create_staff(actor=given.administrator(), **{**NEWCOMER, field: value})
    assert set(refused.value.fields) == {field}


def test_all_wrong_answers_are_named_at_once():
    given.centre()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        create_staff(
            actor=given.administrator(), username="", display_name="", role="", password="", team_ids=(987_654,)
        )
    assert set(refused.value.fields) == {"username", "display_name", "role", "password", "team_ids"}


@pytest.mark.parametrize("who", [given.agent, given.supervisor, lambda: Actor.customer(1)])
def test_only_administrators_add_people_and_teams(who):
    given.centre()
    actor = who()
    with nothing_changes(), pytest.raises(Refused):
        create_staff(actor=actor, **NEWCOMER)
    with nothing_changes(), pytest.raises(Refused):
        create_team(actor=actor, code="vip", name="贵宾")


def test_a_new_team():
    given.centre()
    team = create_team(actor=given.administrator(), code="vip-1", name=" 贵宾 ")
    assert (team.code, team.name) == ("vip-1", "贵宾")
    assert last_data("accounts.team_created") == {"team_id": team.pk, "team_code": "vip-1"}


@pytest.mark.parametrize(
    ("code", "name"),
    [("", "x"), ("VIP", "x"), ("贵宾", "x"), ("v" * 41, "x"), ("vip", ""), ("vip", "长" * 81), ("mobile", "x")],
)
def test_a_team_needs_a_free_code_and_a_name(code, name):
    given.centre()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        create_team(actor=given.administrator(), code=code, name=name)
    assert "code" in refused.value.fields


def test_preferences_change_as_chosen_and_the_rest_stays():
    change_preferences(actor=given.agent(), theme="dark", language="en")
    lin = given.staff()
    assert (lin.theme, lin.language, lin.density, lin.text_size) == ("dark", "en", "comfortable", "normal")
    assert last_data("accounts.preferences_changed") == {
        "staff_id": lin.pk, "language": "en", "theme": "dark", "density": "comfortable", "text_size": "normal",
    }  # fmt: skip


@pytest.mark.parametrize("choice", [{}, {"theme": "auto"}, {"theme": "auto", "density": "comfortable"}])
def test_choosing_what_is_chosen_already_leaves_no_trace(choice):
    actor = given.agent()
    with nothing_changes():
        change_preferences(actor=actor, **choice)


@pytest.mark.parametrize("choice", [{"theme": "pink"}, {"language": "tlh"}, {"density": ""}, {"text_size": "huge"}])
def test_what_is_not_offered_is_refused(choice):
    actor = given.agent()
    with nothing_changes(), pytest.raises(Invalid):
        change_preferences(actor=actor, **choice)


@pytest.mark.parametrize("who", [Actor.system("tests"), Actor.customer(1), Actor(kind="staff", id=987_654)])
def test_who_is_no_colleague_has_no_preferences(who):
    given.centre()
    with nothing_changes(), pytest.raises(NotFound):
        change_preferences(actor=who, theme="dark")
