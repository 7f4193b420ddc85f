"""The walk of a version at the desk: written, reviewed, approved, in force, rolled back; and who sees what."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.standards.given_manuals import (
    NEW_TEXT,
    a_draft,
    a_manual,
    a_rule_of,
    a_submitted_version,
    a_worded_draft,
    an_approved_version,
)
from tests.rows import nothing_changes

from fuwutai.domain.standards.commands import (
    approve_version,
    comment_version,
    propose_rule,
    submit_version,
    word_clause,
)
from fuwutai.domain.standards.models import ManualVersion, Remark, RuleRow
from fuwutai.domain.standards.queries import rule_in_force
from fuwutai.kernel import clock

pytestmark = pytest.mark.django_db

NOVEMBER = datetime(2026, 11, 23, 2, tzinfo=UTC)
FACTS = {"type": "suggestion"}


@pytest.fixture(autouse=True)
def november(time_machine) -> None:
    time_machine.move_to(NOVEMBER, tick=False)


def page_of(version) -> str:
    return f"/desk/manual-versions/{version.pk}"


def state_of(version) -> str:
    return ManualVersion.objects.get(pk=version.pk).state


def test_a_version_is_written_reviewed_approved_in_force_and_rolled_back(
    supervisor_desk, admin_desk, signed_in, time_machine
):
    rule = a_rule_of(a_manual())
    begun = supervisor_desk.post("/desk/manuals/M1/drafts/new", {"title": "加快建议答复", "reason": "用户反映慢"})
    version = ManualVersion.objects.get(number=2)
    assert begun["Location"] == page_of(version)
    revised = {"number": "5", "unit": "minutes", "for_type": "suggestion", "clause_code": "M1-1.1-1"}
    supervisor_desk.post(f"{page_of(version)}/rules/{rule.pk}/revise", revised)
    words = {"zh": "五分钟内答复。", "en": "", "numbers": "5 min"}
    supervisor_desk.post(f"{page_of(version)}/clauses/M1-1.1-1/edit", words)
    assert supervisor_desk.post(f"{page_of(version)}/submit", {"text": "请审"})["Location"] == page_of(version)
    own = supervisor_desk.get(page_of(version)).context["steps"]
    assert not own.approve and own.hint

    answer = admin_desk.post(f"{page_of(version)}/approve", {"when": "later", "moment": "2026-11-24T09:00"})
    assert answer.status_code == 303
    assert rule_in_force("sla.first_response", FACTS, clock.now()).value.minutes == 10
    time_machine.move_to(NOVEMBER + timedelta(days=2), tick=False)
    assert rule_in_force("sla.first_response", FACTS, clock.now()).value.minutes == 5

    first, admin_desk = ManualVersion.objects.get(number=1), signed_in(given.HE)
    summary = admin_desk.get(f"{page_of(first)}/roll-back")
    assert (summary.context["origin"].id, summary.context["origin"].approved_by_name) == (first.pk, "")
    assert summary.context["comparison"].clauses and summary.context["comparison"].rules
    back = admin_desk.post(f"{page_of(first)}/roll-back", {"text": "五分钟做不到"})
    third = ManualVersion.objects.get(number=3)
    assert back["Location"] == page_of(third) and third.restores_id == first.pk
    assert rule_in_force("sla.first_response", FACTS, clock.now()).value.minutes == 10
    assert admin_desk.get(page_of(third)).context["origin"].id == first.pk


def test_who_does_not_draft_reads_what_was_approved_and_no_draft(desk):
    draft, approved = a_worded_draft(), an_approved_version()
    assert desk.get(page_of(draft)).status_code == 404
    page = desk.get(page_of(approved))
    assert page.status_code == 200 and not page.context["steps"].any
    assert "<form" not in page.content.decode().partition('id="main"')[2].partition("</main>")[0]
    numbers = [row["version"].number for row in desk.get("/desk/manuals/M1/versions").context["rows"]]
    assert approved.number in numbers and draft.number not in numbers


def test_a_draft_leads_to_its_trials_and_a_version_in_force_to_the_earlier_ones(supervisor_desk, admin_desk):
    manual = a_manual()
    draft = a_worded_draft(manual)
    assert f'href="{page_of(draft)}/trials"' in supervisor_desk.get(page_of(draft)).content.decode()
    in_force = an_approved_version(manual)
    assert admin_desk.get(page_of(in_force)).context["steps"].may_go_back


def test_a_figure_that_changes_without_its_clause_says_so(supervisor_desk):
    manual = a_manual()
    rule, draft = a_rule_of(manual), a_draft(manual)
    revised = {"number": "5", "unit": "minutes", "for_type": "suggestion", "clause_code": "M1-1.1-1"}
    supervisor_desk.post(f"{page_of(draft)}/rules/{rule.pk}/revise", revised)
    assert "条款的文字没有改动" in supervisor_desk.get(page_of(draft)).content.decode()
    word_clause(actor=given.supervisor(), version_id=draft.pk, clause_code="M1-1.1-1", texts=NEW_TEXT)
    assert "条款的文字没有改动" not in supervisor_desk.get(page_of(draft)).content.decode()


VERBS = ("comment", "submit", "return", "approve", "withdraw", "discard", "roll-back", "describe")


@pytest.mark.parametrize("verb", VERBS)
def test_an_agent_changes_nothing_of_a_version(desk, verb):
    version = a_submitted_version()
    with nothing_changes():
        answer = desk.post(f"{page_of(version)}/{verb}", {"text": "x", "title": "x", "when": "now"})
    assert answer.status_code == 403


def test_the_versions_stand_with_their_states_and_what_they_changed(supervisor_desk):
    an_approved_version()
    draft, first = a_draft(), ManualVersion.objects.get(number=1)
    rows = supervisor_desk.get("/desk/manuals/M1/versions").context["rows"]
    assert [(row["version"].number, row["version"].state) for row in rows] == [
        (3, "draft"), (2, "effective"), (1, "retired"),
    ]  # fmt: skip
    assert [row["may_return_to"] for row in rows] == [False, False, True]
    second = rows[1]["version"].id
    assert [row["compare"] for row in rows] == [(second, draft.pk), None, (first.pk, second)]
    assert "1" in rows[1]["changed"] and "3" in rows[2]["changed"]


def test_an_unknown_manual_and_an_unknown_version_are_not_found(supervisor_desk):
    given.centre()
    for address in ("/desk/manuals/S9/versions", "/desk/manuals/S9/drafts/new", "/desk/manual-versions/987654"):
        assert supervisor_desk.get(address).status_code == 404


def test_what_a_draft_is_about_is_edited(supervisor_desk):
    draft = a_draft()
    about = {"title": "新题目", "reason": "新理由", "basis_data": "三季度投诉上升", "topics": ["standard", "complaint"]}
    assert supervisor_desk.post(f"{page_of(draft)}/describe", about)["Location"] == page_of(draft)
    saved = ManualVersion.objects.get(pk=draft.pk)
    assert (saved.title, saved.reason, saved.basis) == ("新题目", "新理由", {"data": "三季度投诉上升"})
    assert saved.topics == ["standard", "complaint"]
    with nothing_changes():
        assert supervisor_desk.post(f"{page_of(draft)}/describe", about | {"title": " "}).status_code == 422
        assert supervisor_desk.post(f"{page_of(draft)}/describe", about | {"topics": ["party"]}).status_code == 422


def test_a_draft_without_a_change_or_a_reason_says_what_is_missing(supervisor_desk):
    empty, silent = a_draft(), a_worded_draft()
    ManualVersion.objects.filter(pk=silent.pk).update(reason="")
    for version in (empty, silent):
        steps = supervisor_desk.get(page_of(version)).context["steps"]
        assert not steps.submit and steps.hint
        with nothing_changes():
            assert supervisor_desk.post(f"{page_of(version)}/submit", {"text": ""}).status_code == 422


def test_comments_stand_on_the_page_the_newest_first(supervisor_desk):
    version = a_worded_draft()
    supervisor_desk.post(f"{page_of(version)}/comment", {"text": "先看这一条", "clause_code": "M1-1.1-1"})
    supervisor_desk.post(f"{page_of(version)}/comment", {"text": "<b>再看</b>"})
    page = supervisor_desk.get(page_of(version))
    assert [(one["text"], one["clause_code"]) for one in page.context["remarks"]] == [
        ("<b>再看</b>", ""), ("先看这一条", "M1-1.1-1"),
    ]  # fmt: skip
    assert "<b>再看" not in page.content.decode()
    with nothing_changes():
        assert supervisor_desk.post(f"{page_of(version)}/comment", {"text": " "}).status_code == 422
        answer = supervisor_desk.post(f"{page_of(version)}/comment", {"text": "x", "clause_code": "S9-1"})
    assert answer.status_code == 422


def test_the_author_does_not_approve_and_reads_who_does(supervisor_desk):
    version = a_submitted_version()
    with nothing_changes():
        answer = supervisor_desk.post(f"{page_of(version)}/approve", {"when": "now"})
    assert answer.status_code == 403 and answer.context["approval_form"].non_field_errors()
    assert answer.context["refused"] == "approval_form"


@pytest.mark.parametrize(
    "wrong",
    [
        {"when": "later"},
        {"when": "later", "moment": "soon"},
        {"when": "later", "moment": "2026-11-22T09:00"},
        {"when": "someday"},
        {"when": "now", "moment": "2026-12-01T00:00"},
    ],
)
def test_a_moment_that_is_none_or_over_is_refused(admin_desk, wrong):
    version = a_submitted_version()
    with nothing_changes():
        answer = admin_desk.post(f"{page_of(version)}/approve", wrong)
    assert answer.status_code == 422 and answer.context["approval_form"].errors
    assert "/approve" in answer.content.decode()


def test_the_moment_is_read_in_the_zone_of_the_centre(admin_desk):
    version = a_submitted_version()
    admin_desk.post(f"{page_of(version)}/approve", {"when": "later", "moment": "2026-12-01T00:00"})
    found = ManualVersion.objects.get(pk=version.pk)
    assert found.effective_from == datetime(2026, 11, 30, 16, tzinfo=UTC)


def test_a_version_is_sent_back_with_words_and_withdrawn_with_words(admin_desk):
    version = a_submitted_version()
    with nothing_changes():
        assert admin_desk.post(f"{page_of(version)}/return", {"text": " "}).status_code == 422
    admin_desk.post(f"{page_of(version)}/return", {"text": "写清楚理由"})
    assert state_of(version) == "draft"
    coming = an_approved_version(effective_from=NOVEMBER + timedelta(days=9))
    with nothing_changes():
        assert admin_desk.post(f"{page_of(coming)}/withdraw", {"text": ""}).status_code == 422
    assert admin_desk.post(f"{page_of(coming)}/withdraw", {"text": "再想想"}).status_code == 303
    assert state_of(coming) == "draft"
    assert {"写清楚理由", "再想想"} <= set(Remark.objects.values_list("text", flat=True))


def test_the_author_withdraws_her_version_from_review_and_a_colleague_sends_it_back(supervisor_desk, admin_desk):
    version = a_submitted_version()
    seen = {desk: desk.get(page_of(version)).context["steps"] for desk in (supervisor_desk, admin_desk)}
    assert (seen[supervisor_desk].recall, seen[supervisor_desk].send_back) == (True, False)
    assert (seen[admin_desk].recall, seen[admin_desk].send_back, seen[admin_desk].approve) == (False, True, True)
    with nothing_changes():
        assert admin_desk.post(f"{page_of(version)}/recall", {"text": ""}).status_code == 403
    assert supervisor_desk.post(f"{page_of(version)}/recall", {"text": ""}).status_code == 303
    assert state_of(version) == "draft"
    assert Remark.objects.last().act == "recalled"


def test_a_discarded_version_can_be_read_and_takes_no_step(supervisor_desk):
    draft = a_draft()
    assert supervisor_desk.post(f"{page_of(draft)}/discard", {"text": "不做了"}).status_code == 303
    page = supervisor_desk.get(page_of(draft))
    assert page.status_code == 200 and not page.context["steps"].any
    with nothing_changes():
        assert supervisor_desk.post(f"{page_of(draft)}/submit", {"text": ""}).status_code == 409


def test_who_rolls_back_reads_by_whom_and_when_the_content_was_approved(admin_desk, time_machine):
    second = an_approved_version(a_manual(since=NOVEMBER - timedelta(days=30)))
    time_machine.shift(timedelta(minutes=2))
    for back_to in (ManualVersion.objects.get(number=1), second):
        admin_desk.post(f"{page_of(back_to)}/roll-back", {"text": "试行"})
        time_machine.shift(timedelta(minutes=2))
    fourth = ManualVersion.objects.get(number=4)
    admin_desk.post(f"{page_of(ManualVersion.objects.get(number=3))}/roll-back", {"text": "再试"})
    page = admin_desk.get(f"{page_of(fourth)}/roll-back")
    origin = page.context["origin"]
    assert (origin.number, origin.approved_by_name, origin.approved_at) == (2, "何静", NOVEMBER)
    assert page.content.decode().count("何静") >= 2
    assert admin_desk.get(page_of(fourth)).context["origin"].number == 2


def test_only_a_version_that_was_followed_can_be_brought_back(admin_desk):
    in_force = an_approved_version()
    with nothing_changes():
        assert admin_desk.get(f"{page_of(in_force)}/roll-back").status_code == 404
        assert admin_desk.post(f"{page_of(in_force)}/roll-back", {"text": "x"}).status_code == 404
    first = ManualVersion.objects.get(number=1)
    with nothing_changes():
        assert admin_desk.post(f"{page_of(first)}/roll-back", {"text": " "}).status_code == 422
    coming = a_draft(in_force.manual)
    word_clause(actor=given.supervisor(), version_id=coming.pk, clause_code="M1-1.1-2", texts=NEW_TEXT)
    submit_version(actor=given.supervisor(), version_id=coming.pk)
    approve_version(actor=given.administrator(), version_id=coming.pk, effective_from=clock.now() + timedelta(days=1))
    assert not any(row["may_return_to"] for row in admin_desk.get("/desk/manuals/M1/versions").context["rows"])
    with nothing_changes():
        answer = admin_desk.post(f"{page_of(first)}/roll-back", {"text": "回到最初"})
    assert answer.status_code == 409 and "回到最初" in answer.content.decode()


def test_what_moved_beneath_a_version_and_what_would_disagree_is_said_in_words(supervisor_desk):
    manual = a_manual()
    stale = a_worded_draft(manual)
    an_approved_version(manual)
    a_rule_of(a_manual("M2"), clause_code="M2-1.1-1", minutes=20)
    a_rule_of(a_manual("M3", pack="telecom"), clause_code="M3-1.1-1", minutes=30)  # not in use: on paper only
    change = {"action": "adopt", "kind": "sla.first_response", "clause_code": "M1-1.1-2", "scope": FACTS}
    propose_rule(actor=given.supervisor(), version_id=stale.pk, **change, value={"minutes": 7})
    page = supervisor_desk.get(f"{page_of(stale)}/checks")
    assert page.context["moved"].reworded == ["M1-1.1-1"]
    assert [(one["clause"], one["other_clause"]) for one in page.context["pairs"]] == [("M1-1.1-2", "M2-1.1-1")]
    part = supervisor_desk.get(f"{page_of(stale)}/checks", headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith("<div")
    assert supervisor_desk.get(f"{page_of(manual.versions.get(number=1))}/checks").status_code == 404


def test_the_first_version_is_the_manual_as_it_came(supervisor_desk):
    a_manual()
    first = ManualVersion.objects.get(number=1)
    page = supervisor_desk.get(page_of(first))
    assert page.context["is_first"] and page.context["wordings"] == []
    assert supervisor_desk.get(f"{page_of(first)}/changes").status_code == 200


def test_the_pages_keep_their_budgets(admin_desk, django_assert_max_num_queries):
    manual = a_manual()
    rule = a_rule_of(manual)
    version = a_worded_draft(manual)
    change = {"action": "revise", "rule_id": rule.pk, "value": {"minutes": 3}}
    propose_rule(actor=given.supervisor(), version_id=version.pk, **change)
    comment_version(actor=given.administrator(), version_id=version.pk, text="好", clause_code="M1-1.1-1")
    addresses = ["", "/changes", "/describe", "/clauses", "/clauses?q=24", "/clauses/M1-1.1-1/edit", "/clauses/new"]
    addresses += ["/rules", f"/rules/{rule.pk}/revise", "/rules/new", "/rules/new?kind=standards.schedule"]
    for address in addresses:
        keeps_its_budget(admin_desk, f"{page_of(version)}{address}", django_assert_max_num_queries)
    for address in ("/desk/manuals/M1/versions", "/desk/manuals/M1/drafts/new", "/desk/clauses/M1-1.1-1/draft"):
        keeps_its_budget(admin_desk, address, django_assert_max_num_queries)
    supervisors = a_submitted_version(manual)
    keeps_its_budget(admin_desk, page_of(supervisors), django_assert_max_num_queries)
    an_approved_version(manual)
    first = ManualVersion.objects.get(number=1)
    keeps_its_budget(admin_desk, f"{page_of(first)}/roll-back", django_assert_max_num_queries)


def test_the_checks_keep_their_budget(admin_desk, django_assert_max_num_queries):
    version = a_submitted_version()
    a_rule_of(a_manual("M2"), clause_code="M2-1.1-1")
    admin_desk.get(f"{page_of(version)}/checks")
    with django_assert_max_num_queries(15):
        assert admin_desk.get(f"{page_of(version)}/checks").status_code == 200


def test_nothing_of_a_draft_is_obeyed(supervisor_desk):
    rule = a_rule_of(a_manual())
    draft = a_draft()
    supervisor_desk.post(f"{page_of(draft)}/rules/{rule.pk}/end")
    assert RuleRow.objects.get(pk=rule.pk).valid_to is None
