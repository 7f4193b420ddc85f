"""The card with the tasks of a case, and one's own tasks."""

from datetime import timedelta

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.cases.given_work import a_checklist, a_task
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import finish_task
from fuwutai.domain.cases.models import Case, Task
from fuwutai.kernel import clock

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def of(case: Case, what: str = "") -> str:
    return f"/desk/cases/{case.pk}/tasks{what}"


def test_a_line_and_enter_add_a_task_and_the_head_counts(desk):
    case = given.a_case()
    answer = desk.post(of(case), {"title": "回电"}, headers=HTMX)
    said = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="card-tasks"' in said and "回电" in said and 'id="card-tasks-head"' in said
    assert Task.objects.get().is_needed is False


def test_by_whom_until_when_and_whether_it_is_needed_can_be_said(desk):
    case, chen = given.a_case(), given.staff(given.CHEN).pk
    desk.post(of(case), {"title": "回电", "staff_id": chen, "due_at": "2030-03-09T17:30", "is_needed": "on"})
    task = Task.objects.get()
    assert (task.assignee_id, task.is_needed) == (chen, True)
    assert task.due_at is not None and task.due_at.isoformat() == "2030-03-09T09:30:00+00:00"


def test_nothing_said_stays_in_the_card(desk):
    case = given.a_case()
    with nothing_changes():
        answer = desk.post(of(case), {"title": " "}, headers=HTMX)
    assert answer.status_code == 422 and 'href="#task_new_title"' in answer.content.decode()


def test_a_task_is_ticked_off_taken_up_dropped_and_moved(desk):
    case = given.a_case()
    a, b = a_task(case, "甲"), a_task(case, "乙", is_needed=True)
    desk.post(of(case, f"/{b.pk}/move"), {"to": "up"}, headers=HTMX)
    assert list(Task.objects.order_by("position").values_list("title", flat=True)) == ["乙", "甲"]
    desk.post(of(case, f"/{a.pk}/finish"), headers=HTMX)
    assert Task.objects.get(pk=a.pk).state == "done"
    desk.post(of(case, f"/{a.pk}/reopen"), headers=HTMX)
    assert Task.objects.get(pk=a.pk).state == "open"
    with nothing_changes():
        answer = desk.post(of(case, f"/{b.pk}/drop"), {"reason": ""}, headers=HTMX)
    assert answer.status_code == 422 and f'id="drop-{b.pk}-error"' in answer.content.decode()
    desk.post(of(case, f"/{b.pk}/drop"), {"reason": "重复"}, headers=HTMX)
    assert Task.objects.get(pk=b.pk).state == "dropped"


def test_a_task_is_changed_and_its_masked_number_is_not_written_over(desk):
    case = given.a_case()
    task = a_task(case, "致电13912340000")
    shown = desk.get(of(case, f"/{task.pk}"), headers=HTMX).content.decode()
    assert "13912340000" not in shown and "139****0000" in shown
    desk.post(of(case, f"/{task.pk}"), {"title": "致电139****0000", "is_needed": "on"}, headers=HTMX)
    task.refresh_from_db()
    assert (task.title, task.is_needed) == ("致电13912340000", True)
    with nothing_changes():
        assert desk.post(of(case, f"/{task.pk}"), {"title": ""}, headers=HTMX).status_code == 422


def test_a_checklist_is_added_from_the_card(desk):
    case, made = given.a_case(), a_checklist(types=["fault"])
    a_checklist("other", types=["complaint"], name="投诉核实")
    said = desk.get(of(case), headers=HTMX).content.decode()
    assert made.name in said and "投诉核实" not in said
    desk.post(of(case, "/list"), {"list": made.pk}, headers=HTMX)
    assert Task.objects.count() == 2
    with nothing_changes():
        assert desk.post(of(case, "/list"), {"list": "999999"}, headers=HTMX).status_code == 422


def test_a_task_is_found_only_under_its_own_case(desk):
    case, other = given.a_case(), given.a_case(phone="13700000001")
    task = a_task(other)
    with nothing_changes():
        for what in ("", "/finish", "/reopen", "/drop", "/move"):
            assert desk.post(of(case, f"/{task.pk}{what}"), {"title": "x", "reason": "x"}).status_code == 404


def test_the_card_stands_open_while_anything_is_to_be_done(desk):
    case = given.a_case()
    task = a_task(case)
    page = desk.get(f"/desk/cases/{case.pk}").content.decode()
    card = page[page.index('id="card-tasks-head"') - 600 :]
    assert "hx-trigger=\"load\"" in card.partition('id="card-tasks"')[2][:300]
    finish_task(actor=given.agent(), task_id=task.pk)
    page = desk.get(f"/desk/cases/{case.pk}").content.decode()
    assert "toggle from:closest details once" in page.partition('id="card-tasks"')[2][:300]


def test_without_a_script_the_card_is_a_page_and_actions_lead_back(desk):
    case = given.a_case()
    task = a_task(case)
    assert "回电" in desk.get(of(case)).content.decode()
    answer = desk.post(of(case, f"/{task.pk}/finish"))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/cases/{case.pk}")


def test_my_tasks_are_listed_marked_and_ticked_off(desk):
    case, lin = given.a_case(), given.staff().pk
    late = a_task(case, "致电13912340000", staff_id=lin, due_at=clock.now() - timedelta(hours=1))
    said = desk.get("/desk/my-tasks").content.decode()
    assert f"/desk/cases/{case.pk}" in said and "139****0000" in said and "13912340000" not in said
    assert "badge" in said
    assert desk.post(f"/desk/my-tasks/{late.pk}/finish").status_code == 303
    assert Task.objects.get(pk=late.pk).state == "done"
    assert f"/desk/my-tasks/{late.pk}/finish" not in desk.get("/desk/my-tasks").content.decode()


def test_a_task_of_somebody_else_is_not_among_mine(desk):
    task = a_task(given.a_case(), staff_id=given.staff(given.CHEN).pk)
    with nothing_changes():
        assert desk.post(f"/desk/my-tasks/{task.pk}/finish").status_code == 404


def test_the_pages_keep_their_budgets(desk, django_assert_max_num_queries):
    case = given.an_open_case()
    for n in range(20):
        a_task(case, f"步骤{n}", staff_id=given.staff().pk)
    for address in ("/desk/my-tasks", of(case), of(case, f"/{Task.objects.first().pk}"), f"/desk/cases/{case.pk}"):
        keeps_its_budget(desk, address, django_assert_max_num_queries)
