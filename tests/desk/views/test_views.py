"""Lists by conditions and saved views at the desk."""

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.desk.views.lists import case_list, view_chips, views
from fuwutai.desk.views.lists import view as view_page
from fuwutai.domain.cases.commands.views import save_view
from fuwutai.domain.cases.jobs.lists import count_views
from fuwutai.domain.cases.models import SavedView

pytestmark = pytest.mark.django_db
FORM = {"name": "急件", "query": "优先级:加急", "audience": "me", "order": "due", "columns": ["status", "due"]}


def test_a_list_shows_the_cases_of_its_conditions(desk, django_assert_max_num_queries):
    mine, _hidden = given.a_case(), given.a_case(team_code="mobile", phone="13700001111")
    with django_assert_max_num_queries(case_list.statements):
        answer = desk.get("/desk/lists", {"q": "状态:新建"})
    assert [row.case.pk for row in answer.context["rows"]] == [mine.pk]
    assert "/desk/views/new?q=" in answer.content.decode()


def test_what_is_not_understood_is_said_beside_what_was_written(desk):
    answer = desk.get("/desk/lists", {"q": "天气:晴"})
    said = answer.content.decode()
    assert answer.status_code == 422 and 'value="天气:晴"' in said and "天气" in answer.context["problem"]
    assert "rows" not in answer.context


def test_without_conditions_the_page_says_how_to_write_them(desk):
    answer = desk.get("/desk/lists")
    assert answer.status_code == 200 and "等待&gt;2h" in answer.content.decode()


def test_a_view_is_made_changed_and_taken_away(desk):
    answer = desk.post("/desk/views/new", FORM)
    view = SavedView.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/views/{view.pk}")
    assert (view.query, view.columns, view.owner_id) == ("priority:urgent", ["status", "due"], given.staff().pk)
    assert "优先级:加急" in desk.get(f"/desk/views/{view.pk}/edit").content.decode()
    desk.post(f"/desk/views/{view.pk}/edit", FORM | {"name": "特急", "query": "优先级:紧急"})
    view.refresh_from_db()
    assert (view.name, view.query) == ("特急", "priority:emergency")
    assert desk.post(f"/desk/views/{view.pk}/retire").status_code == 303
    assert desk.get(f"/desk/views/{view.pk}").status_code == 404


def test_a_wrong_view_is_asked_for_again_with_what_was_written(desk):
    with nothing_changes():
        answer = desk.post("/desk/views/new", FORM | {"query": "天气:晴"})
    assert answer.status_code == 422 and "天气:晴" in answer.content.decode()
    with nothing_changes():
        assert desk.post("/desk/views/new", FORM | {"audience": "all"}).status_code == 422


def test_a_supervisor_shares_with_a_team_and_the_team_finds_it(desk, supervisor_desk):
    supervisor_desk.post("/desk/views/new", FORM | {"audience": str(given.team().pk)})
    view = SavedView.objects.get()
    assert view.team_id == given.team().pk
    assert desk.get(f"/desk/views/{view.pk}").status_code == 200
    with nothing_changes():
        assert desk.post(f"/desk/views/{view.pk}/retire").status_code == 403


def test_pages_and_chips_keep_their_budgets_and_show_numbers(desk, django_assert_max_num_queries):
    given.a_case()
    kept = [save_view(actor=given.agent(), name=f"新建{n}", query="status:new team:broadband") for n in range(5)]
    count_views({})
    with django_assert_max_num_queries(view_chips.statements):
        said = desk.get("/desk/views/chips").content.decode()
    assert said.count('<span class="chip__count">1</span>') == 5
    with django_assert_max_num_queries(views.statements):
        assert desk.get("/desk/views").status_code == 200
    with django_assert_max_num_queries(view_page.statements):
        assert [row.case.pk for row in desk.get(f"/desk/views/{kept[0].pk}").context["rows"]]


def test_the_queues_lead_to_the_views(desk):
    assert 'hx-get="/desk/views/chips"' in desk.get("/desk/").content.decode()


def test_who_has_no_view_is_told_what_one_is_good_for(desk):
    assert "/desk/views/new" in desk.get("/desk/views").content.decode()
