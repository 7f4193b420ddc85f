from datetime import timedelta

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
    state_of,
    submitted,
)
from tests.domain.standards.given_manuals import (
    NEW_TEXT,
    REASON,
    a_coming_version,
    a_draft,
    a_manual,
    a_rule_of,
    a_submitted_version,
    a_worded_draft,
    an_approved_version,
)
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.sla.explain import explanations
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.standards.commands import (
    approve_version,
    draft_version,
    drop_proposal,
    drop_wording,
    end_rule,
    propose_rule,
    remove_clause,
    return_version,
    revise_rule,
    submit_version,
    withdraw_approval,
    word_clause,
)
from fuwutai.domain.standards.manuals import versions, wordings
from fuwutai.domain.standards.models import ManualVersion, Proposal, Remark, RuleRow
from fuwutai.domain.standards.record import what_moved
from fuwutai.kernel.errors import Conflict, Invalid
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


# What an approval brings


@pytest.mark.proves("S1-3.1-1", "S4-8.2-1")
def test_an_approved_version_is_in_force_at_once_unless_a_moment_is_named(monday):
    one = an_approved_version()
    assert (one.state, one.effective_from, one.approved_at) == ("approved", MONDAY, MONDAY)
    assert one.approved_by_id == given.administrator().id
    assert state_of(one) == "effective"
    assert [one.state for one in versions(given.agent(), "M1")] == ["effective", "retired"]
    assert wordings(given.agent(), codes=[FIRST])[0].texts == NEW_TEXT
    assert JournalEntry.objects.get(code="standards.version_approved").data == {
        "manual_id": one.manual_id, "version_id": one.pk, "number": 2,
        "effective_from": MONDAY.isoformat().replace("+00:00", "Z"), "restores": 0,
    }  # fmt: skip
    assert Remark.objects.filter(act="approved").exists()


@pytest.mark.proves("S1-3.1-1")
def test_a_version_approved_for_a_later_moment_takes_effect_by_itself(monday):
    one = an_approved_version(effective_from=WEDNESDAY)
    assert state_of(one) == "approved"
    old = wordings(given.agent(), codes=[FIRST])[0]
    assert old.version_number == 1
    monday.move_to(WEDNESDAY - timedelta(seconds=1))
    assert state_of(one) == "approved"
    monday.move_to(WEDNESDAY)
    assert state_of(one) == "effective"
    assert wordings(given.agent(), codes=[FIRST])[0].texts == NEW_TEXT
    assert wordings(given.agent(), codes=[FIRST], at=WEDNESDAY - DAY)[0] == old


def test_an_approval_does_not_reach_into_the_past(monday):
    waiting, admin = a_submitted_version(), given.administrator()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        approve_version(actor=admin, version_id=waiting.pk, effective_from=MONDAY - timedelta(seconds=1))
    assert set(refused.value.fields) == {"effective_from"}


@pytest.mark.proves("S3-8.1.3-1", "S4-8.2-1")
def test_an_approval_puts_every_figure_in_force_from_its_moment(monday):
    manual = a_manual()
    changed = a_rule_of(manual)
    ended = a_rule_of(manual, clause_code=SECOND, scope={"type": "suggestion", "priority": "urgent"}, minutes=4)
    draft, chen = a_proposing_draft(changed), given.supervisor()
    propose_rule(actor=chen, version_id=draft.pk, action="end", rule_id=ended.pk)
    propose_rule(
        actor=chen, version_id=draft.pk, action="adopt", kind=KIND, clause_code=LAST,
        scope={"type": "suggestion", "priority": "routine"}, value={"minutes": 8},
    )  # fmt: skip
    one = approve(draft, WEDNESDAY)
    urgent, routine = {**FACTS, "priority": "urgent"}, {**FACTS, "priority": "routine"}
    before = [minutes_for(WEDNESDAY - timedelta(seconds=1), facts) for facts in (FACTS, urgent, routine)]
    after = [minutes_for(WEDNESDAY, facts) for facts in (FACTS, urgent, routine)]
    assert (before, after) == ([10, 4, 10], [5, 5, 8])
    rows = {row.action: row for row in Proposal.objects.select_related("became")}
    revised, adopted = rows["revise"].became, rows["adopt"].became
    assert (revised.replaces_id, revised.version, revised.manual_id) == (changed.pk, 2, manual.pk)
    assert (adopted.replaces_id, adopted.version, adopted.manual_id) == (None, 1, manual.pk)
    for row in (revised, adopted):
        assert (row.brought_by_id, row.made_by_id, row.reason, row.valid_from) == (
            one.pk, given.administrator().id, REASON, WEDNESDAY,
        )  # fmt: skip
    gone = RuleRow.objects.get(pk=ended.pk)
    assert (gone.valid_to, gone.end_reason, rows["end"].became) == (WEDNESDAY, REASON, None)


@pytest.mark.proves("S2-3.2.1-4")
def test_a_new_case_gets_the_new_clock_while_an_old_one_explains_the_old(monday):
    rule = a_rule_of(a_manual())
    old = given.a_case(type="suggestion")
    approve(a_proposing_draft(rule), WEDNESDAY)
    between = given.a_case(type="suggestion", phone="13900000001")
    monday.move_to(WEDNESDAY)
    new = given.a_case(type="suggestion", phone="13900000002")

    def told(case):
        explained = next(
            one for one in explanations(given.supervisor(), case.pk) if one.reading.definition == "first_response"
        )
        return explained.promise.amount, explained.promised_at - case.opened_at

    assert [told(case) for case in (old, between, new)] == [
        (10, timedelta(minutes=10)), (10, timedelta(minutes=10)), (5, timedelta(minutes=5)),
    ]  # fmt: skip
    clocks = Clock.objects.filter(definition="first_response").order_by("case_id")
    assert [one.rule_id for one in clocks[:2]] == [rule.pk] * 2
    assert RuleRow.objects.get(pk=clocks[2].rule_id).replaces_id == rule.pk


@pytest.mark.proves("S4-8.1-2")
def test_an_excluded_service_line_leaves_the_manual_and_comes_back(monday):
    a_rule_of(a_manual())
    draft = a_draft()
    propose_rule(
        actor=given.supervisor(), version_id=draft.pk, action="adopt", kind="standards.exclusion", clause_code=LAST,
        scope={"line": "complaints"}, value={},
    )  # fmt: skip
    approve(draft, WEDNESDAY)
    line = {**FACTS, "line": "complaints"}
    assert (minutes_for(MONDAY, line), minutes_for(WEDNESDAY, line), minutes_for(WEDNESDAY)) == (10, 30, 10)


# What moved in the meantime


def test_a_figure_that_changed_since_stops_the_approval():
    manual, admin = a_manual(), given.administrator()
    rule = a_rule_of(manual)
    waiting, other = submitted(a_proposing_draft(rule)), a_proposing_draft(rule, minutes=6)
    approve(other)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        approve_version(actor=admin, version_id=waiting.pk)
    assert (refused.value.code, refused.value.facts["clauses"]) == ("revised", [FIRST])
    assert FIRST in str(refused.value.message)
    assert what_moved(admin, waiting.pk).revised == [FIRST]


def test_a_figure_ended_since_stops_even_the_sending():
    rule = a_rule_of(a_manual())
    draft, chen = a_proposing_draft(rule), given.supervisor()
    end_rule(actor=given.administrator(), rule_id=rule.pk)
    with nothing_changes(), pytest.raises(Conflict):
        submit_version(actor=chen, version_id=draft.pk)
    drop_proposal(actor=chen, version_id=draft.pk, proposal_id=Proposal.objects.get(version=draft).pk)
    assert not what_moved(chen, draft.pk)


@pytest.mark.parametrize("mine_first", [True, False])
def test_words_changed_by_another_version_since_stop_the_approval_until_written_anew(monday, mine_first):
    chen, admin = given.supervisor(), given.administrator()
    waiting = a_submitted_version() if mine_first else None
    other = a_worded_draft()
    waiting = waiting or a_submitted_version()
    word_clause(actor=chen, version_id=other.pk, clause_code=FIRST, texts={"zh": "七分钟内响应。"})
    approve(other)
    monday.shift(60)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        approve_version(actor=admin, version_id=waiting.pk)
    assert (refused.value.code, refused.value.facts["clauses"]) == ("reworded", [FIRST])
    return_version(actor=admin, version_id=waiting.pk, text="条文已变")
    a_figure_beside = {"kind": KIND, "clause_code": FIRST, "value": {"minutes": 3}, "action": "adopt"}
    propose_rule(actor=chen, version_id=waiting.pk, **a_figure_beside)
    with nothing_changes(), pytest.raises(Conflict):
        submit_version(actor=chen, version_id=waiting.pk)
    word_clause(actor=chen, version_id=waiting.pk, clause_code=FIRST, texts=NEW_TEXT)
    approve(ManualVersion.objects.get(pk=waiting.pk))
    assert wordings(given.agent(), codes=[FIRST])[0].texts == NEW_TEXT


def test_words_that_came_to_nothing_elsewhere_stop_nobody(monday):
    waiting, coming = a_submitted_version(), a_coming_version()
    assert what_moved(given.supervisor(), waiting.pk).reworded == [FIRST]
    withdraw_approval(actor=given.administrator(), version_id=coming.pk, text="取消")
    approve_version(actor=given.administrator(), version_id=waiting.pk)


def test_changes_of_different_clauses_do_not_stand_in_each_other_s_way(monday):
    rule = a_rule_of(a_manual(), clause_code=SECOND)
    words, figures = a_submitted_version(), submitted(a_proposing_draft(rule))
    approve(words, WEDNESDAY)
    approve(figures)
    monday.move_to(WEDNESDAY)
    assert wordings(given.agent(), codes=[FIRST])[0].texts == NEW_TEXT
    assert minutes_for() == 5


def test_a_version_that_a_later_one_would_overwrite_waits_for_its_moment(monday):
    rule = a_rule_of(a_manual(), clause_code=SECOND)
    later = a_worded_draft()
    propose_rule(actor=given.supervisor(), version_id=later.pk, action="revise", rule_id=rule.pk, value={"minutes": 6})
    later = approve(later, WEDNESDAY)
    words, admin = a_submitted_version(), given.administrator()
    coming = Proposal.objects.get(version=later).became
    figures = submitted(a_proposing_draft(coming))
    for one, code in ((words, FIRST), (figures, SECOND)):
        for moment in (None, WEDNESDAY - timedelta(seconds=1)):
            with nothing_changes(), pytest.raises(Conflict) as refused:
                approve_version(actor=admin, version_id=one.pk, effective_from=moment)
            facts = refused.value.facts
            assert (refused.value.code, facts["clauses"], facts["by"]) == ("overtaken", [code], later.number)
        approve_version(actor=admin, version_id=one.pk, effective_from=WEDNESDAY)
    monday.move_to(WEDNESDAY)
    assert wordings(given.agent(), codes=[FIRST])[0].version_number == words.number
    assert minutes_for() == 5


def test_a_new_figure_on_a_clause_that_another_version_removed_stops_the_approval():
    draft, other, chen = a_draft(), a_draft(), given.supervisor()
    propose_rule(
        actor=chen, version_id=draft.pk, action="adopt", kind=KIND, clause_code=SECOND, scope=FACTS,
        value={"minutes": 3},
    )  # fmt: skip
    waiting, admin = submitted(draft), given.administrator()
    remove_clause(actor=chen, version_id=other.pk, clause_code=SECOND)
    approve(other)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        approve_version(actor=admin, version_id=waiting.pk)
    assert (refused.value.code, refused.value.facts["clauses"]) == ("without_clause", [SECOND])


def test_a_clause_is_not_removed_under_a_figure_that_came_since():
    manual, chen, admin = a_manual(), given.supervisor(), given.administrator()
    draft = a_draft()
    remove_clause(actor=chen, version_id=draft.pk, clause_code=FIRST)
    waiting = submitted(draft)
    a_rule_of(manual)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        approve_version(actor=admin, version_id=waiting.pk)
    assert refused.value.code == "without_clause"
    return_version(actor=admin, version_id=waiting.pk, text="指标还在")
    drop_wording(actor=chen, version_id=waiting.pk, clause_code=FIRST)
    remove_clause(actor=chen, version_id=waiting.pk, clause_code=FIRST)
    approve(ManualVersion.objects.get(pk=waiting.pk))
    assert [one.code for one in wordings(given.agent(), manual_code="M1")] == [SECOND, LAST]
    assert minutes_for() == 30


# Several people at once


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_approvals_at_once_one_is_told_that_it_came_too_late():
    rule = a_rule_of(a_manual())
    waiting, admin = submitted(a_proposing_draft(rule)), given.administrator()
    results = at_once(*[lambda: approve_version(actor=admin, version_id=waiting.pk)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "ManualVersion"]
    assert RuleRow.objects.filter(replaces=rule).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_versions_that_change_the_same_figure_at_once_one_has_to_look_again():
    rule = a_rule_of(a_manual())
    waiting = [submitted(a_proposing_draft(rule, minutes=minutes)) for minutes in (5, 6)]
    admin = given.administrator()
    results = at_once(*(lambda one=one: approve_version(actor=admin, version_id=one.pk) for one in waiting))
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "ManualVersion"]
    assert RuleRow.objects.filter(replaces=rule).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_draft_sent_while_it_is_changed_is_whole_or_not_changed():
    draft, chen = a_worded_draft(), given.supervisor()
    results = at_once(
        lambda: submit_version(actor=chen, version_id=draft.pk),
        lambda: word_clause(actor=chen, version_id=draft.pk, clause_code=SECOND, texts=NEW_TEXT),
    )
    assert type(results[0]).__name__ == "ManualVersion"
    assert type(results[1]).__name__ in ("Clause", "Conflict")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_drafts_begun_at_once_get_numbers_of_their_own():
    a_manual()
    chen = given.supervisor()
    begun = at_once(*[lambda: draft_version(actor=chen, manual_code="M1", title="试行")] * 3)
    assert sorted(one.number for one in begun) == [2, 3, 4]


def test_a_revision_beside_the_manual_is_seen_by_the_approval():
    rule, admin = a_rule_of(a_manual()), given.administrator()
    waiting = submitted(a_proposing_draft(rule))
    revise_rule(actor=admin, rule_id=rule.pk, value={"minutes": 7}, reason="临时")
    with nothing_changes(), pytest.raises(Conflict):
        approve_version(actor=admin, version_id=waiting.pk)
