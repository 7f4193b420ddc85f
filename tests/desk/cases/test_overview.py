"""The supervisor's overview."""

import pytest
from tests import given

from fuwutai.domain.cases.models import Case
from fuwutai.kernel import clock

pytestmark = pytest.mark.django_db


def test_an_agent_has_no_overview(desk):
    assert desk.get("/desk/overview").status_code == 403


def test_every_figure_leads_to_exactly_its_rows(supervisor_desk):
    given.a_case(), given.an_open_case(), given.a_waiting_case(), given.a_resolved_case(), given.a_closed_case()
    given.a_case_at_a_third_party()
    late = given.a_case(team_code="mobile")
    Case.objects.filter(pk=late.pk).update(due_at=clock.now().replace(year=2020))
    page = supervisor_desk.get("/desk/overview")
    figures = [(tile.value, tile.url) for tile in page.context["tiles"]]
    names = ("new", "open", "waiting", "overdue", "unassigned")
    figures += [(team[name], team["urls"][name]) for team in page.context["teams"] for name in names]
    names = ("load", "overdue", "waiting")
    figures += [(person[name], person["urls"][name]) for person in page.context["people"] for name in names]
    for value, address in figures:
        assert len(supervisor_desk.get(address).context["rows"]) == value, address
    assert [value for value, _url in figures[:5]] == [2, 2, 1, 2, 2]


def test_every_team_and_person_is_listed_even_with_nothing_to_do(supervisor_desk):
    given.an_open_case()
    page = supervisor_desk.get("/desk/overview")
    assert {team["name"] for team in page.context["teams"]} == set(given.TEAMS.values())
    loads = {person["name"]: person["load"] for person in page.context["people"]}
    assert loads == {"林小雨": 1, "赵敏": 0, "陈国强": 0}


def test_every_figure_says_how_it_is_counted(supervisor_desk):
    given.a_case()
    page = supervisor_desk.get("/desk/overview")
    text = page.content.decode()
    for formula in page.context["formulas"].values():
        assert str(formula) in text


def test_the_longest_wait_is_that_of_a_customer_who_was_not_answered(supervisor_desk):
    case = given.a_case()
    given.an_open_case()
    Case.objects.filter(pk=case.pk).update(last_message_at=clock.now().replace(year=2020))
    page = supervisor_desk.get("/desk/overview")
    assert page.context["longest_wait"][0] > 300
    rows = supervisor_desk.get(page.context["longest_wait_url"]).context["rows"]
    assert [row.case.pk for row in rows] == [case.pk]


def test_an_empty_centre_has_zeros(supervisor_desk):
    page = supervisor_desk.get("/desk/overview")
    assert [tile.value for tile in page.context["tiles"]] == [0, 0, 0, 0, 0]


def test_htmx_gets_the_figures_alone(supervisor_desk):
    text = supervisor_desk.get("/desk/overview", HTTP_HX_REQUEST="true").content.decode()
    assert 'id="overview"' in text and "<html" not in text
