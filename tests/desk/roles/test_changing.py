"""Roles as they are changed: by whom, what is kept, and what is refused in the form."""

import pytest
from tests import given
from tests.budgets import counted
from tests.domain.accounts.given_people import SYSTEM, somebody
from tests.rows import nothing_changes

from fuwutai.desk.roles import changing
from fuwutai.domain.accounts.commands import change_staff, save_role
from fuwutai.domain.accounts.models import Role
from fuwutai.domain.accounts.queries import PERMISSIONS, role, role_codes
from fuwutai.domain.accounts.rules import REACH

pytestmark = pytest.mark.django_db

NEW, EDIT, REMOVE = "/desk/roles/-/new", "/desk/roles/agent/edit", "/desk/roles/agent/remove"
OWN = {"code": "night_shift", "name": "夜班坐席", "permissions": ["cases.view", "cases.reply"], "reach": "own"}
AGENT = {"name": "", "permissions": sorted(PERMISSIONS["agent"] - {"cases.merge"}), "reach": "own"}
HALF = {"code": "half", "name": "人事", "permissions": ["staff.edit", "staff.view"], "reach": "all"}


@pytest.fixture
def half_desk(signed_in):
    """Return the browser of somebody who may change roles and little else."""
    given.centre()
    save_role(actor=SYSTEM, **HALF)
    return signed_in(somebody("half").username)


def posted_and_nothing_changed(browser, address, data=()):
    """Return the answer to a form that is refused; the first request of a minute notes the use of the session."""
    browser.get("/desk/sessions")
    with nothing_changes():
        return browser.post(address, dict(data))


def refusals(answer) -> list[str]:
    return [str(error) for error in answer.context["form"].non_field_errors()]


@pytest.mark.parametrize("address", [NEW, EDIT, REMOVE])
def test_only_administrators_change_roles(desk, supervisor_desk, admin_desk, address):
    save_role(actor=SYSTEM, code="agent", **AGENT)
    answers = [browser.get(address).status_code for browser in (desk, supervisor_desk, admin_desk)]
    assert answers == [403, 403, 200]
    for browser in (desk, supervisor_desk):
        assert posted_and_nothing_changed(browser, address, OWN).status_code == 403


def test_who_edits_people_of_one_unit_does_not_change_roles(signed_in):
    given.centre()
    save_role(actor=SYSTEM, **HALF | {"reach": "unit"})
    save_role(actor=SYSTEM, code="agent", **AGENT)
    browser = signed_in(somebody("half", of="east").username)
    for address in (NEW, EDIT, REMOVE):
        assert browser.get(address).status_code == 403
        assert posted_and_nothing_changed(browser, address, OWN).status_code == 403


def test_a_changed_role_holds_at_once(admin_desk):
    answer = admin_desk.post(EDIT, AGENT | {"name": "接线员"})
    assert (answer.status_code, answer["Location"]) == (303, "/desk/roles/agent")
    assert (role("agent").name, role("agent").reach) == ("接线员", "own")
    assert role("agent").permissions == set(AGENT["permissions"])
    assert "接线员" in admin_desk.get("/desk/roles/agent").content.decode()


def test_the_form_shows_the_role_as_it_is(admin_desk):
    form = admin_desk.get(EDIT).context["form"]
    boxes = {box.code: box for _title, boxes in form.groups() for box in boxes}
    assert {code for code, box in boxes.items() if box.is_ticked} == PERMISSIONS["agent"]
    assert not any(box.is_locked for box in boxes.values())
    assert (form["name"].value(), form["reach"].value(), "code" in form.fields) == ("", REACH["agent"], False)
    sent = {name: form[name].value() for name in form.fields}
    assert admin_desk.post(EDIT, sent).status_code == 303
    assert not Role.objects.exists()


def test_a_role_of_the_centre_s_own_is_added_like_another_one(admin_desk):
    form = admin_desk.get(f"{NEW}?like=technician").context["form"]
    assert (set(form["permissions"].value()), form["reach"].value()) == (PERMISSIONS["technician"], "team")
    assert (form["name"].value(), form["code"].value()) == ("", None)
    answer = admin_desk.post(NEW, OWN)
    assert (answer.status_code, answer["Location"]) == (303, "/desk/roles/night_shift")
    assert role("night_shift").permissions == set(OWN["permissions"])


@pytest.mark.parametrize("like", ["king", "", "-"])
def test_a_new_role_like_none_starts_empty(admin_desk, like):
    form = admin_desk.get(NEW, {"like": like}).context["form"]
    assert (form["permissions"].value(), form["reach"].value()) == ([], None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": ""}, "code"), ({"code": "agent"}, "code"), ({"code": "夜班"}, "code"), ({"code": "a" * 21}, "code"),
        ({"name": " "}, "name"), ({"name": "长" * 81}, "name"), ({"reach": ""}, "reach"), ({"reach": "none"}, "reach"),
        ({"permissions": ["cases.eat"]}, "permissions"),
    ],
)  # fmt: skip
def test_each_wrong_answer_is_named_and_stays_typed(admin_desk, wrong, field):
    answer = posted_and_nothing_changed(admin_desk, NEW, OWN | wrong)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["code"].value() == (OWN | wrong)["code"]


def test_that_somebody_is_left_is_said_in_the_form(admin_desk):
    sent = AGENT | {"reach": "all"}
    answer = posted_and_nothing_changed(admin_desk, "/desk/roles/administrator/edit", sent)
    assert answer.status_code == 422 and len(refusals(answer)) == 1
    assert role("administrator").permissions == PERMISSIONS["administrator"]


def test_a_role_that_may_do_more_than_oneself_is_shown_with_the_reason_and_not_changed(half_desk):
    page = half_desk.get("/desk/roles/agent")
    text = page.content.decode()
    assert str(page.context["why_not"]) in text and EDIT not in text and "like=agent" in text
    save_role(actor=SYSTEM, code="agent", **AGENT)
    for address in (EDIT, REMOVE):
        assert half_desk.get(address).status_code == 403
        assert posted_and_nothing_changed(half_desk, address, AGENT).status_code == 403


def test_what_one_does_not_hold_is_locked(half_desk):
    boxes = [box for _title, boxes in half_desk.get("/desk/roles/half/edit").context["form"].groups() for box in boxes]
    assert {box.code for box in boxes if not box.is_locked} == set(HALF["permissions"])
    assert {box.code for box in boxes if box.is_ticked} == set(HALF["permissions"])


def test_administrators_who_were_cut_back_do_not_put_their_role_back(admin_desk):
    remove = "/desk/roles/administrator/remove"
    allowed = sorted(PERMISSIONS["administrator"] - {"audit.view"})
    sent = {"reach": "all", "permissions": allowed}
    assert admin_desk.post("/desk/roles/administrator/edit", sent).status_code == 303
    page = admin_desk.get(remove)
    assert page.status_code == 200 and str(page.context["refusal"]) in page.content.decode()
    answer = posted_and_nothing_changed(admin_desk, remove)
    assert answer.status_code == 422 and str(answer.context["refusal"]) in answer.content.decode()
    assert "audit.view" not in role("administrator").permissions


def test_a_new_role_starts_without_what_one_does_not_hold(half_desk):
    boxes = [box for _title, boxes in half_desk.get(f"{NEW}?like=supervisor").context["form"].groups() for box in boxes]
    assert {box.code for box in boxes if box.is_ticked} == {"staff.view"}


@pytest.mark.parametrize("address", [NEW, "/desk/roles/half/edit"])
def test_more_than_one_s_own_is_refused_in_the_form(half_desk, address):
    sent = OWN | {"permissions": ["cases.assign", "standards.approve"]}
    answer = posted_and_nothing_changed(half_desk, address, sent)
    assert answer.status_code == 422 and len(refusals(answer)) == 1
    boxes = [box for _title, boxes in answer.context["groups"] for box in boxes]
    assert not any(box.is_ticked for box in boxes if box.code == "standards.approve")


def test_a_shipped_role_goes_back_to_as_shipped(admin_desk):
    save_role(actor=SYSTEM, code="agent", **AGENT)
    assert admin_desk.get(REMOVE).context["changes"]["taken"]
    answer = admin_desk.post(REMOVE)
    assert (answer.status_code, answer["Location"]) == (303, "/desk/roles/agent")
    assert (role("agent").permissions, role("agent").is_changed) == (PERMISSIONS["agent"], False)


def test_a_role_that_is_as_shipped_or_unknown_is_not_taken_back(admin_desk):
    for address in (REMOVE, "/desk/roles/king/remove"):
        assert admin_desk.get(address).status_code == 404
        assert posted_and_nothing_changed(admin_desk, address).status_code == 404


def test_a_role_that_somebody_has_is_kept_until_nobody_has_it(admin_desk):
    given.centre()
    save_role(actor=SYSTEM, **OWN)
    person = somebody("night_shift")
    answer = posted_and_nothing_changed(admin_desk, "/desk/roles/night_shift/remove")
    assert answer.status_code == 422 and str(answer.context["refusal"]) in answer.content.decode()
    assert "night_shift" in role_codes()
    change_staff(actor=SYSTEM, staff_id=person.pk, display_name="夜班", role="agent", unit_id=None, team_ids=())
    answer = admin_desk.post("/desk/roles/night_shift/remove")
    assert (answer.status_code, answer["Location"]) == (303, "/desk/roles")
    assert "night_shift" not in role_codes()


def test_who_loses_the_sight_of_roles_lands_where_she_may_be(half_desk):
    answer = half_desk.post("/desk/roles/half/edit", HALF | {"permissions": ["staff.edit"]})
    assert answer.status_code == 303
    assert half_desk.get(answer["Location"]).status_code == 200


def test_actions_keep_their_budgets(admin_desk):
    given.centre()
    own = "/desk/roles/night_shift/remove"
    for address, data, view in (
        (EDIT, AGENT, changing.role_save),
        (NEW, OWN, changing.role_add),
        (REMOVE, {}, changing.role_remove),
        (own, {}, changing.role_remove),
    ):
        with counted() as statements:
            assert admin_desk.post(address, data).status_code == 303
        assert len(statements) <= view.statements, "\n".join(statements)
