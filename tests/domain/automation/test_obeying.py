"""Rules at work: events, order and stopping, failures, circles, and that nothing happens twice."""

from datetime import timedelta

import pytest
import time_machine
from tests import given
from tests.domain.automation.given_rules import URGENT, WRITES, a_rule, work, written

from fuwutai.domain.automation import obeying
from fuwutai.domain.automation.choices import DEEPEST, DONE, FAILED, LOOPED, OFTENEST
from fuwutai.domain.automation.commands import let_go_on, save_rule
from fuwutai.domain.automation.models import Halt, RuleDay, RuleVersion, Run
from fuwutai.domain.automation.reactions import hear
from fuwutai.domain.automation.settings import acting, listens
from fuwutai.domain.cases.actions.registry import checked_steps
from fuwutai.domain.cases.commands import add_note, open_case, reclassify_case, write_as_customer
from fuwutai.domain.cases.commands.acting import rehearse
from fuwutai.domain.cases.models import Case, Message
from fuwutai.kernel import clock, journal
from fuwutai.kernel.models import JournalEntry, OutboxRow

pytestmark = pytest.mark.django_db
NOTED = {"on": "event", "event": "cases.note_added"}
CORRECTED = {"on": "event", "event": "cases.case_reclassified"}


def note(words: str) -> list[dict[str, str]]:
    return [{"do": "note", "body": words}]


def customer_writes(case: Case) -> None:
    write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="还没好。", channel="portal")


def notes_in(case: Case) -> list[str]:
    return list(Message.objects.filter(case=case, kind="note").order_by("pk").values_list("body", flat=True))


def outcomes() -> list[str]:
    return list(Run.objects.order_by("pk").values_list("outcome", flat=True))


def test_a_rule_acts_once_it_hears_of_its_event_and_its_conditions_match():
    rule = a_rule(conditions="team:broadband -priority:emergency")
    case, other = given.a_case(), given.a_case(team_code="mobile", phone="13700001111")
    for one in (case, other):
        customer_writes(one)
    work()
    assert Case.objects.get(pk=case.pk).priority == "urgent"
    assert Case.objects.get(pk=other.pk).priority == other.priority
    run = Run.objects.get()
    assert (run.rule_id, run.case_id, run.version, run.outcome, run.depth) == (rule.pk, case.pk, 1, DONE, 1)
    assert JournalEntry.objects.get(pk=run.cause_id).code == "cases.customer_wrote"


def test_what_a_rule_does_is_signed_with_the_rule():
    rule = a_rule()
    case = given.a_case()
    customer_writes(case)
    work()
    done = JournalEntry.objects.get(code="cases.case_reclassified", subject_id=case.pk)
    assert (done.actor_kind, done.actor_name, done.actor_id) == ("system", "automation", rule.pk)
    obeyed = JournalEntry.objects.get(code="automation.rule_obeyed")
    assert obeyed.subject_id == case.pk and obeyed.data["automation_rule_id"] == rule.pk


def test_what_does_not_match_costs_no_row_but_is_counted():
    rule = a_rule(conditions="priority:emergency")
    case = given.a_case()
    customer_writes(case)
    work()
    assert Run.objects.count() == 0
    day = RuleDay.objects.get(rule=rule)
    assert (day.looked, day.matched, day.failed) == (1, 0, 0)


def test_where_no_rule_listens_nothing_is_promised():
    written()
    assert not listens("cases.customer_wrote")
    case = given.a_case()
    before = OutboxRow.objects.filter(name__startswith="automation.").count()
    customer_writes(case)
    assert OutboxRow.objects.filter(name__startswith="automation.").count() == before


def test_rules_act_in_their_order_until_one_that_stops_the_others_matches():
    a_rule(name="一", steps=note("一"), conditions="priority:emergency", stops=True)
    a_rule(name="二", steps=note("二"))
    a_rule(name="三", steps=note("三"), stops=True)
    a_rule(name="四", steps=note("四"))
    case = given.a_case()
    customer_writes(case)
    work()
    assert notes_in(case) == ["二", "三"]


def test_a_step_that_is_refused_undoes_its_rule_alone_and_is_written_down():
    first = a_rule(name="坏", steps=[*URGENT, {"do": "end_wait"}])
    a_rule(name="好", steps=note("后面的照常"))
    case = given.a_case()
    customer_writes(case)
    work()
    assert outcomes() == [FAILED, DONE]
    failed = Run.objects.get(outcome=FAILED)
    assert failed.rule_id == first.pk and failed.problem and failed.reason
    assert Case.objects.get(pk=case.pk).priority == case.priority and notes_in(case) == ["后面的照常"]
    assert RuleDay.objects.get(rule=first).failed == 1
    assert not JournalEntry.objects.filter(code="automation.rule_obeyed", data__automation_rule_id=first.pk).exists()


def test_a_step_that_breaks_is_written_down_like_one_that_is_refused(monkeypatch):
    a_rule()

    def broken(**_more):
        raise ZeroDivisionError

    monkeypatch.setattr(obeying, "obey_rule", broken)
    case = given.a_case()
    customer_writes(case)
    work()
    assert Run.objects.get().problem == "broken" and Run.objects.get().outcome == FAILED


def test_the_same_event_is_obeyed_once_however_often_it_is_delivered():
    a_rule(steps=note("一次"))
    case = given.a_case()
    customer_writes(case)
    work()
    entry = JournalEntry.objects.get(code="cases.customer_wrote", subject_id=case.pk)
    hear(journal.recorded(entry))
    hear(journal.recorded(entry))
    assert notes_in(case) == ["一次"] and outcomes() == [DONE]


def test_history_that_is_taken_in_sets_no_rule_off():
    a_rule(trigger={"on": "event", "event": "cases.case_opened"}, steps=note("新"))
    past = clock.now() - timedelta(days=30)
    given.centre()
    case = open_case.at(past)(actor=given.agent(), **(given.MATTER | {"team_id": given.team().pk}))
    work()
    assert notes_in(case) == [] and Run.objects.count() == 0


def test_rules_that_set_each_other_off_are_stopped_and_it_is_told():
    a_rule(name="甲", trigger=NOTED, steps=note("甲"))
    case = given.a_case()
    add_note(actor=given.agent(), case_id=case.pk, body="开始")
    work()
    assert outcomes() == [DONE] * DEEPEST + [LOOPED]
    assert notes_in(case) == ["开始", *["甲"] * DEEPEST]
    looped = JournalEntry.objects.get(code="automation.looped")
    assert (looped.subject_id, looped.data["problem"], looped.data["depth"]) == (case.pk, "too_deep", DEEPEST + 1)


def test_a_rule_that_acts_too_often_within_an_hour_leaves_the_case_alone_until_it_is_let_go_on():
    rule = a_rule(steps=note("又来"))
    case = given.a_case()
    for _nth in range(OFTENEST + 3):
        customer_writes(case)
    work()
    assert outcomes() == [DONE] * OFTENEST + [LOOPED]
    assert Halt.objects.get().why == "too_often"
    let_go_on(actor=given.administrator(), rule_id=rule.pk, case_id=case.pk)
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        customer_writes(case)
        work()
    assert outcomes()[-1] == DONE and Halt.objects.count() == 0


def test_a_rule_that_does_not_say_what_it_did_goes_in_no_circle():
    a_rule(trigger=CORRECTED, steps=[{"do": "set_priority", "priority": "urgent"}], conditions="-priority:urgent")
    case = given.a_case()
    reclassify_case(actor=given.supervisor(), case_id=case.pk, type="complaint")
    work()
    assert Case.objects.get(pk=case.pk).priority == "urgent" and outcomes() == [DONE]


def test_conditions_that_this_release_does_not_know_never_make_a_rule_reach_further():
    rule = a_rule(conditions="priority:emergency")
    RuleVersion.objects.filter(rule=rule).update(conditions="priority:emergency weather:rain")
    case = given.a_case()
    customer_writes(case)
    work()
    assert Run.objects.get().problem == "unknown_condition"
    assert Case.objects.get(pk=case.pk).priority == case.priority


def test_what_people_do_with_cases_the_platform_can_do_for_a_rule():
    case = given.an_open_case()
    steps = [
        {"do": "tag", "names": "宽带"}, {"do": "set_priority", "priority": "urgent"}, {"do": "note", "body": "好"},
        {"do": "task", "title": "回访"}, {"do": "reply", "body": "您好。"},
        {"do": "supervise", "demand": "查"},
        {"do": "assign", "team": "mobile", "staff": "none"}, {"do": "snooze", "hours": "2"}, {"do": "wake"},
        {"do": "resolve", "body": "已修复。"},
    ]  # fmt: skip
    found = rehearse(acting(1), case.pk, checked_steps(given.administrator(), steps))
    assert {one.step["do"]: str(one.problem) for one in found if one.problem} == {}


def test_a_rule_that_was_switched_on_hears_what_happens_from_then_on():
    case = given.a_case()
    customer_writes(case)
    a_rule(trigger=WRITES)
    assert Run.objects.count() == 0


def test_what_a_rule_says_now_is_what_is_done():
    rule = a_rule()
    save_rule(
        actor=given.administrator(), rule_id=rule.pk, name="来信加急", trigger=WRITES, conditions="",
        steps=note("新的说法"),
    )  # fmt: skip
    case = given.a_case()
    customer_writes(case)
    work()
    assert notes_in(case) == ["新的说法"] and Run.objects.get().version == 2
