"""Rules of automation at the desk."""

import pytest
from tests import given
from tests.domain.automation.given_rules import URGENT, a_rule, work, written
from tests.domain.automation.test_obeying import customer_writes, note
from tests.rows import nothing_changes

from fuwutai.desk.automation.editing import rule_edit, rule_new
from fuwutai.desk.automation.rules import automation, rule
from fuwutai.desk.automation.runs import runs
from fuwutai.domain.automation.choices import DEEPEST
from fuwutai.domain.automation.models import AutomationRule, Halt, Run
from fuwutai.domain.cases.commands import add_note

pytestmark = pytest.mark.django_db
FORM = {
    "name": "来信加急", "note": "", "on": "event", "event": "cases.customer_wrote", "unit": "60",
    "conditions": "状态:新建", "steps-0-do": "set_priority", "steps-0-priority": "urgent",
}  # fmt: skip


def test_without_rules_the_page_says_what_one_is(admin_desk, desk):
    said = admin_desk.get("/desk/automation").content.decode()
    assert "/desk/automation/new" in said and 'name="pack" value="general"' in said
    assert desk.get("/desk/automation").status_code == 403


def test_a_rule_is_written_changed_switched_and_taken_away(admin_desk):
    answer = admin_desk.post("/desk/automation/new", FORM)
    made = AutomationRule.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/automation/{made.pk}")
    assert (made.current.conditions, made.current.steps, made.is_on) == ("status:new", URGENT, False)
    page = admin_desk.get(f"/desk/automation/{made.pk}/edit").content.decode()
    assert "状态:新建" in page and 'name="steps-0-priority"' in page
    later = FORM | {"on": "delay", "after": "2", "unit": "1440", "seen": "1"}
    assert admin_desk.post(f"/desk/automation/{made.pk}/edit", later).status_code == 303
    made.refresh_from_db()
    assert made.current.trigger == {"on": "delay", "event": "cases.customer_wrote", "minutes": 2880}
    assert "<del>" in admin_desk.get(f"/desk/automation/{made.pk}").content.decode()
    admin_desk.post(f"/desk/automation/{made.pk}/versions/1/restore")
    admin_desk.post(f"/desk/automation/{made.pk}/switch", {"on": "1"})
    made.refresh_from_db()
    assert made.is_on and made.current.number == 3 and made.current.trigger["on"] == "event"
    admin_desk.post(f"/desk/automation/{made.pk}/retire")
    assert admin_desk.get(f"/desk/automation/{made.pk}").status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"conditions": "坐席:我"}, {"event": ""}, {"steps-0-priority": "huge"}, {"name": ""}, {"on": "daily"}]
)
def test_a_wrong_rule_is_asked_for_again_with_what_was_written(admin_desk, wrong):
    with nothing_changes():
        answer = admin_desk.post("/desk/automation/new", FORM | wrong)
    said = answer.content.decode()
    assert answer.status_code == 422 and "field__error" in said and 'name="steps-0-priority"' in said


def test_who_saves_over_a_newer_version_is_told_so(admin_desk):
    made = written()
    admin_desk.post(f"/desk/automation/{made.pk}/edit", FORM | {"seen": "1"})
    with nothing_changes():
        answer = admin_desk.post(f"/desk/automation/{made.pk}/edit", FORM | {"seen": "1", "conditions": ""})
    assert answer.status_code == 422


def test_a_draft_is_tried_and_shows_the_cases_and_what_would_be_refused(admin_desk):
    case = given.a_case()
    customer_writes(case)
    tried = FORM | {"try": "7", "steps-1-do": "end_wait"}
    with nothing_changes():
        answer = admin_desk.post("/desk/automation/new", tried)
    assert answer.status_code == 200 and answer.context["tried"]["number"] == 1
    assert [bool(one["problem"]) for one in answer.context["tried"]["rows"][0]["steps"]] == [False, True]
    assert f"/desk/cases/{case.pk}" in answer.content.decode()


def test_a_button_of_the_steps_saves_nothing(admin_desk):
    with nothing_changes():
        answer = admin_desk.post("/desk/automation/new", FORM | {"steps-go": "add"})
    assert answer.status_code == 200 and 'name="steps-1-do"' in answer.content.decode()


def test_the_log_says_what_was_done_and_why_something_was_not(admin_desk, supervisor_desk):
    good, bad = a_rule(name="好"), a_rule(name="坏", steps=[{"do": "end_wait"}])
    case = given.a_case()
    customer_writes(case)
    work()
    said = supervisor_desk.get("/desk/automation/runs").content.decode()
    assert said.count(case.number) == 2 and str(Run.objects.get(rule=bad).reason) in said
    narrowed = admin_desk.get("/desk/automation/runs", {"rule": good.pk, "outcome": "failed"})
    assert narrowed.context["rows"] == [] and narrowed.context["is_narrowed"]
    listed = supervisor_desk.get("/desk/automation")
    assert [row["rule"].failed_at is not None for row in listed.context["rows"]] == [False, True]
    assert "/switch" not in listed.content.decode()
    with nothing_changes():
        assert supervisor_desk.post(f"/desk/automation/{good.pk}/switch", {"on": "0"}).status_code == 403


def test_a_rule_that_went_in_a_circle_is_let_go_on(admin_desk):
    made = a_rule(trigger={"on": "event", "event": "cases.note_added"}, steps=note("又来"))
    case = given.a_case()
    add_note(actor=given.agent(), case_id=case.pk, body="开始")
    work()
    assert Run.objects.filter(outcome="done").count() == DEEPEST
    address = f"/desk/automation/{made.pk}/halts/{case.pk}"
    assert address in admin_desk.get(f"/desk/automation/{made.pk}").content.decode()
    assert admin_desk.post(address).status_code == 303
    assert not Halt.objects.exists()


def test_the_history_of_a_case_names_the_rule_and_leads_who_may_see_it_there(desk, supervisor_desk):
    made = a_rule()
    case = given.a_case()
    customer_writes(case)
    work()
    said = desk.get(f"/desk/cases/{case.pk}").content.decode()
    assert "来信加急" in said and f"/desk/automation/{made.pk}" not in said
    assert f'href="/desk/automation/{made.pk}"' in supervisor_desk.get(f"/desk/cases/{case.pk}").content.decode()


def test_rules_of_a_manual_are_taken_over_once(admin_desk):
    admin_desk.post("/desk/automation/adopt", {"pack": "general"})
    found = dict(AutomationRule.objects.values_list("code", "is_on"))
    assert found["general-low-rating"] and not found["general-urged-three-times"]
    assert 'value="general"' not in admin_desk.get("/desk/automation").content.decode()


def test_the_pages_keep_their_budgets(admin_desk, django_assert_max_num_queries):
    made, *_others = [a_rule(name=f"规则{n}", conditions="班组:broadband") for n in range(4)]
    for nth in range(3):
        customer_writes(given.a_case(phone=f"1370000000{nth}"))
    work()
    for view, address in (
        (automation, "/desk/automation"), (rule, f"/desk/automation/{made.pk}"), (runs, "/desk/automation/runs"),
        (rule_edit, f"/desk/automation/{made.pk}/edit"), (rule_new, "/desk/automation/new"),
    ):  # fmt: skip
        admin_desk.get(address)
        with django_assert_max_num_queries(view.statements):
            assert admin_desk.get(address).status_code == 200
