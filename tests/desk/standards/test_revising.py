"""Changing a promise at the desk: what is asked, what is said before, what is refused."""

from datetime import timedelta

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.sla.models import Clock
from fuwutai.domain.standards.commands import adopt_rule, revise_rule
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.queries import rule_in_force
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")
TARGET = {"number": "25", "unit": "minutes", "calendar": "", "warn_percents": "50，75%", "reason": "高峰期先缩短"}
STEP = {"percent": "60", "tell": ["team", "supervisors"], "give_to": "complaints", "reason": "早些知道"}


@pytest.fixture(autouse=True)
def november(time_machine) -> None:
    time_machine.move_to("2026-11-21T02:00:00Z", tick=False)


@pytest.fixture
def general() -> RuleRow:
    given.centre()
    return RuleRow.objects.get(clause_code="S4-6.1-1")


@pytest.fixture
def step() -> RuleRow:
    given.centre()
    return RuleRow.objects.get(kind="sla.escalation", scope={}, value__level=1)


def form_of(row: RuleRow) -> str:
    return f"/desk/promises/{row.pk}/revise"


@pytest.mark.parametrize("username", [given.LIN, given.CHEN])
def test_nobody_else_changes_a_promise(signed_in, username, general):
    browser = signed_in(username)
    with nothing_changes():
        answers = [
            browser.get(form_of(general)),
            browser.post(form_of(general), TARGET),
            browser.post(f"/desk/promises/{general.pk}/preview", TARGET),
        ]
    assert [answer.status_code for answer in answers] == [403] * 3


def test_a_change_holds_at_once_and_is_announced(admin_desk, general):
    answer = admin_desk.post(form_of(general), TARGET)
    assert (answer.status_code, answer["Location"]) == (303, "/desk/promises#clock-first_response")
    rule = rule_in_force("sla.first_response", {}, clock.now())
    assert (rule.value.minutes, rule.value.warn_percents) == (25, (50, 75))
    assert (rule.version, rule.reason, rule.clause_code) == (2, TARGET["reason"], "S4-6.1-1")
    assert TARGET["reason"] in admin_desk.get("/desk/promises").content.decode()


def test_a_change_of_a_later_day_waits_for_its_first_minute(admin_desk, general):
    admin_desk.post(form_of(general), TARGET | {"valid_from": "2026-12-01"})
    new = RuleRow.objects.get(replaces=general)
    assert new.valid_from.isoformat() == "2026-11-30T16:00:00+00:00"  # midnight in Shanghai
    assert rule_in_force("sla.first_response", {}, clock.now()).id == general.pk


def test_today_means_now(admin_desk, general):
    admin_desk.post(form_of(general), TARGET | {"valid_from": "2026-11-21"})
    assert RuleRow.objects.get(replaces=general).valid_from == clock.now()


def test_limits_calendar_and_unit_may_be_changed(admin_desk, general):
    limits = {"for_type": "complaint", "for_category": "fault.network"}
    admin_desk.post(form_of(general), TARGET | limits | {"number": "7", "unit": "working_days", "calendar": "cn"})
    new = RuleRow.objects.get(replaces=general)
    assert new.scope == {"type": "complaint", "category": "fault.network"}
    assert new.value == {"working_days": 7, "calendar": "cn", "warn_percents": [50, 75]}


def test_for_whom_a_clock_waits_survives_a_change(admin_desk):
    given.centre()
    value = {"minutes": 60, "pause_for": ["third_party"]}
    row = adopt_rule(actor=SYSTEM, kind="sla.resolution", value=value, scope={"type": "praise"})
    admin_desk.post(form_of(row), TARGET | {"for_type": "praise"})
    assert RuleRow.objects.get(replaces=row).value["pause_for"] == ["third_party"]


def test_the_form_shows_the_promise_as_it_is_and_sending_it_back_says_that_nothing_differs(admin_desk):
    given.centre()
    row = RuleRow.objects.get(clause_code="S4-2.2-4", scope={"priority": "emergency", "tier": "vip"})
    form = admin_desk.get(form_of(row)).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
    assert (sent["number"], sent["unit"], sent["calendar"]) == (1, "hours", "always")
    assert (sent["for_priority"], sent["for_tier"]) == ("emergency", "vip")
    with nothing_changes():
        answer = admin_desk.post(form_of(row), sent | {"reason": "没有改动"})
    assert answer.status_code == 422 and answer.context["form"].non_field_errors()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "0"}, "number"),
        ({"number": "ten"}, "number"),
        ({"number": "1001", "unit": "working_days"}, "number"),
        ({"unit": "weeks"}, "unit"),
        ({"calendar": "nowhere"}, "calendar"),
        ({"warn_percents": "100"}, "warn_percents"),
        ({"warn_percents": "soon"}, "warn_percents"),
        ({"for_type": "party"}, "for_type"),
        ({"valid_from": "soon"}, "valid_from"),
        ({"valid_from": "2026-11-20"}, "valid_from"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 1_001}, "reason"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_stays_typed(admin_desk, general, wrong, field):
    sent = TARGET | {"reason": "请保留这句话"} | wrong
    with nothing_changes():
        answer = admin_desk.post(form_of(general), sent)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, [field])
    assert form["reason"].value() == sent["reason"] and form["number"].value() == sent["number"]


def test_who_comes_too_late_is_told_and_keeps_the_words(admin_desk, general):
    admin_desk.get(form_of(general))
    revise_rule(actor=SYSTEM, rule_id=general.pk, value={"minutes": 20}, reason="先到")
    with nothing_changes():
        answer = admin_desk.post(form_of(general), TARGET)
    assert answer.status_code == 409 and TARGET["reason"] in answer.content.decode()
    assert admin_desk.get(form_of(general))["Location"] == f"/desk/promises/{general.pk}"


def test_the_preview_counts_open_cases_and_says_what_new_ones_get(admin_desk, general):
    for _nth in range(2):
        given.a_case()
    given.a_case(type="complaint")
    given.an_open_case()  # answered: its first response is over
    assert Clock.objects.filter(rule_id=general.pk, state="running").count() == 2
    first = admin_desk.get(form_of(general)).context["preview"]
    assert "2" in first["kept"] and "30 分" in first["kept"]
    typed = TARGET | {"for_type": "complaint", "valid_from": "2026-12-01", "reason": ""}
    said = admin_desk.post(f"/desk/promises/{general.pk}/preview", typed)
    assert said.status_code == 200 and said.content.decode().lstrip().startswith("<div")
    assert all(part in said.context["preview"]["new"] for part in ("2026-12-01", "25 分", "投诉"))


@pytest.mark.parametrize("typed", [{}, {"number": "x"}, {"unit": "weeks"}, {"number": "9" * 30}])
def test_the_preview_of_half_a_form_does_no_harm(admin_desk, general, typed):
    with nothing_changes():
        answer = admin_desk.post(f"/desk/promises/{general.pk}/preview", TARGET | typed if typed else {})
    assert answer.status_code == 200


def test_open_cases_keep_their_promise(admin_desk, general):
    case = given.a_case()
    due = Clock.objects.get(case=case, definition="first_response").due_at
    admin_desk.post(form_of(general), TARGET | {"number": "5"})
    later = given.a_case(phone="13800000000")
    assert Clock.objects.get(case=case, definition="first_response").due_at == due
    assert Clock.objects.get(case=later, definition="first_response").due_at == due - timedelta(minutes=25)


def test_a_step_of_the_escalation_is_changed_and_keeps_its_level(admin_desk, step):
    form = admin_desk.get(form_of(step)).context["form"]
    assert (form["percent"].value(), form["tell"].value(), form["urgent"].value()) == (75, ["assignee"], False)
    answer = admin_desk.post(form_of(step), STEP | {"for_clock": "resolution", "urgent": "on"})
    assert answer["Location"] == "/desk/promises#clock-escalation"
    new = RuleRow.objects.get(replaces=step)
    assert new.scope == {"clock": "resolution"}
    assert new.value == {
        "level": 1, "percent": 60, "tell": ["team", "supervisors"], "give_to": "complaints", "urgent": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "field"), [({"percent": "0"}, "percent"), ({"tell": ["mayor"]}, "tell"), ({"give_to": "x"}, "give_to")]
)
def test_a_step_that_makes_no_sense_is_refused(admin_desk, step, wrong, field):
    with nothing_changes():
        answer = admin_desk.post(form_of(step), STEP | wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_what_is_no_promise_cannot_be_changed_here(admin_desk):
    given.centre()
    no_promise = RuleRow.objects.get(kind="cases.reopen_within")
    with nothing_changes():
        assert admin_desk.get(form_of(no_promise)).status_code == 404
        assert admin_desk.post(form_of(no_promise), TARGET).status_code == 404
