import pytest
from tests import given
from tests.domain.standards.given_approvals import (
    DAY,
    FACTS,
    FIRST,
    KIND,
    LAST,
    MONDAY,
    SECOND,
    WEDNESDAY,
    a_proposing_draft,
    approve,
    minutes_for,
    submitted,
)
from tests.domain.standards.given_manuals import (
    IN_STATE,
    NEW_TEXT,
    REASON,
    SYSTEM,
    a_coming_version,
    a_draft,
    a_manual,
    a_rule_of,
    a_submitted_version,
    a_worded_draft,
    refused_in,
)
from tests.rows import nothing_changes

from fuwutai.domain.standards import queries
from fuwutai.domain.standards.commands import (
    adopt_rule,
    approve_version,
    comment_version,
    describe_version,
    draft_version,
    propose_rule,
    recall_version,
    return_version,
    submit_version,
    withdraw_approval,
    word_clause,
)
from fuwutai.domain.standards.manuals import remarks, wordings
from fuwutai.domain.standards.models import ManualVersion, Proposal, Remark, RuleRow
from fuwutai.domain.standards.record import may_have_to_wait, may_recall
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


# Sending for review, speaking of it, sending back


def test_a_draft_sent_for_review_waits_with_the_words_of_who_sent_it():
    draft = a_worded_draft()
    submit_version(actor=given.administrator(), version_id=draft.pk, text=" 请审 ")
    sent = ManualVersion.objects.get(pk=draft.pk)
    assert sent.state == "in_review"
    assert sent.submitted_at is not None
    assert [(one.act, one.text, one.author_id) for one in remarks(given.supervisor(), draft.pk)] == [
        ("submitted", "请审", given.administrator().id)
    ]
    assert JournalEntry.objects.last().code == "standards.version_submitted"


@pytest.mark.proves("S4-8.2-1")
def test_a_version_without_reason_or_without_change_is_not_sent():
    chen = given.supervisor()
    silent, empty = a_draft(reason=" "), a_draft()
    word_clause(actor=chen, version_id=silent.pk, clause_code=FIRST, texts=NEW_TEXT)
    for draft, code in ((silent, "reason_missing"), (empty, "no_change")):
        with nothing_changes(), pytest.raises(Invalid) as refused:
            submit_version(actor=chen, version_id=draft.pk)
        assert refused.value.code == code


def test_a_version_is_talked_about_as_a_whole_or_by_clause():
    waiting = a_submitted_version()
    comment_version(actor=given.administrator(), version_id=waiting.pk, text=" 数字从何而来？ ", clause_code=FIRST)
    comment_version(actor=given.supervisor(), version_id=waiting.pk, text="来自上季度数据。")
    said = [(one.text, one.clause_code, one.act) for one in remarks(given.supervisor(), waiting.pk)]
    assert said[1:] == [("数字从何而来？", FIRST, ""), ("来自上季度数据。", "", "")]


def test_a_comment_has_words_and_a_clause_of_the_manual():
    a_manual("M2")
    waiting, chen = a_submitted_version(), given.supervisor()
    with nothing_changes(), pytest.raises(Invalid):
        comment_version(actor=chen, version_id=waiting.pk, text=" ")
    with nothing_changes(), pytest.raises(NotFound):
        comment_version(actor=chen, version_id=waiting.pk, text="为何？", clause_code="M2-1.1-1")


def test_a_version_sent_back_is_a_draft_again_with_words_what_to_do():
    waiting = a_submitted_version()
    return_version(actor=given.administrator(), version_id=waiting.pk, text="请补充依据")
    back = ManualVersion.objects.get(pk=waiting.pk)
    assert (back.state, back.submitted_at) == ("draft", None)
    assert Remark.objects.last().act == "returned"
    assert JournalEntry.objects.last().code == "standards.version_returned"
    word_clause(actor=given.supervisor(), version_id=back.pk, clause_code=SECOND, texts=NEW_TEXT)
    submitted(back)


def test_who_sends_a_version_back_says_why():
    waiting, admin = a_submitted_version(), given.administrator()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        return_version(actor=admin, version_id=waiting.pk, text=" ")
    assert set(refused.value.fields) == {"text"}


def test_who_wrote_or_sent_a_version_withdraws_it_from_review():
    waiting, admin = a_submitted_version(), given.administrator()
    recall_version(actor=given.supervisor(), version_id=waiting.pk)
    back = ManualVersion.objects.get(pk=waiting.pk)
    assert (back.state, back.submitted_at, Remark.objects.last().act) == ("draft", None, "recalled")
    assert JournalEntry.objects.last().code == "standards.version_returned"
    submit_version(actor=admin, version_id=back.pk)
    assert may_recall(admin, back.pk)
    recall_version(actor=admin, version_id=back.pk, text=" 再改改 ")
    assert Remark.objects.last().text == "再改改"


def test_who_only_drafts_withdraws_her_own_version():
    drafter = Actor(kind="staff", id=given.staff(given.ZHAO).pk, permissions=frozenset({"standards.edit"}))
    draft = a_worded_draft(by=drafter)
    submitted(draft)
    recall_version(actor=drafter, version_id=draft.pk)
    assert ManualVersion.objects.get(pk=draft.pk).state == "draft"


def test_nobody_else_withdraws_a_version_from_review():
    waiting, admin, lin = a_submitted_version(), given.administrator(), given.agent()
    token = Actor(kind="token", id=given.supervisor().id, permissions=frozenset())
    for actor, refusal in ((admin, Refused), (lin, NotFound), (token, NotFound), (Actor.customer(1), Refused)):
        with nothing_changes(), pytest.raises(refusal):
            recall_version(actor=actor, version_id=waiting.pk)
    assert not may_recall(admin, waiting.pk)


@pytest.mark.parametrize("state", [one for one in IN_STATE if one != "in_review"])
def test_only_a_version_in_review_is_withdrawn_from_there(state):
    one, chen = IN_STATE[state](), given.supervisor()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        recall_version(actor=chen, version_id=one.pk)
    assert refused.value.code == refused_in(state)


# Who may do what, and in which state

STEPS = {
    "submit": (submit_version, {}, ("draft",)),
    "comment": (comment_version, {"text": "好"}, ("draft", "in_review", "coming", "effective")),
    "return": (return_version, {"text": "改"}, ("in_review",)),
    "approve": (approve_version, {}, ("in_review",)),
    "withdraw": (withdraw_approval, {"text": "改"}, ("coming",)),
}


@pytest.mark.parametrize("state", IN_STATE)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_only_from_its_states(step, state):
    one, admin = IN_STATE[state](), given.administrator()
    command, what, states = STEPS[step]
    if state in states:
        command(actor=admin, version_id=one.pk, **what)
        return
    with nothing_changes(), pytest.raises(Conflict) as refused:
        command(actor=admin, version_id=one.pk, **what)
    assert refused.value.code == ("in_force" if (step, state) == ("withdraw", "effective") else refused_in(state))


@pytest.mark.parametrize("step", STEPS)
def test_only_who_drafts_and_approves_takes_a_step(step):
    waiting, approved, lin = a_submitted_version(), a_coming_version(a_manual("M2")), given.agent()
    command, what, _states = STEPS[step]
    for actor, one, refusal in (
        (lin, waiting, NotFound), (lin, approved, Refused), (Actor.customer(1), approved, Refused),
    ):  # fmt: skip
        with nothing_changes(), pytest.raises(refusal):
            command(actor=actor, version_id=one.pk, **what)
    drafter = Actor(kind="staff", id=given.staff(given.ZHAO).pk, permissions=frozenset({"standards.edit"}))
    if step not in ("submit", "comment"):
        for one in (waiting, approved):
            with nothing_changes(), pytest.raises(Refused):
                command(actor=drafter, version_id=one.pk, **what)


@pytest.mark.proves("S1-3.1-1", "S4-8.2-1")
def test_nobody_approves_her_own_version_not_even_through_a_program():
    waiting, chen = a_submitted_version(), given.supervisor()
    token = Actor(kind="token", id=chen.id, permissions=chen.permissions)
    for actor in (chen, token):
        with nothing_changes(), pytest.raises(Refused) as refused:
            approve_version(actor=actor, version_id=waiting.pk)
        assert refused.value.code == "own_version"
        assert may_have_to_wait(actor, waiting.pk)
    assert approve_version(actor=given.administrator(), version_id=waiting.pk).approved_by_id != waiting.author_id


@pytest.mark.parametrize(
    "change",
    [
        lambda draft, who: word_clause(actor=who, version_id=draft.pk, clause_code=SECOND, texts={"zh": "改"}),
        lambda draft, who: describe_version(actor=who, version_id=draft.pk, title="改", reason=REASON),
        lambda draft, who: propose_rule(
            actor=who, version_id=draft.pk, action="adopt", kind=KIND, clause_code=SECOND, value={"minutes": 3}
        ),
    ],
)
def test_who_changed_a_version_does_not_approve_it_either(change):
    draft, admin = a_worded_draft(), given.administrator()
    assert not may_have_to_wait(admin, draft.pk)
    change(draft, admin)
    waiting = submitted(draft)
    assert may_have_to_wait(admin, draft.pk)
    with nothing_changes(), pytest.raises(Refused) as refused:
        approve_version(actor=admin, version_id=waiting.pk)
    assert refused.value.code == "own_changes"


def test_who_only_sent_or_discussed_a_version_may_approve_it():
    draft, admin = a_worded_draft(), given.administrator()
    comment_version(actor=admin, version_id=draft.pk, text="同意")
    submit_version(actor=admin, version_id=draft.pk)
    assert approve_version(actor=admin, version_id=draft.pk).state == "approved"


def test_the_platform_itself_may_draft_and_approve():
    a_manual()
    draft = draft_version(actor=SYSTEM, manual_code="M1", title="示范", reason=REASON)
    word_clause(actor=SYSTEM, version_id=draft.pk, clause_code=FIRST, texts=NEW_TEXT)
    submit_version(actor=SYSTEM, version_id=draft.pk)
    approved = approve_version(actor=SYSTEM, version_id=draft.pk)
    assert (approved.author_id, approved.approved_by_id) == (None, None)


# Taking an approval back


def test_an_approval_taken_back_before_its_day_leaves_everything_as_it_was(monday):
    manual = a_manual()
    changed, ended = a_rule_of(manual), a_rule_of(manual, clause_code=SECOND, scope={"type": "praise"}, minutes=4)
    draft, chen = a_proposing_draft(changed), given.supervisor()
    word_clause(actor=chen, version_id=draft.pk, clause_code=FIRST, texts=NEW_TEXT)
    propose_rule(actor=chen, version_id=draft.pk, action="end", rule_id=ended.pk)
    propose_rule(
        actor=chen, version_id=draft.pk, action="adopt", kind=KIND, clause_code=LAST,
        scope={"type": "suggestion", "priority": "routine"}, value={"minutes": 8},
    )  # fmt: skip
    one = approve(draft, WEDNESDAY)
    elsewhere = queries._last
    withdraw_approval(actor=given.administrator(), version_id=one.pk, text=" 再议 ")
    back = ManualVersion.objects.get(pk=one.pk)
    assert (back.state, back.effective_from, back.approved_at, back.approved_by_id, back.submitted_at) == (
        "draft", None, None, None, None,
    )  # fmt: skip
    assert (Remark.objects.last().act, Remark.objects.last().text) == ("withdrawn", "再议")
    assert JournalEntry.objects.filter(code="standards.approval_withdrawn").count() == 1
    routine = {**FACTS, "priority": "routine"}
    for moment in (MONDAY, WEDNESDAY, WEDNESDAY + 365 * DAY):
        assert [minutes_for(moment, facts) for facts in (FACTS, routine, {"type": "praise"})] == [10, 10, 4]
    assert list(RuleRow.objects.filter(pk__in=(changed.pk, ended.pk), valid_to=None, end_reason="")) == [changed, ended]
    assert not Proposal.objects.exclude(became=None).exists()
    assert wordings(given.agent(), codes=[FIRST], at=WEDNESDAY)[0].version_number == 1
    queries._last = elsewhere  # another process, which knows the rules of before and asks only whether they changed
    queries._rows.forget()
    assert minutes_for(WEDNESDAY) == 10


def test_a_version_whose_approval_was_taken_back_can_be_approved_again(monday):
    rule = a_rule_of(a_manual())
    one = approve(a_proposing_draft(rule), WEDNESDAY)
    withdraw_approval(actor=given.administrator(), version_id=one.pk, text="再议")
    again = approve(ManualVersion.objects.get(pk=one.pk), MONDAY + DAY)
    assert [minutes_for(at) for at in (MONDAY, MONDAY + DAY, WEDNESDAY)] == [10, 5, 5]
    assert again.effective_from == MONDAY + DAY


def test_an_approval_on_which_a_later_one_builds_is_taken_back_after_it(monday):
    rule, admin = a_rule_of(a_manual()), given.administrator()
    one = approve(a_proposing_draft(rule), WEDNESDAY)
    later = approve(a_proposing_draft(Proposal.objects.get(version=one).became, minutes=3), WEDNESDAY + DAY)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        withdraw_approval(actor=admin, version_id=one.pk, text="再议")
    assert refused.value.code == "built_upon"
    withdraw_approval(actor=admin, version_id=later.pk, text="再议")
    assert [minutes_for(at) for at in (MONDAY, WEDNESDAY, WEDNESDAY + DAY)] == [10, 5, 5]
    withdraw_approval(actor=admin, version_id=one.pk, text="再议")
    assert [minutes_for(at) for at in (MONDAY, WEDNESDAY, WEDNESDAY + DAY)] == [10, 10, 10]


def test_who_takes_an_approval_back_says_why(monday):
    one, admin = a_coming_version(), given.administrator()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        withdraw_approval(actor=admin, version_id=one.pk, text=" ")
    assert set(refused.value.fields) == {"text"}


def test_what_came_with_the_pack_is_not_taken_back(monday):
    first = a_manual(since=WEDNESDAY).versions.get()
    admin = given.administrator()
    with nothing_changes(), pytest.raises(Conflict):
        withdraw_approval(actor=admin, version_id=first.pk, text="再议")


def test_a_figure_of_no_manual_changes_through_the_manual_of_the_centre(monday):
    nobodys = adopt_rule(actor=SYSTEM, kind=KIND, value={"minutes": 9}, scope=FACTS, clause_code="OLD-1")
    draft = a_draft(a_manual("OWN"))
    propose_rule(
        actor=given.supervisor(), version_id=draft.pk, action="revise", rule_id=nobodys.pk, value={"minutes": 3}
    )
    one = approve(draft)
    row = RuleRow.objects.get(replaces=nobodys)
    assert (row.manual_id, row.brought_by_id, minutes_for()) == (None, one.pk, 3)
