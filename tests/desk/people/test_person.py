"""A person: what is shown, and each way to change it, with what it refuses."""

import pytest
from django.urls import resolve
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.accounts.given_people import SYSTEM, organisation, somebody, unit
from tests.rows import nothing_changes

from fuwutai.desk.people import adding, changing, deactivating, password
from fuwutai.domain.accounts.commands import change_preferences, change_staff, create_token, deactivate_staff, save_role
from fuwutai.domain.accounts.models import ApiToken, Staff, StaffSession
from fuwutai.domain.accounts.rules import PERMISSIONS
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

NEW = "/desk/people/new"
NEW_PASSWORD = "Quiet-river-88"


def address(person: Staff, then: str = "") -> str:
    return f"/desk/people/{person.pk}{then}"


def answers(**instead: object) -> dict[str, object]:
    said = {"display_name": "孙丽", "username": "sunli", "role": "agent", "password": NEW_PASSWORD}
    return said | {"team_ids": [given.team().pk]} | instead


def errors(answer) -> list[str]:
    assert answer.status_code == 422 and "/desk/people" in answer.content.decode()
    return sorted(answer.context["form"].errors)


@pytest.fixture
def east_desk(signed_in):
    """Return the browser of somebody who edits the people of the branch East, with the rights of a supervisor."""
    organisation()
    allowed = PERMISSIONS["supervisor"] | {"staff.edit"}
    save_role(actor=SYSTEM, code="branch_lead", name="分公司主管", permissions=allowed, reach="unit")
    return signed_in(somebody("branch_lead", of="east").username)


def test_a_person_is_shown_with_rights_browsers_and_programs(signed_in, supervisor_desk):
    signed_in(given.LIN)
    lin = given.staff(given.LIN)
    create_token(actor=given.administrator(), staff_id=lin.pk, scopes=("cases:read",))
    page = supervisor_desk.get(address(lin))
    text = page.content.decode()
    assert (page.context["doors"].sessions, page.context["doors"].tokens) == (1, 1)
    assert "宽带报障" in page.context["sees"][0] and "坐席" in text and "linxiaoyu" in text
    assert not page.context["may_change"] and "/change" not in text and "/deactivate" not in text


@pytest.mark.parametrize(
    ("role", "of", "teams", "says"),
    [
        ("agent", "", (), "Works in no team"),
        ("agent", "", ("mobile",), "移动业务"),
        ("supervisor", "east", (), "华东分公司"),
        ("supervisor", "", (), "Belongs to no unit"),
        ("auditor", "east", (), "whole centre"),
    ],
)
def test_one_sentence_says_what_a_person_sees(signed_in, role, of, teams, says):
    person = somebody(role, *teams, of=of)
    change_preferences(actor=given.administrator(), language="en")
    assert says in signed_in(given.HE).get(address(person)).context["sees"][0]


def test_a_role_that_is_gone_is_shown_as_such(admin_desk):
    lin = given.staff(given.LIN)
    Staff.objects.filter(pk=lin.pk).update(role="vanished")
    page = admin_desk.get(address(lin))
    assert page.status_code == 200 and "vanished" in page.context["role"]


def test_nobody_without_the_permission_looks_or_changes(desk, supervisor_desk):
    zhao = given.staff(given.ZHAO)
    assert desk.get(address(zhao)).status_code == 403
    for browser in (desk, supervisor_desk):
        with nothing_changes():
            for then in ("/change", "/password", "/deactivate", "/reactivate"):
                assert browser.get(address(zhao, then)).status_code == 403
                assert browser.post(address(zhao, then), answers()).status_code == 403
            assert browser.get(NEW).status_code == browser.post(NEW, answers()).status_code == 403


def test_a_person_is_added_and_signs_in_with_the_first_password(admin_desk, client):
    answer = admin_desk.post(NEW, answers())
    sun = Staff.objects.get(username="sunli")
    assert (answer.status_code, answer["Location"]) == (303, address(sun))
    assert list(sun.teams.values_list("code", flat=True)) == ["broadband"]
    sent = client.post("/desk/sign-in", {"username": "sunli", "password": NEW_PASSWORD})
    assert sent.status_code == 303


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"display_name": " "}, "display_name"),
        ({"username": given.LIN}, "username"),
        ({"username": "孙丽"}, "username"),
        ({"role": "king"}, "role"),
        ({"password": "short"}, "password"),
        ({"team_ids": ["0"]}, "team_ids"),
    ],
)
def test_a_person_who_cannot_be_added_is_refused_at_the_field(admin_desk, wrong, field):
    admin_desk.get(NEW)
    with nothing_changes():
        answer = admin_desk.post(NEW, answers(**wrong))
    assert errors(answer) == [field]
    assert NEW_PASSWORD not in answer.content.decode() and 'value="short"' not in answer.content.decode()


def test_a_change_holds_at_once(admin_desk):
    organisation()
    lin = given.staff(given.LIN)
    said = {
        "display_name": "林晓雨",
        "role": "supervisor",
        "unit_id": unit("east").pk,
        "team_ids": [given.team("mobile").pk],
    }
    answer = admin_desk.post(address(lin, "/change"), said)
    assert (answer.status_code, answer["Location"]) == (303, address(lin))
    lin.refresh_from_db()
    assert (lin.display_name, lin.role, lin.unit.code) == ("林晓雨", "supervisor", "east")
    form = admin_desk.get(address(lin, "/change")).context["form"]
    assert {name: form[name].value() for name in said} == said


def test_without_units_none_is_asked_for_and_without_boxes_no_team_is_left(admin_desk):
    lin = given.staff(given.LIN)
    assert "unit_id" not in admin_desk.get(address(lin, "/change")).context["form"].fields
    assert admin_desk.post(address(lin, "/change"), {"display_name": "林", "role": "agent"}).status_code == 303
    assert not lin.teams.exists()


def test_of_ones_own_place_nothing_is_open_and_what_is_sent_all_the_same_changes_nothing(admin_desk):
    organisation()
    he = given.staff(given.HE)
    page = admin_desk.get(address(he, "/change"))
    form = page.context["form"]
    assert all(form.fields[name].disabled for name in ("role", "unit_id", "team_ids"))
    assert page.context["is_oneself"] and page.content.decode().count("disabled") >= 3
    sent = {"display_name": "何静", "role": "agent", "unit_id": unit("east").pk, "team_ids": [given.team().pk]}
    with nothing_changes():
        assert admin_desk.post(address(he, "/change"), sent).status_code == 303
    assert admin_desk.post(address(he, "/change"), sent | {"display_name": "何小静"}).status_code == 303
    he.refresh_from_db()
    assert (he.display_name, he.role, he.unit_id, he.teams.count()) == ("何小静", "administrator", None, 0)


def test_deactivating_shuts_out_and_can_be_undone(admin_desk, desk):
    lin = given.staff(given.LIN)
    create_token(actor=given.administrator(), staff_id=lin.pk, scopes=("cases:read",))
    assert admin_desk.get(address(lin, "/deactivate")).status_code == 200
    assert admin_desk.post(address(lin, "/deactivate"))["Location"] == address(lin)
    assert desk.get("/desk/").status_code == 302
    assert not StaffSession.objects.filter(staff=lin, ended_at=None).exists()
    assert not ApiToken.objects.filter(staff=lin, revoked_at=None).exists()
    assert address(lin, "/reactivate") in admin_desk.get(address(lin)).content.decode()
    assert admin_desk.post(address(lin, "/reactivate")).status_code == 303
    lin.refresh_from_db()
    assert lin.is_active


def test_the_cases_of_who_leaves_are_handed_over_by_choice(admin_desk):
    lin, chen, he = given.staff(given.LIN), given.staff(given.CHEN), given.staff(given.HE)
    case = given.an_open_case()
    offered = dict(admin_desk.get(address(lin, "/deactivate")).context["form"].fields["successor_id"].choices)
    assert chen.pk in offered and he.pk not in offered and lin.pk not in offered
    assert errors(admin_desk.post(address(lin, "/deactivate"), {"successor_id": he.pk})) == ["successor_id"]
    assert admin_desk.post(address(lin, "/deactivate"), {"successor_id": chen.pk}).status_code == 303
    drain()
    case.refresh_from_db()
    assert case.assignee_id == chen.pk


def test_oneself_and_who_is_out_already_are_refused_in_the_form(admin_desk):
    he, lin, zhao = given.staff(given.HE), given.staff(given.LIN), given.staff(given.ZHAO)
    deactivate_staff(actor=SYSTEM, staff_id=zhao.pk)
    assert "/deactivate" not in admin_desk.get(address(he)).content.decode()
    with nothing_changes():
        for person, then in ((he, "/deactivate"), (zhao, "/deactivate"), (lin, "/reactivate")):
            assert errors(admin_desk.post(address(person, then))) == ["__all__"]


def test_a_new_password_signs_out_and_is_never_shown(admin_desk, desk, client):
    lin = given.staff(given.LIN)
    answer = admin_desk.post(address(lin, "/password"), {"password": NEW_PASSWORD}, follow=True)
    assert answer.redirect_chain == [(address(lin), 303)] and NEW_PASSWORD not in answer.content.decode()
    assert desk.get("/desk/").status_code == 302
    assert client.post("/desk/sign-in", {"username": given.LIN, "password": NEW_PASSWORD}).status_code == 303


def test_with_a_new_password_of_ones_own_one_signs_in_anew(admin_desk):
    he = given.staff(given.HE)
    answer = admin_desk.post(address(he, "/password"), {"password": NEW_PASSWORD}, follow=True)
    assert answer.request["PATH_INFO"] == "/desk/sign-in" and NEW_PASSWORD not in answer.content.decode()


@pytest.mark.parametrize("typed", ["", "kurz-88", "password123", "linxiaoyu2026"])
def test_a_weak_password_is_refused_and_not_repeated(admin_desk, typed):
    lin = given.staff(given.LIN)
    page = admin_desk.get(address(lin, "/password"))
    assert "10" in str(page.context["form"]["password"].help_text)
    with nothing_changes():
        answer = admin_desk.post(address(lin, "/password"), {"password": typed})
    assert errors(answer) == ["password"] and (not typed or typed not in answer.content.decode())


def test_who_edits_her_unit_changes_its_people_only(east_desk):
    inside, outside = somebody("agent", of="east-1"), somebody("agent", of="west")
    assert east_desk.get(address(inside)).context["may_change"]
    page = east_desk.get(address(outside))
    assert page.status_code == 200 and not page.context["may_change"]
    form = east_desk.get(address(inside, "/change")).context["form"]
    assert [key for key, _label in form.fields["unit_id"].choices] == [unit("east").pk, unit("east-1").pk]
    with nothing_changes():
        for then in ("/change", "/password", "/deactivate", "/reactivate"):
            assert east_desk.get(address(outside, then)).status_code == 404
            assert east_desk.post(address(outside, then), answers()).status_code == 404


def test_only_what_one_may_give_is_offered_and_taken(east_desk):
    form = east_desk.get(NEW).context["form"]
    roles = {code for code, _label in form.fields["role"].choices}
    assert "agent" in roles and not roles & {"administrator", "auditor", "service_manager"}
    assert form["unit_id"].value() == unit("east").pk
    with nothing_changes():
        assert errors(east_desk.post(NEW, answers(unit_id=unit("west").pk))) == ["unit_id"]
        assert errors(east_desk.post(NEW, answers(unit_id=""))) == ["unit_id"]
        assert errors(east_desk.post(NEW, answers(unit_id=unit("east").pk, role="administrator"))) == ["role"]
    assert east_desk.post(NEW, answers(unit_id=unit("east-1").pk)).status_code == 303


def test_who_may_do_more_than_oneself_is_shown_with_the_reason_and_not_changed(east_desk):
    boss = somebody("service_manager", of="east")
    page = east_desk.get(address(boss))
    assert not page.context["may_change"] and str(page.context["why_not"]) in page.content.decode()
    with nothing_changes():
        for then in ("/change", "/password", "/deactivate"):
            assert east_desk.get(address(boss, then)).status_code == 403
            assert east_desk.post(address(boss, then), answers()).status_code == 403


def test_a_colleague_of_another_unit_too_is_changed_but_nobody_enters_as_her(east_desk):
    shared = somebody("agent", "complaints", of="east")
    page = east_desk.get(address(shared))
    text = page.content.decode()
    assert page.context["may_change"] and str(page.context["why_not"]) in text
    ways = ("/password", "/link", "/mail", "/second-factor")
    assert not any(address(shared, then) in text for then in ways)
    assert str(shared.pk) not in dict(east_desk.get("/desk/tokens/new").context["form"].fields["staff_id"].choices)
    with nothing_changes():
        for then in ways:
            assert east_desk.get(address(shared, then)).status_code == 403
            assert east_desk.post(address(shared, then), {"password": NEW_PASSWORD}).status_code == 403
        sent = {"staff_id": shared.pk, "scopes": ["cases:read"], "expires_days": ""}
        assert east_desk.post("/desk/tokens/new", sent).status_code == 422
    for then in ("/change", "/deactivate", "/sign-ins", "/skills"):
        assert east_desk.get(address(shared, then)).status_code == 200


def test_the_pages_keep_their_budgets(admin_desk, django_assert_max_num_queries):
    organisation()
    person = somebody("supervisor", "mobile", "broadband", "complaints", of="east")
    for page in (NEW, address(person), address(person, "/change"), address(person, "/password")):
        keeps_its_budget(admin_desk, page, django_assert_max_num_queries)
    for page in (address(person, "/deactivate"), address(person, "/reactivate")):
        keeps_its_budget(admin_desk, page, django_assert_max_num_queries)


@pytest.mark.parametrize(
    ("then", "view"),
    [
        ("/change", changing.person_change),
        ("/password", password.person_password),
        ("/deactivate", deactivating.person_deactivate),
        ("/reactivate", deactivating.person_reactivate),
    ],
)
def test_the_actions_keep_their_budgets(admin_desk, then, view, django_assert_max_num_queries):
    organisation()
    lin = given.staff(given.LIN)
    if then == "/reactivate":
        deactivate_staff(actor=SYSTEM, staff_id=lin.pk)
    admin_desk.get(address(lin))
    said = answers(role="supervisor", unit_id=unit("west").pk, team_ids=[given.team("mobile").pk])
    with django_assert_max_num_queries(view.statements):
        assert admin_desk.post(address(lin, then), said).status_code == 303


def test_adding_keeps_its_budget(admin_desk, django_assert_max_num_queries):
    admin_desk.get(NEW)
    assert resolve(NEW).func.statements <= 12
    with django_assert_max_num_queries(adding.person_add.statements):
        assert admin_desk.post(NEW, answers()).status_code == 303


def test_a_person_moved_out_of_ones_unit_is_not_hers_to_change_any_more(east_desk):
    person = somebody("agent", of="east")
    change_staff(
        actor=SYSTEM, staff_id=person.pk, display_name="王", role="agent", unit_id=unit("west").pk, team_ids=()
    )
    with nothing_changes():
        assert east_desk.post(address(person, "/deactivate")).status_code == 404
