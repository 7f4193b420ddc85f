"""The board of sharing out, what waits and why, the settings of a team, and moving cases."""

import pytest
from django.urls import resolve
from tests import given
from tests.domain.dispatch.given_sharing import a_person, holder, rated, says, sharing, skill, worked
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import assign_case, resolve_case, take_case
from fuwutai.domain.dispatch.commands import want_skill
from fuwutai.domain.dispatch.models import WantedSkill
from fuwutai.domain.dispatch.settings import sharing_of
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.models import OutboxRow

pytestmark = pytest.mark.django_db

BOARD = "/desk/dispatch"
AS_IS = {"method": "least_load", "most": "5", "waiting_percent": "0", "away_minutes": ""}


def of_team(code="broadband", rest=""):
    return f"{BOARD}/{given.team(code).pk}{rest}"


def board_of(client, code="broadband"):
    return next(one for one in client.get(BOARD).context["teams"] if one["id"] == given.team(code).pk)


def text(answer):
    return answer.content.decode()


def test_the_board_says_who_was_given_what_and_how_evenly(supervisor_desk):
    sharing()
    one, two = a_person(1, most=2), a_person(2, state="break")
    for number in range(3):
        given.a_case(phone=f"139123{number:05}")
    worked()
    team = board_of(supervisor_desk)
    assert (team["waiting"], team["spread"], team["is_automatic"]) == (1, 0, True)
    rows = {row["id"]: row for row in team["rows"]}
    assert (rows[one.pk]["given"], rows[one.pk]["load"], rows[one.pk]["most"], rows[one.pk]["is_full"]) == (
        2, "2", 2, True,
    )  # fmt: skip
    assert (rows[two.pk]["given"], rows[two.pk]["state"]) == (0, "break")
    assert rows[given.staff(given.CHEN).pk]["leads"]


def test_the_board_costs_the_same_however_much_there_is(supervisor_desk, django_assert_max_num_queries):
    sharing()
    sharing("round_robin", "mobile")
    for number in range(4):
        a_person(number, teams=("broadband", "mobile"))
        given.a_case(phone=f"139123{number:05}")
    worked()
    for address in (BOARD, of_team(), of_team(rest="/waiting"), f"{BOARD}/unruled"):
        assert supervisor_desk.get(address).status_code == 200
        with django_assert_max_num_queries(resolve(address).func.statements):
            supervisor_desk.get(address)


def test_the_board_asks_for_itself_anew(supervisor_desk):
    page = text(supervisor_desk.get(BOARD, headers={"HX-Request": "true"}))
    assert page.lstrip().startswith('<div class="stack stack--l" id="dispatch"') and "<html" not in page


def test_an_agent_sees_none_of_it(desk):
    for address in (BOARD, of_team(), of_team(rest="/waiting"), f"{BOARD}/unruled"):
        assert desk.get(address).status_code == 403
    with nothing_changes():
        assert desk.post(of_team(), AS_IS).status_code == 403
        assert desk.post(of_team(rest="/give")).status_code == 403
        assert desk.post(of_team(rest="/skills"), {}).status_code == 403
        assert desk.post(of_team(rest=f"/people/{given.staff().pk}"), {"case_ids": []}).status_code == 403


def test_the_navigation_leads_to_the_board_for_who_may_see_it(desk, supervisor_desk):
    def urls(client):
        return [one["url"] for one in client.get("/desk/").context["nav_items"]]

    assert BOARD in urls(supervisor_desk) and BOARD not in urls(desk)


def test_a_supervisor_says_how_a_team_shares_out_and_what_waits_is_given(supervisor_desk):
    one = a_person(1)
    case = given.a_case()
    answer = supervisor_desk.post(of_team(), AS_IS | {"away_minutes": "30", "first_tiers": ["vip"], "most": "3"})
    assert answer.status_code == 303
    known = sharing_of(given.team().pk)
    assert (known.method, known.most, known.away_minutes, known.first_tiers) == ("least_load", 3, 30, ("vip",))
    worked()
    assert holder(case) == one.pk
    page = supervisor_desk.get(of_team())
    assert page.context["form"].initial["away_minutes"] == 30


@pytest.mark.parametrize("wrong", [{"method": "dice"}, {"most": "0"}, {"away_minutes": "0"}, {"first_tiers": ["king"]}])
def test_a_wrong_setting_comes_back_with_the_form(supervisor_desk, wrong):
    supervisor_desk.get(of_team())
    with nothing_changes():
        answer = supervisor_desk.post(of_team(), AS_IS | wrong)
    assert answer.status_code == 422 and answer.context["form"].errors.keys() == wrong.keys()


def test_a_skill_is_wanted_and_no_longer_wanted(supervisor_desk):
    fibre = skill()
    asked = {"skill_id": fibre, "level": "3", "type": "fault", "category": ""}
    assert supervisor_desk.post(of_team(rest="/skills"), asked).status_code == 303
    row = WantedSkill.objects.get()
    assert "光纤" in text(supervisor_desk.get(of_team()))
    with nothing_changes():
        assert supervisor_desk.post(of_team("mobile", "/skills/drop"), {"wanted_id": row.pk}).status_code == 409
        assert supervisor_desk.post(of_team(rest="/skills/drop"), {"wanted_id": "x"}).status_code == 409
        assert supervisor_desk.post(of_team(rest="/skills"), asked | {"level": "9"}).status_code == 422
    assert supervisor_desk.post(of_team(rest="/skills/drop"), {"wanted_id": row.pk}).status_code == 303
    assert not WantedSkill.objects.exists()


def test_why_a_case_waits_is_said_person_by_person(supervisor_desk):
    sharing(most=1)
    fibre = skill()
    want_skill(actor=given.supervisor(), team_id=given.team().pk, skill_id=fibre, level=3, type="fault")
    full, resting, unskilled = a_person(1), a_person(2), a_person(3)
    held = given.a_case(type="request", phone="13912345601")
    assign_case(actor=given.supervisor(), case_id=held.pk, staff_id=full.pk)
    for person in (full, resting):
        rated(person.pk, fibre, 4)
    says(resting.pk, "break")
    given.a_case()
    worked()
    page = supervisor_desk.get(of_team(rest="/waiting"), headers={"Accept-Language": "en"})
    [row] = page.context["rows"]
    said = {one["name"]: one["said"] for one in row["people"]}
    assert "1/1" in said["坐席1"] and "光纤" in said["坐席3"] and "3" in said["坐席3"] and not row["can"]
    assert unskilled.display_name in text(page)


def test_a_supervisor_has_it_given_now_and_hears_where_nothing_could_be_given(supervisor_desk):
    sharing()
    one = a_person(1, state="break")
    case = given.a_case()
    OutboxRow.objects.all().delete()
    answer = supervisor_desk.post(of_team(rest="/give"))
    assert (answer.status_code, answer["Location"]) == (303, of_team(rest="/waiting"))
    says(one.pk, "available")
    OutboxRow.objects.all().delete()
    assert supervisor_desk.post(of_team(rest="/give"))["Location"] == BOARD
    assert holder(case) == one.pk


def test_cases_are_moved_to_a_colleague_and_back_to_the_queue(supervisor_desk):
    lin, one = given.staff(), a_person(1)
    cases = [given.a_case(phone=f"139123{number:05}") for number in range(3)]
    for case in cases:
        take_case(actor=given.agent(), case_id=case.pk)
    address = of_team(rest=f"/people/{lin.pk}")
    assert [row["case"].pk for row in supervisor_desk.get(address).context["rows"]] == [case.pk for case in cases]
    both = {"case_ids": [cases[0].pk, cases[1].pk], "staff_id": one.pk}
    assert supervisor_desk.post(address, both).status_code == 303
    assert [holder(case) for case in cases] == [one.pk, one.pk, lin.pk]
    assert supervisor_desk.post(address, {"case_ids": [cases[2].pk], "staff_id": ""}).status_code == 303
    assert holder(cases[2]) is None


def test_a_case_that_is_no_longer_hers_and_no_case_at_all_are_refused(supervisor_desk):
    lin = given.staff()
    mine, other = given.a_case(), given.a_case(phone="13912345601")
    take_case(actor=given.agent(), case_id=mine.pk)
    address = of_team(rest=f"/people/{lin.pk}")
    supervisor_desk.get(address)
    with nothing_changes():
        assert supervisor_desk.post(address, {"case_ids": [other.pk], "staff_id": ""}).status_code == 422
        assert supervisor_desk.post(address, {"case_ids": [], "staff_id": ""}).status_code == 422
        elsewhere = of_team("mobile", f"/people/{lin.pk}")
        assert supervisor_desk.post(elsewhere, {"case_ids": [mine.pk], "staff_id": ""}).status_code == 404


def test_a_case_that_no_rule_gives_to_a_team_is_shown_to_supervisors(supervisor_desk):
    case = given.a_case()
    page = supervisor_desk.get(BOARD)
    assert page.context["unruled"] == 1 and f"{BOARD}/unruled" in text(page)
    assert [one.pk for one in supervisor_desk.get(f"{BOARD}/unruled").context["cases"]] == [case.pk]
    adopt_rule(actor=Actor.system("tests"), kind="cases.team_for", value={"team": "broadband"}, scope={"type": "fault"})
    assert supervisor_desk.get(BOARD).context["unruled"] == 0


def test_the_card_beside_a_case_says_why_somebody_has_it(desk):
    sharing()
    one = a_person(1)
    case = given.a_case()
    worked()
    answer = desk.get(f"/desk/cases/{case.pk}/sharing-out", headers={"HX-Request": "true"})
    assert answer.status_code == 200 and one.display_name in text(answer) and len(answer.context["lines"]) == 4
    assign_case(actor=given.supervisor(), case_id=case.pk, staff_id=given.staff().pk)
    assert desk.get(f"/desk/cases/{case.pk}/sharing-out").context["lines"] == []
    resolve_case(actor=given.agent(), case_id=case.pk)
    assign_case(actor=given.supervisor(), case_id=case.pk)
    assert desk.get(f"/desk/cases/{case.pk}/sharing-out").context["is_over"]


def test_the_card_beside_a_case_says_why_nobody_has_it(desk):
    case = given.a_case()
    address = f"/desk/cases/{case.pk}/sharing-out"
    assert not desk.get(address).context["is_automatic"]
    a_person(1, state="break")
    sharing()
    answer = desk.get(address)
    assert answer.context["can"] is False and answer.context["why"] in text(answer)


def test_the_card_costs_what_it_declares(desk, django_assert_max_num_queries):
    a_person(1, state="break")
    sharing()
    address = f"/desk/cases/{given.a_case().pk}/sharing-out"
    desk.get(address)
    with django_assert_max_num_queries(resolve(address).func.statements):
        desk.get(address)


def test_the_card_of_a_case_out_of_sight_is_not_there(signed_in):
    case = given.a_case()
    assert signed_in(given.ZHAO).get(f"/desk/cases/{case.pk}/sharing-out").status_code == 404


def test_the_history_says_to_whom_a_case_was_given(desk):
    sharing()
    one = a_person(1)
    case = given.a_case()
    worked()
    page = text(desk.get(f"/desk/cases/{case.pk}"))
    assert page.count(one.display_name) >= 1 and "dispatch." not in page
