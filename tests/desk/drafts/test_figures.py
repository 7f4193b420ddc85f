"""The figures of a draft at the desk: every kind has a form, and what it takes stands in the draft."""

import pytest
from tests import given
from tests.domain.standards.given_manuals import a_draft, a_manual, a_rule_of
from tests.rows import nothing_changes

from fuwutai.desk.standards.plain_form import kinds_to_propose
from fuwutai.domain.standards.models import Proposal, RuleRow

pytestmark = pytest.mark.django_db

ON = {"clause_code": "M1-1.1-1"}
FIGURES = [
    ("sla.first_response", {"number": "2", "unit": "hours"}, {}, {"minutes": 120, "warn_percents": []}),
    (
        "sla.escalation", {"level": "2", "percent": "90", "tell": ["team"], "for_type": "praise"}, {"type": "praise"},
        {"level": 2, "percent": 90, "tell": ["team"], "give_to": "", "urgent": False},
    ),
    (
        "standards.metric_target", {"for_metric": "satisfaction", "unit": "percent", "at_least": "92.5"},
        {"metric": "satisfaction"}, {"unit": "percent", "at_least": 92.5},
    ),
    (
        "standards.schedule", {"for_activity": "月度巡检", "every": "month", "times": "2"}, {"activity": "月度巡检"},
        {"every": "month", "times": 2},
    ),
    ("standards.retention", {"for_record": "tapes", "years": "3"}, {"record": "tapes"}, {"years": 3}),
    (
        "standards.deadline", {"for_task": "first_survey", "days": "7", "earliest_days": "3", "side": "after"},
        {"task": "first_survey"}, {"days": 7, "earliest_days": 3, "side": "after"},
    ),
    (
        "standards.exclusion", {"note": "不含代维业务", "for_line": "after_sales"}, {"line": "after_sales"},
        {"note": "不含代维业务"},
    ),
    (
        "standards.read_confirmation", {"remind_working_days": "1", "at_most": "2"}, {},
        {"remind_working_days": 1, "at_most": 2},
    ),
    ("cases.close_resolved_after", {"working_days": "2", "calendar": "cn"}, {}, {"working_days": 2, "calendar": "cn"}),
    ("cases.reopen_within", {"days": "30"}, {}, {"days": 30}),
    ("cases.team_for", {"team": "mobile", "for_type": "fault"}, {"type": "fault"}, {"team": "mobile"}),
    (
        "cases.priority_for", {"priority": "urgent", "for_urgency": "high", "for_tier": "vip"},
        {"urgency": "high", "tier": "vip"}, {"priority": "urgent"},
    ),
]  # fmt: skip


def page_of(version) -> str:
    return f"/desk/manual-versions/{version.pk}/rules"


def test_what_a_figure_is_about_is_written_in_words_and_kept_as_a_code(supervisor_desk):
    draft = a_draft()
    said = {"kind": "standards.metric_target", "for_metric": "满意度", "unit": "percent", "at_least": "92"}
    supervisor_desk.post(f"{page_of(draft)}/new", said | ON)
    assert Proposal.objects.get().scope == {"metric": "satisfaction"}


@pytest.mark.parametrize(("kind", "typed", "scope", "value"), FIGURES, ids=[one[0] for one in FIGURES])
def test_a_new_figure_of_any_kind_stands_in_the_draft(supervisor_desk, kind, typed, scope, value):
    draft = a_draft()
    page = supervisor_desk.get(f"{page_of(draft)}/new", {"kind": kind, "clause": "M1-1.1-2"})
    assert page.context["form"]["clause_code"].value() == "M1-1.1-2"
    answer = supervisor_desk.post(f"{page_of(draft)}/new", {"kind": kind, **ON, **typed})
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/manual-versions/{draft.pk}#changes")
    made = Proposal.objects.get()
    assert (made.action, made.kind, made.clause_code) == ("adopt", kind, "M1-1.1-1")
    assert (made.scope, made.value) == (scope, value)
    row = supervisor_desk.get(f"/desk/manual-versions/{draft.pk}").context["proposals"][0]
    assert row["after"] and row["about"]


def test_every_kind_that_can_be_proposed_has_a_form(supervisor_desk):
    draft = a_draft()
    for one in kinds_to_propose():
        assert supervisor_desk.get(f"{page_of(draft)}/new", {"kind": one.code}).context["form"].shown_fields


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("standards.metric_target", {"unit": "percent", "at_least": "92"}, "for_metric"),
        ("standards.metric_target", {"for_metric": "x", "unit": "percent", "at_least": "viel"}, "at_least"),
        ("standards.metric_target", {"for_metric": "x", "unit": "percent", "at_least": "1", "at_most": "2"}, "__all__"),
        ("standards.metric_target", {"for_metric": "x", "unit": "percent"}, "__all__"),
        ("standards.schedule", {"for_activity": "x", "every": "month", "times": "0"}, "times"),
        ("standards.schedule", {"for_activity": "x", "every": "eon"}, "every"),
        ("standards.retention", {"for_record": "x", "years": ""}, "years"),
        ("standards.deadline", {"for_task": "x", "days": "3", "working_days": "2"}, "__all__"),
        ("sla.first_response", {"number": "5", "unit": "minutes", "clause_code": "M9-1"}, "clause_code"),
        ("cases.team_for", {"team": "nowhere"}, "team"),
    ],
)
def test_a_figure_that_makes_no_sense_is_refused_and_stays_typed(supervisor_desk, kind, typed, field):
    draft = a_draft()
    with nothing_changes():
        answer = supervisor_desk.post(f"{page_of(draft)}/new", {"kind": kind, **ON, **typed})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_who_names_no_kind_chooses_one(supervisor_desk):
    draft = a_draft()
    for kind in ("", "standards.decision", "standards.pack_in_use", "nonsense"):
        page = supervisor_desk.get(f"{page_of(draft)}/new", {"kind": kind})
        assert page.status_code == 200 and page.context["kinds"]
        with nothing_changes():
            assert supervisor_desk.post(f"{page_of(draft)}/new", {"kind": kind}).status_code == 404


def test_the_figures_of_the_manual_and_no_others_are_offered(supervisor_desk):
    rule, draft = a_rule_of(a_manual()), a_draft()
    foreign = a_rule_of(a_manual("M2"), clause_code="M2-1.1-1")
    assert [row["rule"].id for row in supervisor_desk.get(page_of(draft)).context["rows"]] == [rule.pk]
    with nothing_changes():
        assert supervisor_desk.get(f"{page_of(draft)}/{foreign.pk}/revise").status_code == 404
        assert supervisor_desk.post(f"{page_of(draft)}/{foreign.pk}/revise", ON).status_code == 404
        assert supervisor_desk.post(f"{page_of(draft)}/{foreign.pk}/end").status_code == 404


def test_figures_of_no_manual_are_changed_through_our_own(supervisor_desk):
    draft = a_draft(a_manual("OWN"))
    general = RuleRow.objects.get(clause_code="S4-6.1-1")
    assert general.pk in [row["rule"].id for row in supervisor_desk.get(page_of(draft)).context["rows"]]
    sent = {"number": "25", "unit": "minutes", "clause_code": "S4-6.1-1"}
    assert supervisor_desk.post(f"{page_of(draft)}/{general.pk}/revise", sent).status_code == 303
    assert Proposal.objects.get().rule_id == general.pk


def test_a_change_is_shown_again_as_drafted_ended_and_taken_back(supervisor_desk):
    rule, draft = a_rule_of(a_manual()), a_draft()
    sent = {"number": "5", "unit": "minutes", "for_type": "suggestion", "clause_code": "M1-1.1-2"}
    supervisor_desk.post(f"{page_of(draft)}/{rule.pk}/revise", sent)
    form = supervisor_desk.get(f"{page_of(draft)}/{rule.pk}/revise").context["form"]
    assert (form["number"].value(), form["clause_code"].value()) == (5, "M1-1.1-2")
    assert [row["changed"] for row in supervisor_desk.get(page_of(draft)).context["rows"]] == [True]
    supervisor_desk.post(f"{page_of(draft)}/{rule.pk}/end")
    made = Proposal.objects.get()
    assert made.action == "end"
    supervisor_desk.post(f"/desk/manual-versions/{draft.pk}/proposals/{made.pk}/drop")
    assert not Proposal.objects.exists()
    with nothing_changes():
        gone = supervisor_desk.post(f"/desk/manual-versions/{draft.pk}/proposals/{made.pk}/drop")
    assert gone.status_code == 404


def test_the_preview_says_what_a_new_and_a_changed_figure_would_mean(supervisor_desk):
    rule, draft = a_rule_of(a_manual()), a_draft()
    given.a_case(type="suggestion")
    typed = {"number": "5", "unit": "minutes", "for_type": "suggestion"}
    changed = supervisor_desk.post(f"{page_of(draft)}/preview?rule={rule.pk}", typed)
    assert "1" in changed.context["preview"]["kept"] and "5 分" in changed.context["preview"]["new"]
    new = supervisor_desk.post(f"{page_of(draft)}/preview?kind=standards.retention", {"for_record": "x", "years": "3"})
    assert new.context["preview"]["kept"] == "" and "3" in new.context["preview"]["new"]
    for asked in ("", "?rule=x", "?kind=nonsense", "?rule=987654", f"?rule={'9' * 5_000}"):
        assert supervisor_desk.post(f"{page_of(draft)}/preview{asked}", typed).status_code == 404


def test_an_agent_changes_no_figure(desk):
    rule, draft = a_rule_of(a_manual()), a_draft()
    with nothing_changes():
        for address in ("", "/new", f"/{rule.pk}/revise"):
            assert desk.get(page_of(draft) + address).status_code == 403
        for address in ("/new", f"/{rule.pk}/revise", f"/{rule.pk}/end", "/preview"):
            assert desk.post(page_of(draft) + address, ON).status_code == 403
        assert desk.post(f"/desk/manual-versions/{draft.pk}/proposals/1/drop").status_code == 403
