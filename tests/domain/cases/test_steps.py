"""Steps: what may be kept, what they come to, and that a rehearsal leaves nothing behind."""

import pytest
from django.utils import translation
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.actions.registry import actions, checked_steps, told
from fuwutai.domain.cases.commands.acting import rehearse, take_steps
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.rules import NO_PROMISE
from fuwutai.kernel.errors import Conflict, Invalid, NotFound
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

HIGH = {"do": "set_priority", "priority": "urgent"}


def test_each_action_names_what_it_takes_in_both_languages():
    for action in actions().values():
        assert str(action.label)
        assert all(entry.longest for entry in action.entries if entry.kind != "choice")
        assert (action.kept is None) is (action.back is None)


def test_wrong_steps_are_named_one_by_one():
    boss = given.administrator()
    raw = [{"do": "set_priority", "priority": "huge"}, {"do": "dance"}, {"do": "snooze", "hours": "0"}, {"do": "note"}]
    with pytest.raises(Invalid) as caught:
        checked_steps(boss, raw)
    assert set(caught.value.fields) == {"steps.0.priority", "steps.1", "steps.2.hours", "steps.3.body"}
    with pytest.raises(Invalid):
        checked_steps(boss, [])


def test_steps_are_kept_as_codes_and_told_in_words():
    boss = given.administrator()
    steps = checked_steps(boss, [{**HIGH, "more": "never kept"}, {"do": "end_wait"}])
    assert steps == [HIGH, {"do": "end_wait"}]
    with translation.override("en"):
        assert told(boss, steps) == ["Priority: Urgent", "Take up again"]


def test_all_steps_are_taken_or_none():
    boss = given.administrator()
    case = given.a_case()
    with pytest.raises(Conflict):
        take_steps(actor=boss, case_id=case.pk, steps=[HIGH, {"do": "end_wait"}])
    assert Case.objects.get(pk=case.pk).priority == case.priority
    take_steps(actor=boss, case_id=case.pk, steps=[HIGH, {"do": "note", "body": "seen"}])
    assert Case.objects.get(pk=case.pk).priority == "urgent"


def test_a_rehearsal_says_what_would_be_refused_and_leaves_nothing():
    boss = given.administrator()
    case = given.a_case()
    before = (JournalEntry.objects.count(), Message.objects.count())
    found = rehearse(boss, case.pk, [HIGH, {"do": "end_wait"}, {"do": "note", "body": "seen"}])
    assert [bool(one.problem) for one in found] == [False, True, False]
    assert (JournalEntry.objects.count(), Message.objects.count()) == before
    assert Case.objects.get(pk=case.pk).priority == case.priority


def test_a_case_out_of_sight_is_not_there():
    case = given.a_case()
    stranger = given.agent_elsewhere()
    with pytest.raises(NotFound):
        take_steps(actor=stranger, case_id=case.pk, steps=[HIGH])


WORDS = "{客户称呼}，工单{number}已恢复。"


def test_words_of_steps_are_filled_with_what_the_case_knows_when_they_are_taken():
    case = given.an_open_case()
    note = {"do": "note", "body": "已告知{客户称呼} {}"}
    steps = checked_steps(given.supervisor(), [{"do": "reply", "body": WORDS}, note])
    assert [one["body"] for one in steps] == [WORDS, "已告知{客户称呼} {}"]
    filled = [f"王建国，工单{case.number}已恢复。", "已告知王建国 {}"]
    assert [one.step["body"] for one in rehearse(given.supervisor(), case.pk, steps)] == filled
    take_steps(actor=given.supervisor(), case_id=case.pk, steps=steps)
    assert list(Message.objects.filter(case=case).order_by("pk").values_list("body", flat=True))[-2:] == filled


def test_the_result_that_a_step_tells_is_filled_as_well():
    case = given.an_open_case()
    step = {"do": "resolve", "body": WORDS}
    take_steps(actor=given.supervisor(), case_id=case.pk, steps=[step])
    assert Message.objects.filter(case=case, body=f"王建国，工单{case.number}已恢复。").count() == 1


def test_a_variable_that_nobody_knows_is_refused_when_the_step_is_written():
    boss = given.administrator()
    for do in ("reply", "note", "resolve"):
        with pytest.raises(Invalid) as caught:
            checked_steps(boss, [{"do": do, "body": "{姓名}，您好"}])
        assert set(caught.value.fields) == {"steps.0.body"} and "{姓名}" in str(caught.value.fields["steps.0.body"])
    assert checked_steps(boss, [{"do": "task", "title": "填{姓名}"}])[0]["title"] == "填{姓名}"


def test_what_the_case_does_not_know_is_refused_and_nothing_is_said():
    case = given.an_open_case()
    Case.objects.filter(pk=case.pk).update(due_at=NO_PROMISE)
    actor, steps = given.supervisor(), [{"do": "reply", "body": "{承诺时间}前答复"}]
    assert "{承诺时间}" in str(rehearse(actor, case.pk, steps)[0].problem)
    with nothing_changes(), pytest.raises(Invalid):
        take_steps(actor=actor, case_id=case.pk, steps=steps)
