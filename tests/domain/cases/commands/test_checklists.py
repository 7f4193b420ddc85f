"""Lists of tasks, and the cases that get one."""

from datetime import timedelta

import pytest
from tests import given
from tests.domain.cases.given_work import a_checklist, a_task
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import (
    apply_checklist,
    edit_task,
    finish_task,
    reclassify_case,
    retire_checklist,
    save_checklist,
    write_as_customer,
)
from fuwutai.domain.cases.models import Case, Task
from fuwutai.domain.cases.work.tasks import checklists_in_use
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def titles(case: Case) -> list[str]:
    found = list(Task.objects.filter(case=case).order_by("position").values_list("title", flat=True))
    assert Case.objects.get(pk=case.pk).tasks_open == len(found)
    return found


def told(case: Case) -> list[tuple[int, bool]]:
    entries = JournalEntry.objects.filter(code="cases.checklist_applied", subject_id=case.pk).order_by("pk")
    return [(len(entry.data["task_ids"]), entry.data["by_itself"]) for entry in entries]


def test_a_case_gets_the_tasks_of_a_list_once():
    case, made = given.a_case(), a_checklist()
    a_task(case, "先做这个")
    apply_checklist(actor=given.agent(), case_id=case.pk, checklist_id=made.pk)
    apply_checklist(actor=given.agent(), case_id=case.pk, checklist_id=made.pk)
    assert titles(case) == ["先做这个", "检测线路", "联系客户"]
    assert [one.is_needed for one in Task.objects.filter(checklist=made).order_by("position")] == [True, False]
    assert told(case) == [(2, False)]


def test_a_task_that_is_over_does_not_come_twice_and_a_new_one_of_the_list_does():
    case, made = given.a_case(), a_checklist()
    apply_checklist(actor=given.agent(), case_id=case.pk, checklist_id=made.pk)
    finish_task(actor=given.agent(), task_id=Task.objects.get(title="检测线路").pk)
    a_checklist(checklist_id=made.pk, titles=("检测线路", "联系客户", "回访"))
    apply_checklist(actor=given.agent(), case_id=case.pk, checklist_id=made.pk)
    assert Task.objects.filter(case=case).count() == 3
    assert told(case) == [(2, False), (1, False)]


def test_a_task_of_a_list_is_due_after_its_working_days(time_machine):
    time_machine.move_to("2026-03-06T02:00:00Z", tick=False)  # a Friday
    items = [{"title": "回访", "within_days": 1}]
    case, made = given.a_case(), save_checklist(actor=given.administrator(), code="call", name="回访", items=items)
    apply_checklist(actor=given.agent(), case_id=case.pk, checklist_id=made.pk)
    task = Task.objects.get()
    assert task.due_at is not None and (task.due_at - clock.now()).days == 3


def test_cases_of_a_kind_get_their_list_when_they_are_opened():
    a_checklist(types=["fault"], category="fault.network", by_itself=True)
    a_checklist("other", titles=("别的",), types=["complaint"], by_itself=True)
    a_checklist("by_hand", titles=("手动",), types=["fault"])
    assert titles(given.a_case(category="fault.network.fibre")) == ["检测线路", "联系客户"]
    assert titles(given.a_case(category="fault.networking")) == []
    assert titles(given.a_case(type="praise", category="fault.network")) == []
    case = given.a_case(category="fault.network")
    assert told(case) == [(2, True)]


def test_a_corrected_case_gets_what_belongs_to_it_now_without_duplicates():
    a_checklist(types=["fault"], by_itself=True)
    a_checklist("complaint", titles=("核实",), types=["complaint"], by_itself=True)
    case = given.a_case()
    for type in ("complaint", "fault", "complaint"):
        reclassify_case(actor=given.agent(), case_id=case.pk, type=type)
    assert titles(case) == ["检测线路", "联系客户", "核实"]
    reclassify_case(actor=given.agent(), case_id=case.pk, priority="urgent")
    assert told(case) == [(2, True), (1, True)]


def test_a_case_that_goes_on_from_a_closed_one_gets_its_list_too(time_machine):
    time_machine.move_to("2026-03-02T02:00:00Z", tick=False)
    case = given.a_closed_case()
    a_checklist(by_itself=True)
    time_machine.shift(timedelta(days=90))
    write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="又断网了。", channel="portal")
    again = Case.objects.get(follows=case)
    assert titles(again) == ["检测线路", "联系客户"]
    assert titles(case) == []


def test_whether_a_task_of_a_list_is_needed_the_list_says():
    case, made = given.a_case(), a_checklist()
    apply_checklist(actor=given.agent(), case_id=case.pk, checklist_id=made.pk)
    task = Task.objects.get(title="检测线路")
    with pytest.raises(Invalid) as refused, nothing_changes():
        edit_task(
            actor=given.agent(), task_id=task.pk, title=task.title, is_needed=False, staff_id=None, due_at=None
        )
    assert list(refused.value.fields) == ["is_needed"]


def test_a_retired_list_is_given_to_nobody_and_comes_back():
    case, made = given.a_case(), a_checklist(by_itself=True)
    retire_checklist(actor=given.administrator(), checklist_id=made.pk)
    assert checklists_in_use() == []
    with pytest.raises(Conflict), nothing_changes():
        apply_checklist(actor=given.agent(), case_id=case.pk, checklist_id=made.pk)
    assert titles(given.a_case(phone="13700000001")) == []
    retire_checklist(actor=given.administrator(), checklist_id=made.pk, is_retired=False)
    assert titles(given.a_case(phone="13700000002")) == ["检测线路", "联系客户"]


WRONG = {
    "code": {"code": "No Such!"},
    "name": {"name": ""},
    "types": {"types": ["tram"]},
    "category": {"category": "No!"},
    "items": {"items": [{"title": "x"}, {"title": " x "}]},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_list_is_refused_by_name(name):
    given.centre()
    with pytest.raises(Invalid) as refused, nothing_changes():
        a_checklist(**{"code": "outage", **WRONG[name]})
    assert list(refused.value.fields) == [name]


@pytest.mark.parametrize(
    "items", [[], [{"title": " "}], [{"title": "x" * 201}], [{"title": "x", "within_days": "soon"}]]
)
def test_tasks_of_a_list_are_words_with_days(items):
    given.centre()
    with pytest.raises(Invalid) as refused, nothing_changes():
        a_checklist(items=items)
    assert list(refused.value.fields) == ["items"]


def test_only_who_sets_up_the_work_changes_lists_and_what_is_hidden_is_absent():
    case, made = given.a_case(), a_checklist()
    with pytest.raises(Refused), nothing_changes():
        save_checklist(actor=given.supervisor(), code="b", name="B", items=[{"title": "x"}])
    with pytest.raises(Refused), nothing_changes():
        retire_checklist(actor=given.supervisor(), checklist_id=made.pk)
    with pytest.raises(NotFound), nothing_changes():
        apply_checklist(actor=given.agent_elsewhere(), case_id=case.pk, checklist_id=made.pk)
    with pytest.raises(NotFound), nothing_changes():
        apply_checklist(actor=given.agent(), case_id=case.pk, checklist_id=999_999)
