from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from tests import given
from tests.domain.standards.given_manuals import (
    NEW_TEXT,
    a_clause,
    a_coming_version,
    a_discarded_version,
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
    load_manual,
    propose_rule,
    remove_clause,
    submit_version,
    word_clause,
)
from fuwutai.domain.standards.manuals import (
    in_language,
    manual,
    manual_ids,
    manuals,
    natural,
    own_wordings,
    proposals,
    remarks,
    rules_of_clauses,
    version,
    versions,
    wording_history,
    wordings,
)
from fuwutai.domain.standards.models import Clause, Manual
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db

FIRST, SECOND, LAST = "M1-1.1-1", "M1-1.1-2", "M1-2.1-1"
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def approve(draft):
    submit_version(actor=given.supervisor(), version_id=draft.pk)
    return approve_version(actor=given.administrator(), version_id=draft.pk)


def test_a_manual_is_taken_in_once_with_a_first_version_of_nobody():
    one = a_manual()
    chen = given.supervisor()
    with nothing_changes():
        assert a_manual(clauses=[]) == one
    first = versions(chen, "M1")[0]
    assert (first.number, first.state, first.author_id, first.author_name, first.effective_from) == (
        1, "effective", None, "", MONDAY,
    )  # fmt: skip
    assert manual_ids() == {"M1": one.pk}


@pytest.mark.parametrize("wrong", [{"kind": "poem"}, {"area": "weather"}, None])
def test_a_manual_with_a_clause_of_no_kind_or_one_that_comes_twice_is_not_taken_in(wrong):
    given.centre()
    clauses = [a_clause("M1-1"), a_clause("M1-1" if wrong is None else "M1-2", **(wrong or {}))]
    with nothing_changes(), pytest.raises(Invalid):
        load_manual(actor=Actor.system("tests"), code="M1", pack="", title={}, headings={}, clauses=clauses)


def test_the_shelf_is_in_order_and_in_the_reader_s_language():
    a_manual("M2")
    a_manual("M1")
    Manual.objects.filter(code="M1").update(position=5)
    assert [one.code for one in manuals(given.agent())] == ["M2", "M1"]
    found = manual(given.agent(), "M1")
    with translation.override("zh-hans"):
        assert (found.title, found.heading("1.1"), found.heading("9")) == ("手册M1", "首次响应", "")
    with translation.override("en"):
        assert (found.title, found.heading("1")) == ("Manual M1", "Time limits")
        assert in_language({"zh": "只有中文", "en": ""}) == "只有中文"
    with pytest.raises(NotFound):
        manual(given.agent(), "M9")


def test_a_number_that_no_row_can_have_leads_to_no_version():
    a_manual()
    for read in (version, lambda who, key: wordings(who, version_id=key)):
        with pytest.raises(NotFound):
            read(given.supervisor(), 10**30)


def test_everybody_who_works_here_reads_what_was_approved_and_only_drafters_the_rest():
    in_work = [a_draft(), a_submitted_version(), a_discarded_version()]
    approved = [an_approved_version(), a_coming_version(a_manual("M2"))]
    lin, chen = given.agent(), given.supervisor()
    assert {one.id for one in versions(chen)} - {one.id for one in versions(lin)} == {one.pk for one in in_work}
    for one in in_work:
        assert version(chen, one.pk).is_open == (one.state != "discarded")
        for read in (version, lambda who, key: wordings(who, version_id=key)):
            with pytest.raises(NotFound):
                read(lin, one.pk)
        assert own_wordings(lin, one.pk) == proposals(lin, one.pk) == remarks(lin, one.pk) == []
    assert [version(lin, one.pk).state for one in approved] == ["effective", "approved"]


@pytest.mark.parametrize(
    "read",
    [
        manuals,
        versions,
        lambda who: manual(who, "M1"),
        lambda who: version(who, 1),
        wordings,
        lambda who: wording_history(who, FIRST),
        lambda who: own_wordings(who, 1),
        lambda who: proposals(who, 1),
        lambda who: remarks(who, 1),
    ],
)
def test_nobody_from_outside_reads_manuals(read):
    a_manual()
    with pytest.raises(Refused):
        read(Actor.customer(1))


def test_a_version_is_followed_by_the_next_approved_one(monday):
    first = a_manual().versions.get()
    a_draft()
    monday.shift(HOUR)
    second = an_approved_version()
    coming = a_coming_version()
    found = {one.id: (one.state, one.followed_at) for one in versions(given.supervisor(), "M1")}
    assert found[first.pk] == ("retired", MONDAY + HOUR)
    assert found[second.pk] == ("effective", coming.effective_from)
    assert found[coming.pk] == ("approved", None)


def test_clauses_read_as_of_any_moment_and_as_any_version_has_them(monday):
    first = a_manual().versions.get()
    monday.shift(HOUR)
    second = an_approved_version()
    monday.shift(HOUR)
    gone = a_draft()
    remove_clause(actor=given.supervisor(), version_id=gone.pk, clause_code=SECOND)
    third = approve(gone)
    monday.shift(HOUR)
    draft = a_draft()
    word_clause(actor=given.supervisor(), version_id=draft.pk, clause_code=LAST, texts={"zh": "每月一次。"})

    def read(**how):
        return [(one.code, one.version_number) for one in wordings(given.supervisor(), manual_code="M1", **how)]

    assert read(at=MONDAY - HOUR) == []
    assert read(at=MONDAY) == read(version_id=first.pk) == [(FIRST, 1), (SECOND, 1), (LAST, 1)]
    assert read(at=MONDAY + HOUR) == read(version_id=second.pk) == [(FIRST, 2), (SECOND, 1), (LAST, 1)]
    assert read() == read(version_id=third.pk) == [(FIRST, 2), (LAST, 1)]
    assert read(version_id=draft.pk) == [(FIRST, 2), (LAST, draft.number)]
    assert read(codes=[SECOND, LAST]) == [(LAST, 1)]


def test_the_history_of_a_clause_tells_its_approved_wordings_and_its_removal(monday):
    a_manual()
    a_worded_draft()
    monday.shift(HOUR)
    an_approved_version()
    monday.shift(HOUR)
    gone = a_draft()
    remove_clause(actor=given.supervisor(), version_id=gone.pk, clause_code=FIRST)
    gone = approve(gone)
    history = wording_history(given.agent(), FIRST)
    assert [(one.version_number, one.is_removed) for one in history] == [(gone.number, True), (3, False), (1, False)]
    assert history[1].texts == NEW_TEXT
    for code in ("M1-9.9-9", "M1-1.1-3"):
        with pytest.raises(NotFound):
            wording_history(given.agent(), code)


def test_of_two_versions_with_the_same_moment_the_one_approved_later_lies_on_top(monday):
    a_manual()
    day = MONDAY + 24 * HOUR
    words = {}
    drafts = [a_draft(), a_draft()]
    for draft in reversed(drafts):  # the one begun first is approved last
        words[draft.pk] = {"zh": f"第{draft.number}版。"}
        word_clause(
            actor=given.supervisor(), version_id=draft.pk, clause_code=FIRST, texts={**words[draft.pk], "en": ""}
        )
        submit_version(actor=given.supervisor(), version_id=draft.pk)
        approve_version(actor=given.administrator(), version_id=draft.pk, effective_from=day)
        monday.shift(HOUR)
    monday.move_to(day)
    assert wordings(given.agent(), codes=[FIRST])[0].texts == words[drafts[0].pk]
    assert [one.version_number for one in wording_history(given.agent(), FIRST)] == [2, 3, 1]
    assert max(versions(given.agent(), "M1"), key=lambda one: one.turn).number == 2
    assert {one.number: one.state for one in versions(given.agent(), "M1")} == {
        1: "retired",
        2: "effective",
        3: "retired",
    }


def test_a_proposal_reads_as_the_figure_before_and_after():
    rule = a_rule_of(a_manual())
    draft, chen = a_draft(), given.supervisor()
    propose_rule(actor=chen, version_id=draft.pk, action="revise", rule_id=rule.pk, value={"minutes": 5})
    propose_rule(
        actor=chen, version_id=draft.pk, action="adopt", kind="sla.next_response", clause_code=SECOND,
        value={"minutes": 20},
    )  # fmt: skip
    changed, new = proposals(chen, draft.pk)
    assert (changed.action, changed.before.value.minutes, changed.value.minutes, changed.became) == (
        "revise",
        10,
        5,
        None,
    )
    assert (new.action, new.before, new.value.minutes) == ("adopt", None, 20)
    approve(draft)
    assert all(one.became for one in proposals(given.agent(), draft.pk))


def test_the_figures_in_force_are_found_by_their_clause():
    rule = a_rule_of(a_manual())
    assert [one.id for one in rules_of_clauses()[FIRST]] == [rule.pk]
    assert FIRST not in rules_of_clauses(MONDAY - HOUR)


def test_numbers_are_ordered_as_people_count():
    wanted = ["", "M1-1.1-2", "M1-1.1-10", "M1-1.2-1", "M1-2.1-1", "M1-10.1-1", "OWN-2", "OWN-10"]
    assert sorted(set(wanted), key=natural) == wanted


def test_clauses_stand_in_the_order_of_the_manual():
    a_manual(clauses=[a_clause(f"M1-{number}", section="1") for number in (3, 1, 20, 2)])
    Clause.objects.filter(code__in=("M1-20", "M1-2")).update(position=2)
    assert [one.code for one in wordings(given.agent(), manual_code="M1")] == ["M1-3", "M1-1", "M1-2", "M1-20"]
