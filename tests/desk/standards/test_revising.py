"""Changing a promise at the desk: what is asked, what is said before, what is refused; it goes into a draft."""

import pytest
from django.utils import translation
from tests import given
from tests.domain.standards.given_manuals import a_draft, a_manual, a_rule_of
from tests.rows import nothing_changes

from fuwutai.domain.cases.choices import CATEGORIES
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.standards.commands import adopt_rule, approve_version, revise_rule, submit_version
from fuwutai.domain.standards.models import Manual, ManualVersion, Proposal, RuleRow
from fuwutai.domain.standards.queries import rule_in_force
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")
NEW_DRAFT = {"draft": "new:OWN", "title": "高峰期提速", "reason": "高峰期先缩短"}
TARGET = {"number": "25", "unit": "minutes", "calendar": "", "warn_percents": "50，75%", **NEW_DRAFT}
STEP = {"percent": "60", "tell": ["team", "supervisors"], "give_to": "complaints", **NEW_DRAFT}


@pytest.fixture(autouse=True)
def november(time_machine) -> None:
    time_machine.move_to("2026-11-21T02:00:00Z", tick=False)


@pytest.fixture
def own() -> Manual:
    return a_manual("OWN")


@pytest.fixture
def general(own) -> RuleRow:
    return RuleRow.objects.get(clause_code="S4-6.1-1")


@pytest.fixture
def step(own) -> RuleRow:
    return RuleRow.objects.get(kind="sla.escalation", scope={}, value__level=1)


def form_of(row: RuleRow) -> str:
    return f"/desk/promises/{row.pk}/revise"


def proposed() -> Proposal:
    return Proposal.objects.get()


def test_nobody_else_changes_a_promise(desk, general):
    with nothing_changes():
        answers = [
            desk.get(form_of(general)),
            desk.post(form_of(general), TARGET),
            desk.post(f"/desk/promises/{general.pk}/preview", TARGET),
            desk.get(f"/desk/promises/{general.pk}/end"),
            desk.post(f"/desk/promises/{general.pk}/end", NEW_DRAFT),
            desk.get("/desk/promises/new"),
            desk.post("/desk/promises/new", NEW_DRAFT),
        ]
    assert [answer.status_code for answer in answers] == [403] * 7


def test_a_change_stands_in_a_new_draft_and_nothing_else_changes(supervisor_desk, general):
    answer = supervisor_desk.post(form_of(general), TARGET)
    version = ManualVersion.objects.get(state="draft")
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/manual-versions/{version.pk}#changes")
    assert (version.manual.code, version.title, version.reason) == ("OWN", TARGET["title"], TARGET["reason"])
    assert version.author_id == given.staff(given.CHEN).pk
    change = proposed()
    assert (change.version_id, change.action, change.rule_id) == (version.pk, "revise", general.pk)
    assert change.value == {"minutes": 25, "warn_percents": [50, 75]}
    assert rule_in_force("sla.first_response", {}, clock.now()).id == general.pk


def test_a_change_goes_into_an_open_draft_of_mine(supervisor_desk, general, own):
    mine, other = a_draft(own), a_draft(own, by=given.administrator())
    offered = supervisor_desk.get(form_of(general)).context["choice"]["draft"].field.choices
    assert [code for code, _label in offered] == [str(mine.pk), "new:OWN"]
    assert str(other.pk) not in dict(offered)
    supervisor_desk.post(form_of(general), TARGET | {"draft": str(mine.pk), "title": "", "reason": ""})
    assert proposed().version_id == mine.pk


def test_the_draft_of_somebody_else_is_refused(supervisor_desk, general, own):
    other = a_draft(own, by=given.administrator())
    with nothing_changes():
        answer = supervisor_desk.post(form_of(general), TARGET | {"draft": str(other.pk)})
    assert answer.status_code == 422 and "draft" in answer.context["choice"].errors


def test_a_figure_of_a_manual_goes_into_a_draft_of_that_manual(supervisor_desk):
    rule = a_rule_of(a_manual("M1"))
    page = supervisor_desk.get(form_of(rule))
    assert [code for code, _label in page.context["choice"]["draft"].field.choices] == ["new:M1"]
    supervisor_desk.post(form_of(rule), TARGET | {"draft": "new:M1", "for_type": "suggestion"})
    assert proposed().version.manual.code == "M1"


def test_without_a_manual_of_our_own_the_reader_is_told_why_nothing_can_be_changed(supervisor_desk):
    given.centre()
    rule = RuleRow.objects.get(clause_code="S4-6.1-1")
    with nothing_changes():
        shown, sent = supervisor_desk.get(form_of(rule)), supervisor_desk.post(form_of(rule), TARGET)
        ended = supervisor_desk.post(f"/desk/promises/{rule.pk}/end", NEW_DRAFT)
    assert (shown.status_code, sent.status_code, ended.status_code) == (200, 409, 409)
    assert "OWN" in shown.content.decode() and "<textarea" not in shown.content.decode()


def test_once_approved_the_change_holds_for_new_cases_and_open_ones_keep_their_promise(supervisor_desk, general):
    case = given.a_case()
    due = Clock.objects.get(case=case, definition="first_response").due_at
    supervisor_desk.post(form_of(general), TARGET | {"number": "5"})
    version = submit_version(actor=given.supervisor(), version_id=proposed().version_id)
    approve_version(actor=given.administrator(), version_id=version.pk)
    later = given.a_case(phone="13800000000")
    assert Clock.objects.get(case=case, definition="first_response").due_at == due
    assert (due - Clock.objects.get(case=later, definition="first_response").due_at).total_seconds() == 25 * 60


@pytest.mark.parametrize("as_code", [True, False])
def test_limits_calendar_and_unit_may_be_changed(admin_desk, general, as_code):
    with translation.override("zh-hans"):
        written = "fault.network" if as_code else str(CATEGORIES["fault.network"])
    limits = {"for_type": "complaint", "for_category": written}
    answered = TARGET | limits | {"number": "7", "unit": "working_days", "calendar": "cn"}
    admin_desk.post(form_of(general), answered)
    assert proposed().scope == {"type": "complaint", "category": "fault.network"}
    assert proposed().value == {"working_days": 7, "calendar": "cn", "warn_percents": [50, 75]}


def test_for_whom_a_clock_waits_survives_a_change(admin_desk, own):
    value = {"minutes": 60, "pause_for": ["third_party"]}
    row = adopt_rule(actor=SYSTEM, kind="sla.resolution", value=value, scope={"type": "praise"})
    admin_desk.post(form_of(row), TARGET | {"for_type": "praise"})
    assert proposed().value["pause_for"] == ["third_party"]


def test_the_form_shows_the_promise_as_it_is_and_sending_it_back_says_that_nothing_differs(admin_desk, own):
    row = RuleRow.objects.get(clause_code="S4-2.2-4", scope={"priority": "emergency", "tier": "vip"})
    form = admin_desk.get(form_of(row)).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
    assert (sent["number"], sent["unit"], sent["calendar"]) == (1, "hours", "always")
    assert (sent["for_priority"], sent["for_tier"]) == ("emergency", "vip")
    with nothing_changes():
        answer = admin_desk.post(form_of(row), sent | NEW_DRAFT)
    assert answer.status_code == 422 and answer.context["form"].non_field_errors()


@pytest.mark.parametrize(
    ("wrong", "form", "field"),
    [
        ({"number": ""}, "form", "number"),
        ({"number": "0"}, "form", "number"),
        ({"number": "ten"}, "form", "number"),
        ({"number": "1001", "unit": "working_days"}, "form", "number"),
        ({"unit": "weeks"}, "form", "unit"),
        ({"calendar": "nowhere"}, "form", "calendar"),
        ({"warn_percents": "100"}, "form", "warn_percents"),
        ({"warn_percents": "soon"}, "form", "warn_percents"),
        ({"for_type": "party"}, "form", "for_type"),
        ({"draft": "new:S9"}, "choice", "draft"),
        ({"draft": "987654"}, "choice", "draft"),
        ({"title": " "}, "choice", "title"),
        ({"title": "x" * 121}, "choice", "title"),
        ({"reason": " "}, "choice", "reason"),
        ({"reason": "x" * 2_001}, "choice", "reason"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_stays_typed(admin_desk, general, wrong, form, field):
    sent = TARGET | wrong
    with nothing_changes():
        answer = admin_desk.post(form_of(general), sent)
    assert (answer.status_code, list(answer.context[form].errors)) == (422, [field])
    assert answer.context["choice"]["reason"].value() == sent["reason"]
    assert answer.context["form"]["number"].value() == sent["number"]


def test_who_comes_too_late_is_told_and_keeps_the_words(admin_desk, general):
    admin_desk.get(form_of(general))
    revise_rule(actor=SYSTEM, rule_id=general.pk, value={"minutes": 20}, reason="先到")
    with nothing_changes():
        answer = admin_desk.post(form_of(general), TARGET)
    assert answer.status_code == 409 and TARGET["reason"] in answer.content.decode()
    assert admin_desk.get(form_of(general))["Location"] == f"/desk/promises/{general.pk}"
    assert admin_desk.get(f"/desk/promises/{general.pk}/end")["Location"] == f"/desk/promises/{general.pk}"


def test_the_preview_counts_open_cases_and_says_what_new_ones_get(admin_desk, general):
    for _nth in range(2):
        given.a_case()
    given.a_case(type="complaint")
    given.an_open_case()  # answered: its first response is over
    assert Clock.objects.filter(rule_id=general.pk, state="running").count() == 2
    first = admin_desk.get(form_of(general)).context["preview"]
    assert "2" in first["kept"] and "30 分" in first["kept"]
    typed = TARGET | {"for_type": "complaint", "reason": ""}
    said = admin_desk.post(f"/desk/promises/{general.pk}/preview", typed)
    assert said.status_code == 200 and said.content.decode().lstrip().startswith("<div")
    assert all(part in said.context["preview"]["new"] for part in ("25 分", "投诉"))


@pytest.mark.parametrize("typed", [{}, {"number": "x"}, {"unit": "weeks"}, {"number": "9" * 30}])
def test_the_preview_of_half_a_form_does_no_harm(admin_desk, general, typed):
    with nothing_changes():
        answer = admin_desk.post(f"/desk/promises/{general.pk}/preview", TARGET | typed if typed else {})
    assert answer.status_code == 200


def test_a_step_of_the_escalation_is_changed_and_keeps_its_level(admin_desk, step):
    form = admin_desk.get(form_of(step)).context["form"]
    assert (form["percent"].value(), form["tell"].value(), form["urgent"].value()) == (75, ["assignee"], False)
    admin_desk.post(form_of(step), STEP | {"for_clock": "resolution", "urgent": "on"})
    assert proposed().scope == {"clock": "resolution"}
    assert proposed().value == {
        "level": 1, "percent": 60, "tell": ["team", "supervisors"], "give_to": "complaints", "urgent": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "field"), [({"percent": "0"}, "percent"), ({"tell": ["mayor"]}, "tell"), ({"give_to": "x"}, "give_to")]
)
def test_a_step_that_makes_no_sense_is_refused(admin_desk, step, wrong, field):
    with nothing_changes():
        answer = admin_desk.post(form_of(step), STEP | wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_the_end_of_a_promise_stands_in_a_draft(supervisor_desk, general):
    page = supervisor_desk.get(f"/desk/promises/{general.pk}/end")
    assert page.status_code == 200 and "30 分" in page.context["kept"]
    answer = supervisor_desk.post(f"/desk/promises/{general.pk}/end", NEW_DRAFT)
    assert answer.status_code == 303
    assert (proposed().action, proposed().rule_id) == ("end", general.pk)
    assert RuleRow.objects.get(pk=general.pk).valid_to is None


def test_a_new_figure_begins_with_the_choice_of_a_manual(supervisor_desk, own):
    a_manual("M1")
    mine = a_draft(own)
    page = supervisor_desk.get("/desk/promises/new")
    choices = [code for code, _label in page.context["choice"]["draft"].field.choices]
    assert choices[0] == str(mine.pk) and {"new:OWN", "new:M1"} <= set(choices)
    answer = supervisor_desk.post("/desk/promises/new", NEW_DRAFT | {"draft": "new:M1"})
    made = ManualVersion.objects.get(state="draft", manual__code="M1")
    assert answer["Location"] == f"/desk/manual-versions/{made.pk}/rules/new"
    with nothing_changes():
        assert supervisor_desk.post("/desk/promises/new", NEW_DRAFT | {"title": ""}).status_code == 422


def test_what_is_no_promise_cannot_be_changed_here(admin_desk, own):
    no_promise = RuleRow.objects.get(kind="cases.reopen_within")
    with nothing_changes():
        assert admin_desk.get(form_of(no_promise)).status_code == 404
        assert admin_desk.post(form_of(no_promise), TARGET).status_code == 404
        assert admin_desk.post(f"/desk/promises/{no_promise.pk}/end", NEW_DRAFT).status_code == 404
