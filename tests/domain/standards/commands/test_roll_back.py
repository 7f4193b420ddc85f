from datetime import UTC, datetime, timedelta

import pytest
from tests import given
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
    an_approved_version,
)
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.sla.explain import explanations
from fuwutai.domain.standards.commands import (
    adopt_rule,
    approve_version,
    propose_rule,
    remove_clause,
    revise_rule,
    roll_back,
    submit_version,
    withdraw_approval,
    word_clause,
)
from fuwutai.domain.standards.compare import compare
from fuwutai.domain.standards.manuals import versions, wordings
from fuwutai.domain.standards.models import Clause, Manual, ManualVersion, Proposal, Remark, RuleRow
from fuwutai.domain.standards.queries import is_adopted, rule_in_force, rule_versions
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

FIRST, SECOND, LAST = "M1-1.1-1", "M1-1.1-2", "M1-2.1-1"
KIND, FACTS, PRAISE, FAULT = "sla.first_response", {"type": "suggestion"}, {"type": "praise"}, {"type": "fault"}
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
CHANGES = {
    "words": lambda who, one, rules: word_clause(actor=who, version_id=one, clause_code=FIRST, texts=NEW_TEXT),
    "removal": lambda who, one, rules: remove_clause(actor=who, version_id=one, clause_code=LAST),
    "new clause": lambda who, one, rules: word_clause(
        actor=who, version_id=one, clause_code="M1-1.1-3", texts=NEW_TEXT, section="1.1", kind="process", area="case"
    ),
    "changed figure": lambda who, one, rules: propose_rule(
        actor=who, version_id=one, action="revise", rule_id=rules[0].pk, value={"minutes": 5}
    ),
    "ended figure": lambda who, one, rules: propose_rule(actor=who, version_id=one, action="end", rule_id=rules[1].pk),
    "new figure": lambda who, one, rules: propose_rule(
        actor=who, version_id=one, action="adopt", kind=KIND, clause_code=SECOND, scope=FAULT, value={"minutes": 3}
    ),
}


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


@pytest.fixture
def rules() -> list[RuleRow]:
    """Return the two figures that M1 begins with."""
    manual = a_manual()
    return [a_rule_of(manual), a_rule_of(manual, clause_code=SECOND, scope=PRAISE, minutes=8)]


def first() -> ManualVersion:
    return ManualVersion.objects.get(manual__code="M1", number=1)


def back_to(one: ManualVersion, reason: str = "投诉反而增多") -> ManualVersion:
    return roll_back(actor=given.supervisor(), version_id=one.pk, reason=reason)


def approved(rules: list[RuleRow], *names: str) -> ManualVersion:
    """Return a version with some of CHANGES, approved and in force at once; an hour passes before and after it."""
    draft, chen = a_draft(Manual.objects.get(code="M1")), given.supervisor()
    for name in names:
        CHANGES[name](chen, draft.pk, rules)
    submit_version(actor=chen, version_id=draft.pk)
    return approve_version(actor=given.administrator(), version_id=draft.pk)


def said(at: datetime | None = None) -> tuple[object, ...]:
    """Return what M1 says at a moment: words by clause, and the first response for three kinds of matter."""
    words = {one.code: (one.texts, one.numbers, one.section) for one in wordings(SYSTEM, manual_code="M1", at=at)}
    found = [rule_in_force(KIND, facts, at or clock.now()) for facts in (FACTS, PRAISE, FAULT)]
    return words, [rule.value.minutes if rule else None for rule in found]


@pytest.mark.parametrize("names", [(name,) for name in CHANGES] + [tuple(CHANGES)], ids="+".join)
def test_whatever_a_version_changed_a_roll_back_undoes(names, rules, monday):
    before = said()
    monday.shift(HOUR)
    second = approved(rules, *names)
    changed = said()
    assert changed != before
    monday.shift(HOUR)
    third = back_to(first())
    assert said() == before
    assert said(MONDAY + HOUR) == changed
    assert (third.number, third.state, third.restores_id, third.effective_from, third.reason) == (
        3, "approved", first().pk, MONDAY + 2 * HOUR, "投诉反而增多",
    )  # fmt: skip
    assert (third.author_id, third.approved_by_id) == (given.supervisor().id, given.supervisor().id)
    assert [one.state for one in versions(given.agent(), "M1")] == ["effective", "retired", "retired"]
    differs = compare(given.agent(), first().pk, third.pk)
    assert (differs.clauses, differs.rules) == ([], [])
    monday.shift(HOUR)
    back_to(second)
    assert said() == changed


def test_a_roll_back_tells_what_it_did(rules, monday):
    monday.shift(HOUR)
    approved(rules, *CHANGES)
    monday.shift(HOUR)
    third = back_to(first(), " 投诉反而增多 ")
    own = {one.code: one.is_removed for one in Clause.objects.filter(version=third)}
    assert own == {FIRST: False, "M1-1.1-3": True, LAST: False}
    done = {one.action: one for one in Proposal.objects.filter(version=third).select_related("rule", "became")}
    assert done["revise"].became.value == done["revise"].value == {"minutes": 10}
    assert (done["adopt"].rule, done["adopt"].became.value, done["adopt"].scope) == (None, {"minutes": 8}, PRAISE)
    assert (done["end"].became, done["end"].rule.valid_to) == (None, MONDAY + 2 * HOUR)
    for row in RuleRow.objects.filter(brought_by=third):
        assert (row.manual.code, row.reason, row.made_by_id) == ("M1", "投诉反而增多", given.supervisor().id)
    assert (Remark.objects.last().act, Remark.objects.last().text) == ("rolled_back", "投诉反而增多")
    entry = JournalEntry.objects.filter(code="standards.version_approved").last()
    assert (entry.data["version_id"], entry.data["number"], entry.data["restores"]) == (third.pk, 3, first().pk)
    assert "投诉" not in str(list(JournalEntry.objects.values_list("data", flat=True)))


def test_new_cases_get_the_old_clock_back_while_those_between_keep_theirs(rules, monday):
    monday.shift(HOUR)
    approved(rules, "changed figure")
    between = given.a_case(type="suggestion")
    monday.shift(HOUR)
    back_to(first())
    after = given.a_case(type="suggestion", phone="13900000001")

    def amount(case):
        found = explanations(given.supervisor(), case.pk)
        return next(one.promise.amount for one in found if one.reading.definition == "first_response")

    assert [amount(one) for one in (between, after)] == [5, 10]


def test_a_version_in_the_middle_comes_back_as_it_stood_when_it_was_followed(rules, monday):
    monday.shift(HOUR)
    second = approved(rules, "words", "changed figure")
    monday.shift(HOUR)
    revise_rule(actor=given.administrator(), rule_id=RuleRow.objects.get(replaces=rules[0]).pk,
                value={"minutes": 4}, reason="临时")  # fmt: skip
    stood = said()
    monday.shift(HOUR)
    approved(rules, "removal", "ended figure")
    monday.shift(HOUR)
    back_to(second)
    assert said() == stood
    assert stood[1][0] == 4


def test_going_back_and_forth_does_not_pile_up_figures(rules, monday):
    monday.shift(HOUR)
    second = approved(rules, "ended figure")
    monday.shift(HOUR)
    third = back_to(first())
    rows = RuleRow.objects.count()
    monday.shift(HOUR)
    other = approved(rules, "words")
    monday.shift(HOUR)
    back_to(first())
    assert RuleRow.objects.count() == rows
    monday.shift(HOUR)
    back_to(second)
    assert RuleRow.objects.count() == rows
    assert rule_in_force(KIND, PRAISE, clock.now()).value.minutes == 30
    monday.shift(HOUR)
    back_to(third)
    assert rule_in_force(KIND, PRAISE, clock.now()).value.minutes == 8
    assert other.number == 4


def test_a_figure_comes_back_exactly_as_it_was_written(rules, monday):
    monday.shift(HOUR)
    approved(rules, "ended figure")
    assert not is_adopted(KIND, SECOND, PRAISE, {"minutes": 8})
    monday.shift(HOUR)
    back_to(first())
    assert is_adopted(KIND, SECOND, PRAISE, {"minutes": 8})
    back = RuleRow.objects.get(replaces=rules[1])
    assert (back.value, back.version, back.manual_id) == (rules[1].value, 2, rules[1].manual_id)
    assert [one.id for one in rule_versions(given.agent(), rules[1].pk)] == [back.pk, rules[1].pk]


def test_a_figure_that_was_put_in_force_again_meanwhile_stays(rules, monday):
    monday.shift(HOUR)
    approved(rules, "ended figure")
    monday.shift(HOUR)
    twin = a_rule_of(Manual.objects.get(code="M1"), clause_code=SECOND, scope=PRAISE, minutes=8)
    chen = given.supervisor()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        roll_back(actor=chen, version_id=first().pk, reason=REASON)
    assert refused.value.code == "no_change"
    assert rule_in_force(KIND, PRAISE, clock.now()).id == twin.pk


def test_what_was_decided_about_a_figure_holds_again_when_it_comes_back(rules, monday):
    rival = a_rule_of(a_manual("M2"), scope=PRAISE, minutes=20)
    decided = {"choice": "keep_other", "one": rules[1].pk, "other": rival.pk}
    adopt_rule(actor=SYSTEM, kind="standards.decision", value=decided)
    assert rule_in_force(KIND, PRAISE, clock.now()).id == rival.pk
    monday.shift(HOUR)
    approved(rules, "ended figure")
    monday.shift(HOUR)
    back_to(first())
    assert rule_in_force(KIND, PRAISE, clock.now()).id == rival.pk


def test_other_manuals_and_figures_of_nobody_stay_as_they_are(rules, monday):
    foreign = a_rule_of(a_manual("M2"), scope={"type": "complaint"}, minutes=2)
    monday.shift(HOUR)
    approved(rules, "changed figure")
    nobodys = adopt_rule(actor=SYSTEM, kind=KIND, value={"minutes": 1}, scope=FAULT)
    monday.shift(HOUR)
    back_to(first())
    assert set(RuleRow.objects.filter(pk__in=(foreign.pk, nobodys.pk), valid_to=None)) == {foreign, nobodys}


def test_a_figure_of_nobody_that_the_centre_s_manual_changed_comes_back_with_it(monday):
    nobodys = adopt_rule(actor=SYSTEM, kind=KIND, value={"minutes": 9}, scope=FACTS, clause_code="OLD-1")
    untouched = adopt_rule(actor=SYSTEM, kind=KIND, value={"minutes": 9}, scope=FAULT, clause_code="OLD-2")
    own = a_manual("OWN")
    monday.shift(HOUR)
    draft, chen = a_draft(own), given.supervisor()
    propose_rule(actor=chen, version_id=draft.pk, action="end", rule_id=nobodys.pk)
    submit_version(actor=chen, version_id=draft.pk)
    approve_version(actor=given.administrator(), version_id=draft.pk)
    later = adopt_rule(actor=SYSTEM, kind=KIND, value={"minutes": 1}, scope=PRAISE)
    monday.shift(HOUR)
    back_to(own.versions.get(number=1))
    back = rule_in_force(KIND, FACTS, clock.now())
    assert (back.value.minutes, back.manual_id, back.clause_code) == (9, None, "OLD-1")
    assert RuleRow.objects.filter(pk__in=(untouched.pk, later.pk), valid_to=None).count() == 2


@pytest.mark.parametrize("state", IN_STATE)
def test_only_a_version_that_was_followed_by_another_is_brought_back(state):
    one, chen = IN_STATE[state](), given.supervisor()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        roll_back(actor=chen, version_id=one.pk, reason=REASON)
    assert refused.value.code == "not_retired"


def test_a_version_that_was_never_in_force_is_not_brought_back(monday):
    replaced = an_approved_version()
    other = a_draft()
    word_clause(actor=given.supervisor(), version_id=other.pk, clause_code=SECOND, texts=NEW_TEXT)
    submit_version(actor=given.supervisor(), version_id=other.pk)
    approve_version(actor=given.administrator(), version_id=other.pk)  # at the very same moment
    chen = given.supervisor()
    with nothing_changes(), pytest.raises(Conflict):
        roll_back(actor=chen, version_id=replaced.pk, reason=REASON)


def test_while_another_version_is_to_come_nothing_is_rolled_back(rules, monday):
    monday.shift(HOUR)
    approved(rules, "changed figure")
    monday.shift(HOUR)
    coming, chen = a_coming_version(), given.supervisor()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        roll_back(actor=chen, version_id=first().pk, reason=REASON)
    assert refused.value.code == "version_to_come"
    withdraw_approval(actor=given.administrator(), version_id=coming.pk, text="再议")
    back_to(first())


def test_a_roll_back_needs_a_reason_and_something_to_bring_back(rules, monday):
    monday.shift(HOUR)
    approved(rules, "changed figure")
    monday.shift(HOUR)
    chen = given.supervisor()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        roll_back(actor=chen, version_id=first().pk, reason=" ")
    assert set(refused.value.fields) == {"reason"}
    back_to(first())
    monday.shift(HOUR)
    with nothing_changes(), pytest.raises(Invalid) as refused:
        roll_back(actor=chen, version_id=first().pk, reason=REASON)
    assert refused.value.code == "no_change"


def test_only_who_approves_rolls_back(rules, monday):
    monday.shift(HOUR)
    approved(rules, "changed figure")
    drafter = Actor(kind="staff", id=given.staff(given.ZHAO).pk, permissions=frozenset({"standards.edit"}))
    for actor in (given.agent(), drafter, Actor.customer(1)):
        with nothing_changes(), pytest.raises(Refused):
            roll_back(actor=actor, version_id=first().pk, reason=REASON)
    admin = given.administrator()
    with nothing_changes(), pytest.raises(NotFound):
        roll_back(actor=admin, version_id=987_654, reason=REASON)


def test_a_draft_about_what_a_roll_back_changed_has_to_be_looked_at_again(rules, monday):
    monday.shift(HOUR)
    approved(rules, "words", "changed figure")
    waiting, admin = a_submitted_version(), given.administrator()
    monday.shift(HOUR)
    back_to(first())
    with nothing_changes(), pytest.raises(Conflict) as refused:
        approve_version(actor=admin, version_id=waiting.pk)
    assert refused.value.code == "reworded"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_roll_backs_at_once_one_finds_nothing_left_to_do(monday):
    manual = a_manual()
    rules = [a_rule_of(manual), a_rule_of(manual, clause_code=SECOND, scope=PRAISE, minutes=8)]
    monday.shift(HOUR)
    approved(rules, "words", "changed figure")
    monday.shift(HOUR)
    chen, one = given.supervisor(), first()
    results = at_once(*[lambda: roll_back(actor=chen, version_id=one.pk, reason=REASON)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["Invalid", "ManualVersion"]
