"""Bulk changes: what is done, what is refused, what goes on after a crash, what is taken back."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import translation
from tests import given
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import deactivate_staff
from fuwutai.domain.cases.actions import bulk
from fuwutai.domain.cases.commands import add_note, reclassify_case
from fuwutai.domain.cases.commands import bulk_work as work
from fuwutai.domain.cases.commands.bulk import start_bulk, stop_bulk, take_bulk_item, undo_bulk
from fuwutai.domain.cases.models import BulkItem, BulkRun, Case, Message
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry, OutboxRow
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db
URGENT = {"do": "set_priority", "priority": "urgent"}
NOTE = {"do": "note", "body": "已核对"}


def some(number: int = 3, **matter: str) -> list[Case]:
    return [given.a_case(phone=f"139{n:08d}", **matter) for n in range(number)]


def started(steps: list[dict[str, str]], cases: list[Case], by: Actor | None = None) -> BulkRun:
    return start_bulk(actor=by or given.agent(), steps=steps, case_ids=[one.pk for one in cases])


def carried_out(steps: list[dict[str, str]], cases: list[Case], by: Actor | None = None) -> BulkRun:
    run = started(steps, cases, by)
    assert work.carry_on(run.pk, 60) is False
    run.refresh_from_db()
    return run


def priorities(cases: list[Case]) -> list[str]:
    return [Case.objects.get(pk=one.pk).priority for one in cases]


def states(run: BulkRun) -> list[str]:
    return list(BulkItem.objects.filter(run=run).order_by("case_id").values_list("state", flat=True))


def test_the_same_is_done_to_every_case_and_counted():
    cases = some()
    run = carried_out([URGENT, NOTE], cases)
    assert priorities(cases) == ["urgent"] * 3 and Message.objects.filter(kind="note", body="已核对").count() == 3
    assert (run.state, run.wanted, run.done, run.failed) == ("done", 3, 3, 0) and run.ended_at
    codes = JournalEntry.objects.filter(subject="bulk", subject_id=run.pk).order_by("pk")
    assert [(one.code, one.actor_id) for one in codes] == [
        ("cases.bulk_started", given.agent().id), ("cases.bulk_ended", given.agent().id),
    ]  # fmt: skip


def test_all_of_a_query_are_meant_as_far_as_the_person_sees_them():
    mine, _hidden = some(2), given.a_case(team_code="mobile", phone="13700001111")
    run = start_bulk(actor=given.agent(), steps=[URGENT], query="状态:新建")
    assert sorted(run.items.values_list("case_id", flat=True)) == sorted(one.pk for one in mine)


def test_what_cannot_be_started_leaves_nothing():
    case, hidden = given.a_case(), given.a_case(team_code="mobile", phone="13700001111")
    lin, ids = given.agent(), [case.pk]
    with nothing_changes():
        with pytest.raises(Invalid) as caught:
            start_bulk(actor=lin, steps=[{"do": "set_priority", "priority": "huge"}], case_ids=ids)
        assert "steps.0.priority" in caught.value.fields
        for steps, wanted in (([], ids), ([URGENT], []), ([URGENT], [hidden.pk]), ([URGENT], range(20_001))):
            with pytest.raises(Invalid):
                start_bulk(actor=lin, steps=steps, case_ids=wanted)
        with pytest.raises(Invalid):
            start_bulk(actor=lin, steps=[URGENT], query="天气:晴")
        with pytest.raises(NotFound):
            start_bulk(actor=lin, steps=[URGENT], case_ids=ids, macro_id=999)
        for stranger in (Actor.customer(), Actor(kind="token", id=lin.id, permissions=lin.permissions, reach="all")):
            with pytest.raises(Refused):
                start_bulk(actor=stranger, steps=[URGENT], case_ids=ids)


def test_one_that_is_refused_says_why_in_her_language_and_holds_up_nothing():
    cases = [*some(2), given.a_closed_case(phone="13700002222")]
    with translation.override("en"):
        run = carried_out([URGENT], cases)
    assert (run.done, run.failed, states(run)) == (2, 1, ["done", "done", "failed"])
    [problem], cursor = bulk.problems_page(given.agent(), run, None)
    assert (problem.case.pk, problem.state, cursor) == (cases[2].pk, "failed", None)
    assert problem.code and problem.words and any("\u4e00" <= one <= "\u9fff" for one in problem.words)
    assert list(bulk.problem_lines(given.agent(), run))[1][0] == cases[2].number
    assert bulk.problem_counts(run) == [(problem.words, 1)]


def test_of_several_steps_a_case_gets_all_or_none():
    cases = some(2)
    run = carried_out([NOTE, {"do": "end_wait"}], cases)
    assert run.failed == 2 and not Message.objects.filter(kind="note").exists()


def test_the_rights_of_the_moment_count():
    cases = some(2)
    run = started([URGENT], cases)
    Case.objects.filter(pk=cases[0].pk).update(team=given.team("mobile"))
    work.carry_on(run.pk, 60)
    assert states(run) == ["failed", "done"] and priorities(cases) == ["routine", "urgent"]
    [problem], _next = bulk.problems_page(given.agent(), run, None)
    assert problem.case is None and problem.code == "not_found"
    other = started([URGENT], cases[1:])
    deactivate_staff(actor=given.administrator(), staff_id=given.staff().pk)
    before = list(Case.objects.order_by("pk").values())
    work.carry_on(other.pk, 60)
    assert list(Case.objects.order_by("pk").values()) == before
    other.refresh_from_db()
    assert (other.state, other.failed) == ("done", 1)


def test_after_a_crash_the_rest_is_done_and_nothing_twice(monkeypatch):
    cases = some(4)
    run = started([NOTE], cases)
    told: list[int] = []

    def breaking(*, actor: Actor, item_id: int) -> bool:
        told.append(item_id)
        if len(told) == 3:
            raise OperationalError("the server went away")
        return take_bulk_item(actor=actor, item_id=item_id)

    monkeypatch.setattr(work, "take_bulk_item", breaking)
    with pytest.raises(OperationalError):
        work.carry_on(run.pk, 60)
    assert states(run).count("done") == 2
    monkeypatch.undo()
    assert work.carry_on(run.pk, 60) is False
    run.refresh_from_db()
    assert (run.state, run.done) == ("done", 4) and Message.objects.filter(kind="note").count() == 4
    item = run.items.first()
    assert take_bulk_item(actor=given.agent(), item_id=item.pk) is False


def test_an_unforeseen_error_of_one_case_stands_in_its_report(monkeypatch):
    cases = some(2)
    run = started([URGENT], cases)
    first = run.items.order_by("pk").first().pk

    def breaking(*, actor: Actor, item_id: int) -> bool:
        if item_id == first:
            raise ZeroDivisionError
        return take_bulk_item(actor=actor, item_id=item_id)

    monkeypatch.setattr(work, "take_bulk_item", breaking)
    work.carry_on(run.pk, 60)
    assert states(run) == ["failed", "done"]
    assert run.items.get(pk=first).problem.startswith("unexpected\n")


def test_the_worker_does_many_in_slices_and_a_few_wait_for_the_request():
    few = started([URGENT], some(2))
    assert OutboxRow.objects.get(name="cases.bulk").run_at > clock.wall() + timedelta(seconds=20)
    OutboxRow.objects.filter(name="cases.bulk").update(run_at=clock.wall())
    drain()
    few.refresh_from_db()
    assert few.state == "done" and not OutboxRow.objects.filter(name="cases.bulk").exists()


def test_a_stopped_run_leaves_the_rest_and_says_how_many(monkeypatch):
    cases = some(3)
    run = started([URGENT], cases)
    assert work.carry_on(run.pk, -1) is True
    stop_bulk(actor=given.agent(), run_id=run.pk)
    assert work.carry_on(run.pk, 60) is False
    run.refresh_from_db()
    assert (run.state, run.done, states(run)) == ("stopped", 1, ["done", "waiting", "waiting"])
    assert JournalEntry.objects.get(code="cases.bulk_ended").data["left"] == 2
    with nothing_changes(), pytest.raises(Conflict):
        stop_bulk(actor=given.agent(), run_id=run.pk)


def test_a_run_is_nobody_elses_affair():
    run = carried_out([URGENT], some(1))
    boss = given.administrator()
    with nothing_changes():
        for act in (stop_bulk, undo_bulk):
            with pytest.raises(NotFound):
                act(actor=boss, run_id=run.pk)
        with pytest.raises(NotFound):
            bulk.own_run(boss, run.pk)
        assert take_bulk_item(actor=boss, item_id=run.items.first().pk) is False
    assert not bulk.runs_page(boss, None).rows


def test_undoing_puts_back_what_nobody_changed_since_and_reports_the_rest():
    cases = some(3)
    run = carried_out([URGENT, NOTE], cases)
    reclassify_case(actor=given.supervisor(), case_id=cases[1].pk, priority="emergency")
    assert bulk.undo_until(run) and bulk.final_steps(run.steps) == [NOTE]
    undo_bulk(actor=given.agent(), run_id=run.pk)
    assert work.carry_on(run.pk, 60) is False
    run.refresh_from_db()
    assert priorities(cases) == ["routine", "emergency", "routine"]
    assert (run.state, states(run)) == ("undone", ["undone", "kept", "undone"]) and run.undone_at
    [stayed], _next = bulk.problems_page(given.agent(), run, None)
    assert (stayed.case.pk, stayed.state, stayed.code) == (cases[1].pk, "kept", "changed_since")
    event = JournalEntry.objects.get(code="cases.bulk_undone")
    assert (event.data["undone"], event.data["stayed"]) == (2, 1)
    assert Message.objects.filter(kind="note").count() == 3
    with nothing_changes(), pytest.raises(Conflict):
        undo_bulk(actor=given.agent(), run_id=run.pk)


def test_several_steps_are_taken_back_in_reverse():
    boss, cases = given.supervisor(), some(2)
    steps = [
        {"do": "set_type", "type": "fault"}, URGENT, {"do": "tag", "names": "宽带,急"},
        {"do": "assign", "team": "mobile", "staff": "none"},
    ]  # fmt: skip
    before = [[one.type, one.priority, one.tags, one.team_id] for one in cases]
    run = carried_out(steps, cases, boss)
    assert run.done == 2, list(run.items.values_list("problem"))
    undo_bulk(actor=boss, run_id=run.pk)
    work.carry_on(run.pk, 60)
    assert states(run) == ["undone", "undone"], list(run.items.values_list("problem"))
    now = [Case.objects.get(pk=one.pk) for one in cases]
    assert [[one.type, one.priority, one.tags, one.team_id] for one in now] == before


@pytest.mark.parametrize("steps", [[NOTE]])
def test_what_has_no_way_back_is_refused_to_undo(steps):
    run = carried_out(steps, some(1))
    assert bulk.undo_until(run) is None
    with nothing_changes(), pytest.raises(Conflict) as caught:
        undo_bulk(actor=given.agent(), run_id=run.pk)
    assert caught.value.code == "nothing_to_undo"


def test_after_a_day_it_is_too_late_to_undo(time_machine):
    run = carried_out([URGENT], some(1))
    time_machine.move_to(run.ended_at + bulk.UNDO_WITHIN, tick=False)
    assert bulk.undo_until(run) is None
    with nothing_changes(), pytest.raises(Conflict) as caught:
        undo_bulk(actor=given.agent(), run_id=run.pk)
    assert caught.value.code == "too_late"


def test_the_preview_says_what_is_allowed_and_why_not_without_writing():
    lin = given.agent()
    cases = [*some(2), given.a_closed_case(phone="13700002222"), given.a_merged_case(phone="13700003333")]
    ids = [one.pk for one in cases]
    steps = [URGENT, {"do": "reply", "body": "您好"}]
    with nothing_changes():
        found = bulk.preview(lin, [*ids, 999_999], steps)
    assert (found.allowed, found.people, found.gone) == (2, 2, 1)
    assert {(one.step, one.why, one.status) for one in found.hindrances} == {(0, "status", "closed"), (0, "merged", "")}
    assert [one.pk for group in found.hindrances for one in group.examples if group.why == "status"] == [ids[2]]
    assert found.speaks == found.final == [steps[1]]


def test_the_preview_judges_a_step_by_what_those_before_it_leave():
    boss, case = given.supervisor(), given.an_open_case()
    assert bulk.preview(boss, [case.pk], [{"do": "close"}]).allowed == 0
    assert bulk.preview(boss, [case.pk], [{"do": "resolve"}, {"do": "close"}]).allowed == 1
    assert bulk.preview(given.agent(), [case.pk], [{"do": "supervise", "demand": "？"}]).hindrances[0].why == "rights"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_run_do_each_case_once():
    cases = some(12)
    run = started([NOTE], cases)
    results = at_once(*[lambda: work.carry_on(run.pk, 60)] * 3)
    while work.carry_on(run.pk, 60):
        pass
    run.refresh_from_db()
    assert not [one for one in results if isinstance(one, Exception) and not isinstance(one, OperationalError)], results
    assert (run.state, run.done, run.failed) == ("done", 12, 0)
    assert Message.objects.filter(kind="note").count() == 12
    assert JournalEntry.objects.filter(code="cases.bulk_ended").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_case_that_a_colleague_changes_at_the_same_moment_is_neither_lost_nor_doubled():
    cases = some(6)
    run, chen = started([URGENT], cases), given.supervisor()
    at_once(
        lambda: work.carry_on(run.pk, 60),
        *[lambda one=one: add_note(actor=chen, case_id=one.pk, body="同时") for one in cases[:3]],
    )
    assert states(run) == ["done"] * 6 and Message.objects.filter(body="同时").count() == 3


def test_a_second_press_starts_no_second_run():
    case = given.a_case()
    given_twice = {"actor": given.agent(), "steps": [URGENT], "case_ids": [case.pk]}
    assert start_bulk.once("token")(**given_twice).pk == start_bulk.once("token")(**given_twice).pk
    assert BulkRun.objects.count() == 1


def test_what_cannot_be_taken_back_is_known_beforehand():
    assert bulk.final_steps([URGENT, {"do": "close"}, {"do": "gone"}]) == [{"do": "close"}, {"do": "gone"}]
