"""Tasks of a case: what is to be done, by whom, and what a case is not resolved without."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from tests import given
from tests.domain.cases.given_work import a_task
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import deactivate_staff
from fuwutai.domain.cases.commands import (
    add_task,
    assign_case,
    confirm_case,
    drop_task,
    edit_task,
    finish_task,
    order_tasks,
    reopen_task,
    resolve_case,
)
from fuwutai.domain.cases.models import Case, Task
from fuwutai.domain.cases.work.tasks import is_overdue, my_tasks, tasks_of
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db


def counters(case: Case) -> tuple[int, int]:
    found = Case.objects.get(pk=case.pk)
    rows = list(Task.objects.filter(case=case).values_list("state", flat=True))
    assert (found.tasks_open, found.tasks_done) == (rows.count("open"), rows.count("done"))
    return found.tasks_open, found.tasks_done


def titles(case: Case) -> list[str]:
    return [one.title for one in tasks_of(given.agent(), case.pk) if one.state == "open"]


def codes(case: Case) -> list[str]:
    entries = JournalEntry.objects.filter(subject="case", subject_id=case.pk, code__contains="task").order_by("pk")
    return [entry.code.removeprefix("cases.") for entry in entries]


def edited(task: Task, **differs: object) -> Task:
    about = {"title": task.title, "is_needed": task.is_needed, "staff_id": task.assignee_id, "due_at": task.due_at}
    return edit_task(actor=given.agent(), task_id=task.pk, **{**about, **differs})


def test_a_task_is_counted_told_and_stands_last():
    case, due = given.a_case(), clock.now() + timedelta(days=1)
    a_task(case, "查线路")
    task = a_task(case, " 回电 ", is_needed=True, staff_id=given.staff().pk, due_at=due)
    assert titles(case) == ["查线路", "回电"]
    assert counters(case) == (2, 0)
    entry = JournalEntry.objects.filter(code="cases.task_added").last()
    assert (entry.data["task_id"], entry.data["staff_id"], entry.data["is_needed"]) == (task.pk, given.staff().pk, True)
    assert "回电" not in str(entry.data)


def test_a_task_is_ticked_off_taken_up_again_and_dropped():
    case = given.a_case()
    task = a_task(case)
    finish_task(actor=given.agent(), task_id=task.pk)
    finish_task(actor=given.agent(), task_id=task.pk)
    assert counters(case) == (0, 1)
    task.refresh_from_db()
    assert (task.ended_by_id, task.ended_at is not None) == (given.staff().pk, True)
    with pytest.raises(Conflict), nothing_changes():
        drop_task(actor=given.agent(), task_id=task.pk)
    reopen_task(actor=given.agent(), task_id=task.pk)
    assert counters(case) == (1, 0)
    drop_task(actor=given.agent(), task_id=task.pk, reason="客户自己解决了")
    with pytest.raises(Conflict), nothing_changes():
        finish_task(actor=given.agent(), task_id=task.pk)
    assert counters(case) == (0, 0)
    assert codes(case) == ["task_added", "task_finished", "task_reopened", "task_dropped"]


def test_a_needed_task_is_dropped_only_for_a_reason():
    task = a_task(given.a_case(), is_needed=True)
    with pytest.raises(Invalid) as refused, nothing_changes():
        drop_task(actor=given.agent(), task_id=task.pk, reason=" ")
    assert list(refused.value.fields) == ["reason"]
    assert drop_task(actor=given.agent(), task_id=task.pk, reason="重复").reason == "重复"


def test_a_case_is_not_resolved_before_its_needed_tasks_are_over():
    case, agent = given.an_open_case(), given.agent()
    needed = [a_task(case, f"步骤{n}", is_needed=True) for n in range(5)]
    a_task(case, "可有可无")
    with pytest.raises(Conflict) as refused, nothing_changes():
        resolve_case(actor=agent, case_id=case.pk)
    said = str(refused.value.message)
    assert all(f"“步骤{n}”" in said for n in range(3)) and "步骤3" not in said and "2" in said
    assert "可有可无" not in said
    for task in needed[1:]:
        finish_task(actor=agent, task_id=task.pk)
    drop_task(actor=agent, task_id=needed[0].pk, reason="不适用")
    assert resolve_case(actor=agent, case_id=case.pk).status == "resolved"


def test_numbers_in_a_title_are_masked_where_it_holds_a_case_up():
    case = given.an_open_case()
    a_task(case, "致电13912340000", is_needed=True)
    with pytest.raises(Conflict) as refused:
        resolve_case(actor=given.agent(), case_id=case.pk)
    assert "13912340000" not in str(refused.value.message)


def test_a_task_changes_in_one_act_and_not_without_a_change():
    case = given.a_case()
    task = a_task(case)
    due, chen = clock.now() + timedelta(hours=2), given.staff(given.CHEN).pk
    edited(task, title="上门", staff_id=chen, due_at=due, is_needed=True)
    task.refresh_from_db()
    assert (task.title, task.assignee_id, task.is_needed) == ("上门", given.staff(given.CHEN).pk, True)
    edited(task)
    assert codes(case) == ["task_added", "task_changed"]
    finish_task(actor=given.agent(), task_id=task.pk)
    with pytest.raises(Conflict), nothing_changes():
        edited(task, title="再上门")


@pytest.mark.parametrize("title", ["", "  ", "x" * 201, "a\x00"])
def test_a_task_says_what_is_to_be_done_in_a_line(title):
    case = given.a_case()
    task = a_task(case)
    for act in (lambda: a_task(case, title), lambda: edited(task, title=title)):
        with pytest.raises(Invalid) as refused, nothing_changes():
            act()
        assert list(refused.value.fields) == ["title"]


def test_only_who_sees_the_case_is_given_a_task_of_it():
    case, zhao = given.a_case(), given.staff(given.ZHAO).pk
    task = a_task(case)
    for act in (lambda: a_task(case, staff_id=zhao), lambda: edited(task, staff_id=zhao)):
        with pytest.raises(Invalid) as refused, nothing_changes():
            act()
        assert list(refused.value.fields) == ["staff_id"]


def test_the_open_tasks_stand_in_the_order_that_is_given():
    case = given.a_case()
    a, b, c = (a_task(case, title) for title in "甲乙丙")
    done = a_task(case, "丁")
    finish_task(actor=given.agent(), task_id=done.pk)
    order_tasks(actor=given.agent(), case_id=case.pk, task_ids=[c.pk, a.pk, b.pk])
    assert titles(case) == ["丙", "甲", "乙"]
    order_tasks(actor=given.agent(), case_id=case.pk, task_ids=[c.pk, a.pk, b.pk])
    assert codes(case).count("tasks_ordered") == 1
    for wrong in ([a.pk, b.pk], [a.pk, b.pk, c.pk, done.pk], [a.pk, a.pk, b.pk]):
        with pytest.raises(Conflict), nothing_changes():
            order_tasks(actor=given.agent(), case_id=case.pk, task_ids=wrong)


def every_verb(case: Case, task: Task, actor: object) -> list[object]:
    about = {"title": "x", "is_needed": False, "staff_id": None, "due_at": None}
    return [
        lambda: add_task(actor=actor, case_id=case.pk, title="x"),
        lambda: edit_task(actor=actor, task_id=task.pk, **about),
        lambda: finish_task(actor=actor, task_id=task.pk),
        lambda: drop_task(actor=actor, task_id=task.pk),
        lambda: reopen_task(actor=actor, task_id=task.pk),
        lambda: order_tasks(actor=actor, case_id=case.pk, task_ids=[task.pk]),
    ]


def test_out_of_sight_is_absent_and_who_may_not_is_refused():
    case = given.a_case()
    task = a_task(case)
    watcher = replace(given.supervisor(), permissions=frozenset({"cases.view", "complaints.view"}))
    for actor, refusal in ((given.agent_elsewhere(), NotFound), (watcher, Refused), (given.customer_of(case), Refused)):
        for verb in every_verb(case, task, actor):
            with pytest.raises(refusal), nothing_changes():
                verb()


def test_a_closed_or_merged_case_takes_no_tasks():
    closed, merged = given.an_open_case(), given.a_merged_case(phone="13700000002")
    task = a_task(closed)
    resolve_case(actor=given.agent(), case_id=closed.pk)
    confirm_case(actor=given.customer_of(closed), case_id=closed.pk)
    for case in (closed, merged):
        with pytest.raises(Conflict), nothing_changes():
            a_task(case)
    with pytest.raises(Conflict), nothing_changes():
        finish_task(actor=given.agent(), task_id=task.pk)


def test_my_tasks_are_mine_open_in_sight_and_the_most_urgent_first():
    case, other, now = given.a_case(), given.a_case(phone="13700000003"), clock.now()
    lin = given.staff().pk
    late = a_task(case, "晚", staff_id=lin, due_at=now + timedelta(days=3))
    a_task(case, "无期", staff_id=lin)
    soon = a_task(other, "早", staff_id=lin, due_at=now + timedelta(days=1))
    a_task(case, "别人", staff_id=given.staff(given.CHEN).pk)
    finish_task(actor=given.agent(), task_id=a_task(case, "完", staff_id=lin).pk)
    assert [one.title for one in my_tasks(given.agent())] == ["早", "晚", "无期"]
    with time_machine.travel(now + timedelta(days=2), tick=False):
        assert [is_overdue(one) for one in my_tasks(given.agent())] == [True, False, False]
    assign_case(actor=given.supervisor(), case_id=other.pk, team_id=given.team("mobile").pk)
    left = [one.pk for one in my_tasks(given.agent())]
    assert left[0] == late.pk and soon.pk not in left


def test_who_leaves_passes_tasks_on_to_a_successor_who_sees_the_case():
    case = given.a_case()
    task = a_task(case, staff_id=given.staff().pk)
    chen = given.staff(given.CHEN).pk
    deactivate_staff(actor=given.administrator(), staff_id=given.staff().pk, successor_id=chen)
    drain()
    task.refresh_from_db()
    assert task.assignee_id == chen


def test_who_leaves_without_a_successor_leaves_tasks_to_nobody_yet():
    task = a_task(given.a_case(), staff_id=given.staff().pk)
    deactivate_staff(actor=given.administrator(), staff_id=given.staff().pk)
    drain()
    task.refresh_from_db()
    assert (task.assignee_id, task.state) == (None, "open")
