"""The room of the checklists."""

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.cases.given_work import a_checklist
from tests.rows import nothing_changes

from fuwutai.domain.cases.models import Checklist

pytestmark = pytest.mark.django_db

LIST, NEW = "/desk/checklists", "/desk/checklists/new"
FORM = {
    "name": "断网处理", "code": "outage", "types": ["fault"], "category": "", "by_itself": "on",
    "title-0": "检测线路", "needed-0": "on", "days-0": "1", "title-1": "", "title-2": "联系客户",
}  # fmt: skip


def test_a_centre_without_checklists_is_told_what_to_do(admin_desk):
    assert NEW in admin_desk.get(LIST).content.decode()


def test_a_list_is_kept_with_its_tasks_in_their_order(admin_desk):
    answer = admin_desk.post(NEW, FORM)
    assert (answer.status_code, answer.headers["Location"]) == (303, LIST)
    made = Checklist.objects.get()
    assert made.by_itself and made.types == ["fault"]
    assert made.items == [
        {"title": "检测线路", "is_needed": True, "within_days": 1},
        {"title": "联系客户", "is_needed": False, "within_days": None},
    ]
    assert "断网处理" in admin_desk.get(LIST).content.decode()


def test_wrong_input_stays_in_the_form(admin_desk):
    with nothing_changes():
        answer = admin_desk.post(NEW, {**FORM, "days-0": "soon"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "检测线路" in said and 'value="soon"' in said


def test_a_list_is_changed_retired_and_brought_back(admin_desk):
    made = a_checklist()
    shown = admin_desk.get(f"{LIST}/{made.pk}").content.decode()
    assert "检测线路" in shown and 'name="code"' not in shown
    assert admin_desk.post(f"{LIST}/{made.pk}", {"name": "新名", "title-0": "只有一步"}).status_code == 303
    made.refresh_from_db()
    assert (made.name, [one["title"] for one in made.items]) == ("新名", ["只有一步"])
    for about, is_retired in (({}, True), ({"back": "1"}, False)):
        admin_desk.post(f"{LIST}/{made.pk}/retire", about)
        made.refresh_from_db()
        assert (made.retired_at is not None) is is_retired


def test_only_who_sets_up_the_work_enters_and_what_is_not_there_is_absent(supervisor_desk, admin_desk):
    made = a_checklist()
    with nothing_changes():
        for address in (LIST, NEW, f"{LIST}/{made.pk}"):
            assert supervisor_desk.get(address).status_code == 403
        for address in (NEW, f"{LIST}/{made.pk}", f"{LIST}/{made.pk}/retire"):
            assert supervisor_desk.post(address, FORM).status_code == 403
        for address in (f"{LIST}/999999", f"{LIST}/999999/retire"):
            assert admin_desk.post(address, FORM).status_code == 404


def test_the_pages_keep_their_budgets(admin_desk, django_assert_max_num_queries):
    made = [a_checklist(f"c{n}") for n in range(20)]
    for address in (LIST, NEW, f"{LIST}/{made[0].pk}"):
        keeps_its_budget(admin_desk, address, django_assert_max_num_queries)


def test_the_rooms_of_setting_up_lead_to_one_another(admin_desk):
    given.centre()
    assert "/desk/case-fields" in admin_desk.get(LIST).content.decode()
    assert LIST in admin_desk.get("/desk/case-fields").content.decode()
