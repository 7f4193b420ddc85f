"""The menu at the top of each page, and the board of the teams."""

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import set_capacity, set_presence
from fuwutai.domain.accounts.presence import standing_of

pytestmark = pytest.mark.django_db

MINE, BOARD = "/desk/presence/mine", "/desk/presence"


def state_of(username: str) -> str:
    return standing_of(given.staff(username).pk).state


def test_the_menu_shows_the_state_and_offers_the_others(desk):
    set_presence(actor=given.agent(), state="wrap_up")
    page = desk.get("/desk/")
    assert page.context["presence"]["state"] == "wrap_up"
    assert page.content.decode().count('name="state"') == 7


def test_a_state_is_chosen_without_scripts_and_the_page_comes_back(desk):
    answer = desk.post(MINE, {"state": "break", "next": "/desk/queues/team"})
    assert (answer.status_code, answer["Location"]) == (303, "/desk/queues/team")
    assert state_of(given.LIN) == "break"


def test_a_state_is_chosen_in_place_with_htmx(desk):
    answer = desk.post(MINE, {"state": "available"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and 'id="presence"' in answer.content.decode() and "HX-Trigger" in answer
    assert state_of(given.LIN) == "available"


def test_a_state_that_is_not_offered_is_refused(desk):
    desk.get("/desk/")
    with nothing_changes():
        assert desk.post(MINE, {"state": "asleep"}).status_code == 422


def test_the_board_says_who_is_there_and_who_is_full(supervisor_desk):
    set_presence(actor=given.agent(), state="available")
    set_capacity(actor=given.administrator(), staff_id=given.staff().pk, channel="any", most=1)
    given.an_open_case()
    team = next(one for one in supervisor_desk.get(BOARD).context["teams"] if one["name"] == "宽带报障")
    assert (team["available"], team["people"]) == (1, 2)
    rows = {row["name"]: (row["state"], row["load"], row["is_full"]) for row in team["rows"]}
    assert rows == {"林小雨": ("available", 1, True), "陈国强": ("offline", 0, False)}


def test_the_board_asks_for_itself_anew(supervisor_desk):
    page = supervisor_desk.get(BOARD, headers={"HX-Request": "true"}).content.decode()
    assert page.lstrip().startswith('<div class="stack stack--l" id="board"') and "<html" not in page


def test_the_board_is_not_for_agents(desk):
    assert desk.get(BOARD).status_code == 403


def test_who_leads_a_team_sets_the_state_of_who_forgot(supervisor_desk):
    answer = supervisor_desk.post(f"{BOARD}/{given.staff().pk}", {"state": "offline"})
    assert answer.status_code == 303
    set_presence(actor=given.agent(), state="available")
    supervisor_desk.post(f"{BOARD}/{given.staff().pk}", {"state": "meeting"})
    assert state_of(given.LIN) == "meeting"


def test_an_agent_sets_nobody_elses_state(desk):
    set_presence(actor=given.supervisor(), state="available")
    assert desk.post(f"{BOARD}/{given.staff(given.CHEN).pk}", {"state": "offline"}).status_code == 403
    assert state_of(given.CHEN) == "available"


def test_a_centre_whose_teams_are_empty_is_told_what_to_do(admin_desk):
    from fuwutai.domain.accounts.models import Membership

    given.centre()
    Membership.objects.all().delete()
    page = admin_desk.get(BOARD)
    assert page.status_code == 200 and page.context["teams"] == []


def test_the_board_keeps_its_budget(supervisor_desk, django_assert_max_num_queries):
    given.an_open_case()
    keeps_its_budget(supervisor_desk, BOARD, django_assert_max_num_queries)
