"""My work and the other queues."""

import re

import pytest
from tests import given

from fuwutai.domain.cases.commands import assign_case
from fuwutai.domain.cases.models import Case
from fuwutai.kernel import clock

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


def shown(answer) -> list[int]:
    return [row.case.pk for row in answer.context["rows"]]


def counts(answer) -> dict[str, int | None]:
    return {chip["name"]: chip["count"] for chip in answer.context["chips"]}


def overdue(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(due_at=clock.now().replace(year=2020))


def test_my_work_shows_what_is_mine_and_active(desk):
    mine, waiting = given.an_open_case(), given.a_waiting_case()
    given.a_case(), given.a_resolved_case()
    assert sorted(shown(desk.get("/desk/"))) == [mine.pk, waiting.pk]


def test_every_queue_opens_and_counts_what_it_holds(desk):
    case, open_one, waiting = given.a_case(), given.an_open_case(), given.a_waiting_case()
    resolved, closed = given.a_resolved_case(), given.a_closed_case()
    held = {
        "mine": {open_one, waiting},
        "unassigned": {case},
        "team": {case, open_one, waiting},
        "waiting": {waiting},
        "resolved": {resolved},
        "closed": {closed},
        "all": {case, open_one, waiting, resolved, closed},
    }
    for name, cases in held.items():
        answer = desk.get(f"/desk/queues/{name}")
        assert sorted(shown(answer)) == sorted(one.pk for one in cases)
        assert counts(answer)[name] in (len(cases), None)


def test_a_case_of_another_team_is_in_no_queue_and_no_count(desk):
    given.a_case(team_code="mobile")
    for name in ("unassigned", "team", "all"):
        answer = desk.get(f"/desk/queues/{name}")
        assert (shown(answer), counts(answer)["team"]) == ([], 0)


@pytest.mark.proves("S2-1.3-3")
def test_a_row_says_all_an_agent_asks_for(desk):
    case = given.an_open_case(priority="urgent")
    page = desk.get("/desk/").content.decode()
    for text in (
        case.number,
        case.subject,
        "王建国",
        "林小雨",
        'data-priority="urgent"',
        f'href="/desk/cases/{case.pk}"',
    ):
        assert text in page
    assert 'clock clock--' in page
    assert re.search(r'class="cell-status">.*处理中', page)


def test_a_row_marks_the_customer_who_waits_for_us(desk):
    given.a_case(), given.an_open_case()
    rows = desk.get("/desk/queues/team").context["rows"]
    assert {row.case.status: row.unread for row in rows} == {"new": True, "open": False}


def test_the_nearest_promise_comes_first(desk):
    later, sooner = given.a_case(), given.a_case(priority="emergency")
    assert shown(desk.get("/desk/queues/unassigned")) == [sooner.pk, later.pk]


def test_an_unknown_queue_is_not_found(desk):
    assert desk.get("/desk/queues/secret").status_code == 404


@pytest.mark.parametrize("name", ["mine", "unassigned", "team", "waiting", "resolved", "closed", "all"])
def test_an_empty_queue_says_so_and_what_to_do(desk, name):
    answer = desk.get(f"/desk/queues/{name}")
    assert answer.context["empty"].title in answer.content.decode()


def test_a_figure_leads_to_the_rows_behind_it(supervisor_desk):
    late, own = given.a_case(), given.an_open_case()
    elsewhere = given.a_case(team_code="mobile")
    overdue(late)
    team, lin = given.team("broadband"), given.staff(given.LIN)
    wanted = {
        f"team?team={team.pk}": [late, own],
        f"team?team={team.pk}&overdue=1": [late],
        f"team?assignee={lin.pk}": [own],
        "team?status=new": [late, elsewhere],
        "team?waits=1": [late, elsewhere],
    }
    for address, cases in wanted.items():
        answer = supervisor_desk.get(f"/desk/queues/{address}")
        assert sorted(shown(answer)) == sorted(case.pk for case in cases), address
        assert answer.context["narrowed_by"]


def test_what_was_resolved_today_is_reachable_even_when_it_is_closed(supervisor_desk):
    resolved, closed = given.a_resolved_case(), given.a_closed_case()
    given.an_open_case()
    answer = supervisor_desk.get("/desk/queues/all?resolved=today")
    assert sorted(shown(answer)) == [resolved.pk, closed.pk]


@pytest.mark.parametrize(
    "asked", ["team=x", "team=999999", "assignee=-1", "status=nonsense", "after=%24%24", "team=99999999999999999999"]
)
def test_an_address_that_no_page_links_to_is_refused_plainly(supervisor_desk, asked):
    given.a_case()
    assert supervisor_desk.get(f"/desk/queues/team?{asked}").status_code == 422


def test_an_agent_cannot_narrow_by_a_team_out_of_sight(desk):
    assert desk.get(f"/desk/queues/team?team={given.team('mobile').pk}").status_code == 422


def test_a_long_queue_goes_on_by_key_and_shows_each_case_once(desk):
    for nth in range(53):
        given.a_case(phone=f"138{nth:08d}")
    first = desk.get("/desk/queues/unassigned")
    second = desk.get(first.context["next_url"])
    assert (len(shown(first)), len(shown(second))) == (50, 3)
    assert not set(shown(first)) & set(shown(second))
    assert second.context["first_url"].startswith("/desk/queues/unassigned")


def test_a_longer_page_keeps_what_narrows_it(supervisor_desk):
    for nth in range(51):
        given.a_case(phone=f"138{nth:08d}")
    answer = supervisor_desk.get("/desk/queues/team?status=new")
    assert re.fullmatch(r"/desk/queues/team\?status=new&after=\S+", answer.context["next_url"])


def test_htmx_gets_the_list_alone_and_it_asks_for_itself_again(desk):
    given.an_open_case()
    answer = desk.get("/desk/?overdue=1", **HTMX)
    text = answer.content.decode()
    assert text.count("<html") == 0
    assert 'id="queue"' in text and 'hx-get="/desk/?overdue=1"' in text and "data-live-topic" in text


def test_a_case_that_left_my_hands_leaves_my_list(desk):
    case = given.an_open_case()
    assign_case(actor=given.supervisor(), case_id=case.pk, team_id=case.team_id, staff_id=None)
    assert shown(desk.get("/desk/", **HTMX)) == []


def test_a_stranger_and_a_person_without_the_right_see_no_queue(client, db):
    given.centre()
    assert client.get("/desk/")["Location"].startswith("/desk/sign-in")
