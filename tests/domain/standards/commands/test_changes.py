import pytest
from tests import given
from tests.domain.standards.given_manuals import (
    NEW_TEXT,
    a_draft,
    a_manual,
    a_rule_of,
    a_worded_draft,
)
from tests.rows import nothing_changes

from fuwutai.domain.standards.commands import (
    adopt_rule,
    drop_proposal,
    drop_wording,
    end_rule,
    propose_rule,
    remove_clause,
    revise_rule,
    word_clause,
)
from fuwutai.domain.standards.manuals import own_wordings, wordings
from fuwutai.domain.standards.models import Clause, Proposal, RuleRow
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

FIRST, SECOND, LAST = "M1-1.1-1", "M1-1.1-2", "M1-2.1-1"
NEW = {"section": "1.1", "kind": "time_limit", "area": "sla"}


def word(draft, clause_code=FIRST, by=None, **what):
    return word_clause(
        actor=by or given.supervisor(), version_id=draft.pk, clause_code=clause_code, **{"texts": NEW_TEXT, **what}
    )


def propose(draft, action, by=None, **what):
    return propose_rule(actor=by or given.supervisor(), version_id=draft.pk, action=action, **what)


def codes(version_id=None):
    return [one.code for one in wordings(given.supervisor(), manual_code="M1", version_id=version_id)]


def test_a_draft_words_a_clause_and_the_manual_stays_as_it_is():
    draft = a_draft()
    row = word(draft, numbers=" 5 min ")
    assert (row.text, row.numbers, row.section, row.kind, row.area, row.position) == (
        NEW_TEXT, "5 min", "1.1", "time_limit", "sla", 0,
    )  # fmt: skip
    assert wordings(given.agent(), codes=[FIRST])[0].numbers == "10 min"
    assert wordings(given.supervisor(), version_id=draft.pk)[0].texts == NEW_TEXT
    entry = JournalEntry.objects.last()
    assert (entry.code, entry.data["clause_code"]) == ("standards.version_changed", FIRST)
    assert NEW_TEXT["zh"] not in str(entry.data)


def test_one_language_may_change_alone_and_a_second_wording_takes_the_place_of_the_first():
    draft = a_draft()
    english = wordings(given.agent(), codes=[FIRST])[0].texts["en"]
    assert word(draft, texts={"zh": "五分钟内响应。"}).text == {"zh": "五分钟内响应。", "en": english}
    assert word(draft, texts={"en": ""}).text == {"zh": "五分钟内响应。"}
    assert word(draft, texts={"zh": "六分钟内响应。"}, kind="process").text == {"zh": "六分钟内响应。"}
    assert [one.kind for one in own_wordings(given.supervisor(), draft.pk)] == ["process"]


def test_a_wording_that_differs_in_nothing_is_refused():
    draft, chen = a_draft(), given.supervisor()
    same = dict(wordings(given.agent(), codes=[FIRST])[0].texts)
    with nothing_changes(), pytest.raises(Invalid) as refused:
        word(draft, texts=same, numbers="10 min", by=chen)
    assert refused.value.code == "same_wording"


def test_a_new_clause_stands_last_in_its_section():
    draft = a_draft()
    word(draft, "M1-1.1-10", **NEW)
    word(draft, "M1-1.1-3", **NEW)
    word(draft, "M1-1.2-1", **{**NEW, "section": "1.2"})
    word(draft, "M1-0.1-1", **{**NEW, "section": "0.1"})
    word(draft, "M1-10.1-1", **{**NEW, "section": "10.1"})
    assert codes(draft.pk) == [
        "M1-0.1-1", FIRST, SECOND, "M1-1.1-3", "M1-1.1-10", "M1-1.2-1", LAST, "M1-10.1-1",
    ]  # fmt: skip
    assert codes() == [FIRST, SECOND, LAST]


def test_a_clause_may_move_to_another_section():
    draft = a_draft()
    word(draft, FIRST, texts={}, section="2.1")
    assert codes(draft.pk) == [SECOND, FIRST, LAST]
    assert wordings(given.supervisor(), version_id=draft.pk, codes=[FIRST])[0].section == "2.1"


@pytest.mark.parametrize(
    ("code", "wrong", "fields"),
    [
        ("M1-9", {}, {"section", "kind", "area"}),
        ("M1-9", {**NEW, "texts": {}}, {"zh"}),
        ("M1-9", {**NEW, "texts": {"zh": " ", "en": ""}}, {"zh"}),
        ("M1-9", {**NEW, "texts": {"fr": "Cinq minutes"}}, {"zh"}),
        ("M1-9", {**NEW, "kind": "poem"}, {"kind"}),
        ("M1-9", {**NEW, "area": "weather"}, {"area"}),
        ("M1-9", {**NEW, "section": "1 . 1"}, {"section"}),
        ("M1-9", {**NEW, "numbers": "5" * 201}, {"numbers"}),
        ("", NEW, {"clause_code"}),
        ("M1 9", NEW, {"clause_code"}),
        ("M1/9", NEW, {"clause_code"}),
        ("M" * 41, NEW, {"clause_code"}),
        ("M2-1.1-1", NEW, {"clause_code"}),
        (FIRST, {"area": "weather", "texts": {"zh": "", "en": ""}}, {"area", "zh"}),
    ],
)
def test_a_clause_that_could_not_stand_in_the_manual_is_refused(code, wrong, fields):
    a_manual("M2")
    draft, chen = a_draft(), given.supervisor()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        word(draft, code, by=chen, **wrong)
    assert set(refused.value.fields) == fields


def test_with_a_removed_clause_its_figures_end():
    manual = a_manual()
    rule, other = a_rule_of(manual), a_rule_of(manual, clause_code=SECOND, scope={})
    draft = a_draft()
    remove_clause(actor=given.supervisor(), version_id=draft.pk, clause_code=FIRST)
    assert [(one.action, one.rule_id, one.value) for one in Proposal.objects.all()] == [("end", rule.pk, None)]
    assert codes(draft.pk) == [SECOND, LAST]
    assert codes() == [FIRST, SECOND, LAST]
    assert RuleRow.objects.get(pk=rule.pk).valid_to is None
    assert Clause.objects.get(version=draft).is_removed
    assert other.pk not in Proposal.objects.values_list("rule_id", flat=True)


def test_a_figure_that_moves_to_another_clause_does_not_end_with_its_own():
    rule = a_rule_of(a_manual())
    draft = a_draft()
    propose(draft, "revise", rule_id=rule.pk, clause_code=SECOND)
    remove_clause(actor=given.supervisor(), version_id=draft.pk, clause_code=FIRST)
    assert [(one.action, one.clause_code) for one in Proposal.objects.all()] == [("revise", SECOND)]


def test_a_changed_figure_of_a_removed_clause_ends_instead():
    rule = a_rule_of(a_manual())
    draft = a_draft()
    propose(draft, "revise", rule_id=rule.pk, value={"minutes": 5})
    remove_clause(actor=given.supervisor(), version_id=draft.pk, clause_code=FIRST)
    assert [(one.action, one.value) for one in Proposal.objects.all()] == [("end", None)]


def test_a_clause_that_is_to_get_a_new_figure_is_not_removed():
    draft, chen = a_draft(), given.supervisor()
    propose(draft, "adopt", kind="sla.next_response", clause_code=FIRST, value={"minutes": 5})
    with nothing_changes(), pytest.raises(Conflict) as refused:
        remove_clause(actor=chen, version_id=draft.pk, clause_code=FIRST)
    assert refused.value.code == "figures_on_clause"


@pytest.mark.parametrize("code", ["M1-9.9-9", "M2-1.1-1", ""])
def test_only_a_clause_in_force_is_removed(code):
    a_manual("M2")
    draft, chen = a_draft(), given.supervisor()
    with nothing_changes(), pytest.raises(NotFound):
        remove_clause(actor=chen, version_id=draft.pk, clause_code=code)


def test_a_removal_is_taken_back_by_words_or_by_dropping_it():
    rule = a_rule_of(a_manual())
    for undo in (
        lambda draft: word(draft),
        lambda draft: drop_wording(actor=given.supervisor(), version_id=draft.pk, clause_code=FIRST),
    ):
        draft = a_draft()
        remove_clause(actor=given.supervisor(), version_id=draft.pk, clause_code=FIRST)
        with pytest.raises(Conflict) as refused:
            end = Proposal.objects.get(version=draft, rule=rule)
            drop_proposal(actor=given.supervisor(), version_id=draft.pk, proposal_id=end.pk)
        assert refused.value.code == "clause_removed"
        undo(draft)
        assert FIRST in codes(draft.pk)
        assert not Proposal.objects.filter(version=draft).exists()


def test_a_change_of_words_is_taken_back_once():
    draft, chen = a_worded_draft(), given.supervisor()
    drop_wording(actor=chen, version_id=draft.pk, clause_code=FIRST)
    assert own_wordings(chen, draft.pk) == []
    with nothing_changes(), pytest.raises(NotFound):
        drop_wording(actor=chen, version_id=draft.pk, clause_code=FIRST)


def test_a_new_clause_goes_only_after_the_figures_put_on_it():
    draft, chen = a_draft(), given.supervisor()
    word(draft, "M1-1.1-3", **NEW)
    proposal = propose(draft, "adopt", kind="sla.next_response", clause_code="M1-1.1-3", value={"minutes": 5})
    with nothing_changes(), pytest.raises(Conflict):
        drop_wording(actor=chen, version_id=draft.pk, clause_code="M1-1.1-3")
    drop_proposal(actor=chen, version_id=draft.pk, proposal_id=proposal.pk)
    drop_wording(actor=chen, version_id=draft.pk, clause_code="M1-1.1-3")
    assert not (Clause.objects.filter(version=draft).exists() or Proposal.objects.exists())


def test_a_draft_proposes_figures_and_none_is_in_force():
    rule = a_rule_of(a_manual())
    ended = a_rule_of(a_manual(), clause_code=SECOND, scope={"type": "praise"})
    draft, before = a_draft(), RuleRow.objects.count()
    new = propose(
        draft, "adopt", kind="sla.next_response", clause_code=LAST, scope={"type": "fault"}, value={"minutes": 20}
    )
    changed = propose(draft, "revise", rule_id=rule.pk, value={"minutes": 5})
    end = propose(draft, "end", rule_id=ended.pk)
    assert (new.rule_id, new.kind, new.scope, new.value) == (
        None,
        "sla.next_response",
        {"type": "fault"},
        {"minutes": 20},
    )
    assert (changed.rule_id, changed.kind, changed.scope, changed.clause_code, changed.value) == (
        rule.pk, rule.kind, rule.scope, FIRST, {"minutes": 5},
    )  # fmt: skip
    assert (end.rule_id, end.clause_code, end.value) == (ended.pk, SECOND, None)
    assert RuleRow.objects.count() == before
    assert JournalEntry.objects.last().data["clause_code"] == SECOND


def test_a_second_proposal_about_a_figure_takes_the_place_of_the_first():
    rule = a_rule_of(a_manual())
    draft = a_draft()
    first = propose(draft, "revise", rule_id=rule.pk, value={"minutes": 5})
    propose(draft, "revise", rule_id=rule.pk, scope={"type": "praise"}, clause_code=SECOND)
    assert [(one.scope, one.clause_code, one.value) for one in Proposal.objects.all()] == [
        ({"type": "praise"}, SECOND, {"minutes": 10})
    ]
    propose(draft, "end", rule_id=rule.pk)
    only = Proposal.objects.get()
    assert (only.pk, only.action, only.value) == (first.pk, "end", None)
    drop_proposal(actor=given.supervisor(), version_id=draft.pk, proposal_id=only.pk)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "sla.unheard_of"},
        {"value": {"minutes": "five"}},
        {"value": {}},
        {"value": {"minutes": 5, "calendar": "nowhere"}},
        {"scope": {"weather": "rain"}},
        {"scope": {"type": ""}},
        {"clause_code": ""},
        {"clause_code": "M1-9.9-9"},
        {"clause_code": "M2-1.1-1"},
        {"kind": "standards.decision", "value": {"choice": "keep_one", "topic": "scales", "keeps": FIRST}},
        {"scope": {"type": "suggestion"}, "value": {"minutes": 10, "calendar": ""}},
    ],
)
def test_a_new_figure_that_nothing_could_obey_or_that_is_there_is_refused(wrong):
    a_rule_of(a_manual())
    a_manual("M2")
    draft, chen = a_draft(), given.supervisor()
    usual = {"kind": "sla.first_response", "clause_code": FIRST, "value": {"minutes": 5}}
    with nothing_changes(), pytest.raises(Invalid):
        propose(draft, "adopt", by=chen, **{**usual, **wrong})


def test_the_same_new_figure_is_proposed_once():
    draft, chen = a_draft(), given.supervisor()
    usual = {"kind": "sla.first_response", "clause_code": FIRST, "value": {"minutes": 5}}
    propose(draft, "adopt", **usual)
    with nothing_changes(), pytest.raises(Invalid) as refused:
        propose(draft, "adopt", by=chen, **usual)
    assert refused.value.code == "same_rule"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({}, "same_rule"),
        ({"value": {"minutes": 10, "calendar": ""}}, "same_rule"),
        ({"value": {"minutes": 0}}, "target_length"),
        ({"scope": {"weather": "rain"}}, "scope_keys"),
        ({"clause_code": "M1-9.9-9"}, "clause_unknown"),
        ({"clause_code": SECOND, "value": {"minutes": 1, "working_days": 1}}, "target_length"),
    ],
)
def test_a_changed_figure_that_nothing_could_obey_or_that_says_the_same_is_refused(wrong, code):
    rule = a_rule_of(a_manual())
    draft, chen = a_draft(), given.supervisor()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        propose(draft, "revise", by=chen, rule_id=rule.pk, **wrong)
    assert refused.value.code == code


def test_a_figure_may_keep_the_clause_it_has_though_it_is_none_of_the_manual():
    rule = a_rule_of(a_manual(), clause_code="LEAFLET")
    draft = a_draft()
    assert propose(draft, "revise", rule_id=rule.pk, value={"minutes": 5}).clause_code == "LEAFLET"
    assert propose(draft, "revise", rule_id=rule.pk, value={"minutes": 6}, clause_code=FIRST).clause_code == FIRST


def test_a_figure_stays_off_a_clause_that_the_draft_removes():
    rule = a_rule_of(a_manual())
    draft, chen = a_draft(), given.supervisor()
    remove_clause(actor=chen, version_id=draft.pk, clause_code=FIRST)
    with nothing_changes(), pytest.raises(Invalid):
        propose(draft, "revise", by=chen, rule_id=rule.pk, value={"minutes": 5})
    with nothing_changes(), pytest.raises(Invalid):
        propose(draft, "adopt", by=chen, kind="sla.next_response", clause_code=FIRST, value={"minutes": 5})


def test_a_figure_changes_only_through_its_own_manual():
    foreign, nobodys = (
        a_rule_of(a_manual("M2")),
        adopt_rule(actor=Actor.system("tests"), kind="sla.next_response", value={"minutes": 9}, clause_code="OLD-1"),
    )
    draft, chen = a_draft(), given.supervisor()
    for rule_id in (foreign.pk, nobodys.pk, 987_654, None):
        for action in ("revise", "end"):
            with nothing_changes(), pytest.raises(NotFound):
                propose(draft, action, by=chen, rule_id=rule_id, value={"minutes": 5})


def test_figures_of_no_manual_change_through_the_manual_of_the_centre():
    nobodys = adopt_rule(
        actor=Actor.system("tests"), kind="sla.next_response", value={"minutes": 9}, clause_code="OLD-1"
    )
    draft = a_draft(a_manual("OWN"))
    changed = propose(draft, "revise", rule_id=nobodys.pk, value={"minutes": 5})
    assert (changed.rule_id, changed.clause_code) == (nobodys.pk, "OLD-1")


@pytest.mark.parametrize("action", ["revise", "end"])
def test_only_the_latest_version_of_a_figure_is_changed(action):
    manual, admin = a_manual(), given.administrator()
    revised, ended = a_rule_of(manual), a_rule_of(manual, scope={"type": "praise"})
    revise_rule(actor=admin, rule_id=revised.pk, value={"minutes": 7}, reason="试行")
    end_rule(actor=admin, rule_id=ended.pk)
    draft = a_draft()
    for rule in (revised, ended):
        with nothing_changes(), pytest.raises(Conflict) as refused:
            propose(draft, action, by=admin, rule_id=rule.pk, value={"minutes": 5})
        assert refused.value.code == "rule_revised"


def test_an_action_nobody_knows_is_refused():
    rule = a_rule_of(a_manual())
    draft, chen = a_draft(), given.supervisor()
    with nothing_changes(), pytest.raises(Invalid):
        propose(draft, "soften", by=chen, rule_id=rule.pk)


def test_a_proposal_is_taken_back_from_its_own_draft():
    rule = a_rule_of(a_manual())
    draft, other, chen = a_draft(), a_draft(), given.supervisor()
    proposal = propose(draft, "end", rule_id=rule.pk)
    for version, proposal_id in ((other, proposal.pk), (draft, 987_654)):
        with nothing_changes(), pytest.raises(NotFound):
            drop_proposal(actor=chen, version_id=version.pk, proposal_id=proposal_id)
