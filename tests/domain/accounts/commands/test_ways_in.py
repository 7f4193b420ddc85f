"""Links and tokens with which others act as a person: who makes them, and what ends them."""

from typing import Any

import pytest
from tests import given
from tests.budgets import budget
from tests.domain.accounts.given_factors import a_second_factor
from tests.domain.accounts.given_people import SYSTEM, acting, organisation, somebody, unit
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import (
    change_mail,
    change_own_password,
    change_staff,
    choose_password_by_link,
    create_token,
    deactivate_staff,
    make_sign_in_link,
    rate_skill,
    reactivate_staff,
    remove_second_factor,
    save_role,
    save_skill,
    set_password,
)
from fuwutai.domain.accounts.directory import may_change, people_for_tokens, person_to_change
from fuwutai.domain.accounts.models import Staff
from fuwutai.domain.accounts.queries import open_token
from fuwutai.domain.accounts.rules import PERMISSIONS
from fuwutai.domain.accounts.sign_in_links import open_link
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db

CHOSEN = "Quiet-river-88"


def lead(*teams: str, sees_complaints: bool = True) -> Actor:
    """Return who edits the people of branch East with the rights of a supervisor."""
    organisation()
    less = set() if sees_complaints else {"complaints.view"}
    allowed = sorted((PERMISSIONS["supervisor"] | {"staff.edit"}) - less)
    save_role(actor=SYSTEM, code="branch_lead", name="分公司主管", permissions=allowed, reach="unit")
    return acting("branch_lead", *teams, of="east")


def lets_in(actor: Actor, person: Staff) -> list[Any]:
    """Return each way to enter as somebody else."""
    return [
        lambda: make_sign_in_link(actor=actor, staff_id=person.pk),
        lambda: create_token(actor=actor, staff_id=person.pk, scopes=["cases:read"]),
        lambda: set_password(actor=actor, staff_id=person.pk, password=CHOSEN),
        lambda: change_mail(actor=actor, staff_id=person.pk, mail="new@example.cn"),
        lambda: remove_second_factor(actor=actor, staff_id=person.pk),
    ]


def ways(by: Actor, person: Staff) -> tuple[str, str]:
    """Return the secrets of a link and of a token that somebody made for a person."""
    link = make_sign_in_link(actor=by, staff_id=person.pk).secret
    return link, create_token(actor=by, staff_id=person.pk, scopes=["cases:read"]).secret


def are_open(made: tuple[str, str]) -> list[bool]:
    return [open_link(made[0]) is not None, open_token(made[1]) is not None]


def placed(staff: Staff, **differs: Any) -> dict[str, Any]:
    return {
        "staff_id": staff.pk, "display_name": staff.display_name, "role": staff.role, "unit_id": staff.unit_id,
        "team_ids": tuple(staff.teams.values_list("pk", flat=True)), **differs,
    }  # fmt: skip


def test_nobody_enters_as_a_colleague_who_also_works_for_another_unit():
    who = lead()
    shared = somebody("agent", "broadband", "complaints", of="east")  # the complaints team is of branch West
    a_second_factor(shared.username)
    for call in lets_in(who, shared):
        with nothing_changes(), pytest.raises(Refused) as refused:
            call()
        assert refused.value.code == "beyond"
    with pytest.raises(Refused):
        person_to_change(who, shared.pk)
    assert shared.pk not in dict(people_for_tokens(who))


def test_nobody_enters_as_a_colleague_whose_complaints_she_does_not_see():
    who = lead("mobile", sees_complaints=False)
    hidden, known = somebody("agent", "broadband", of="east-1"), somebody("agent", "mobile", of="east")
    for person in (hidden, known):
        a_second_factor(person.username)
    for call in lets_in(who, hidden):
        with nothing_changes(), pytest.raises(Refused) as refused:
            call()
        assert refused.value.code == "beyond"
    for call, command in zip(
        lets_in(who, known),
        (make_sign_in_link, create_token, set_password, change_mail, remove_second_factor),
        strict=True,
    ):
        with budget(command):
            call()


def test_what_lets_nobody_in_is_still_done_for_a_colleague_who_also_works_for_another_unit():
    who = lead()
    shared = somebody("agent", "complaints", of="east")
    skill = save_skill(actor=SYSTEM, code="sichuan", name="四川话")
    assert may_change(who, shared) and person_to_change(who, shared.pk, enters=False) == shared
    change_staff(actor=who, **placed(shared, display_name="小王"))
    rate_skill(actor=who, staff_id=shared.pk, skill_id=skill.pk, level=3)
    deactivate_staff(actor=who, staff_id=shared.pk)
    reactivate_staff(actor=who, staff_id=shared.pk)


@pytest.mark.parametrize("what", ["role", "unit_id", "team_ids"])
def test_who_gets_another_place_is_not_entered_by_what_was_made_before(what):
    organisation()
    lin = given.staff()
    made = ways(given.administrator(), lin)
    more = (*lin.teams.values_list("pk", flat=True), given.team("mobile").pk)
    instead = {"role": "service_manager", "unit_id": unit("west").pk, "team_ids": more}
    change_staff(actor=given.administrator(), **placed(lin, **{what: instead[what]}))
    assert are_open(made) == [False, False]


def test_another_name_and_one_team_less_end_nothing():
    lin = given.staff()
    made = ways(given.administrator(), lin)
    change_staff(actor=given.administrator(), **placed(lin, display_name="林", team_ids=()))
    assert are_open(made) == [True, True]


def test_who_leaves_or_gets_another_role_leaves_no_way_in_behind():
    given.centre()
    boss = acting("administrator")
    for end in (
        lambda: change_staff(actor=SYSTEM, **placed(Staff.objects.get(pk=boss.id), role="agent")),
        lambda: deactivate_staff(actor=SYSTEM, staff_id=boss.id),
    ):
        change_staff(actor=SYSTEM, **placed(Staff.objects.get(pk=boss.id), role="administrator"))
        by_boss, by_other = ways(boss, given.staff()), ways(given.administrator(), given.staff(given.ZHAO))
        end()
        assert (are_open(by_boss), are_open(by_other)) == ([False, False], [True, True])


@pytest.mark.parametrize("by", ["an administrator", "herself", "a link"])
def test_a_new_password_ends_links_and_tokens(by):
    lin, he = given.staff(), given.administrator()
    made = ways(he, lin)
    if by == "an administrator":
        set_password(actor=he, staff_id=lin.pk, password=CHOSEN)
    elif by == "herself":
        change_own_password(actor=given.agent(), old=given.PASSWORD, new=CHOSEN, staff_session_id=0)
    else:
        choose_password_by_link(actor=SYSTEM, secret=made[0], password=CHOSEN)
    assert are_open(made) == [False, False]


def test_no_program_acts_for_who_must_change_the_password():
    lin, he = given.staff(), given.administrator()
    made = ways(he, lin)
    Staff.objects.filter(pk=lin.pk).update(must_change_password=True)
    assert open_token(made[1]) is None and lin.pk not in dict(people_for_tokens(he))
    with nothing_changes(), pytest.raises(Invalid) as refused:
        create_token(actor=he, staff_id=lin.pk, scopes=["cases:read"])
    assert set(refused.value.fields) == {"staff_id"}


def test_what_was_made_at_the_moment_its_maker_left_opens_nothing_either():
    boss, lin = acting("administrator"), given.staff()
    made, by_platform = ways(boss, lin), create_token(actor=SYSTEM, staff_id=lin.pk, scopes=["cases:read"]).secret
    Staff.objects.filter(pk=boss.id).update(is_active=False)
    assert are_open(made) == [False, False] and open_token(by_platform) is not None
    with nothing_changes(), pytest.raises(NotFound):
        choose_password_by_link(actor=SYSTEM, secret=made[0], password=CHOSEN)


def test_a_token_says_who_made_it_and_none_for_the_platform():
    lin, he = given.staff(), given.administrator()
    by_he = create_token(actor=he, staff_id=lin.pk, scopes=["cases:read"]).token
    by_platform = create_token(actor=SYSTEM, staff_id=lin.pk, scopes=["cases:read"]).token
    assert (by_he.made_by_id, by_platform.made_by_id) == (he.id, None)
