import pytest
from tests import given
from tests.domain.standards.given_manuals import (
    IN_STATE,
    REASON,
    a_draft,
    a_manual,
    a_submitted_version,
    a_worded_draft,
    an_approved_version,
    refused_in,
)
from tests.rows import nothing_changes

from fuwutai.domain.standards.commands import describe_version, discard_version, draft_version
from fuwutai.domain.standards.models import ManualVersion, Remark
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def test_a_draft_takes_the_next_number_and_belongs_to_who_began_it():
    manual = a_manual()
    draft = draft_version(actor=given.supervisor(), manual_code="M1", title=" 加快首次响应 ", reason=f" {REASON} ")
    assert (draft.manual_id, draft.number, draft.state, draft.title, draft.reason) == (
        manual.pk, 2, "draft", "加快首次响应", REASON,
    )  # fmt: skip
    assert (draft.author_id, draft.effective_from) == (given.supervisor().id, None)
    entry = JournalEntry.objects.last()
    assert (entry.code, entry.data) == (
        "standards.version_drafted", {"manual_id": manual.pk, "version_id": draft.pk, "number": 2},
    )  # fmt: skip


def test_several_drafts_of_a_manual_live_side_by_side():
    a_manual()
    a_manual("M2")
    drafts = [a_draft(), a_draft(by=given.administrator()), a_draft(a_manual("M2"))]
    assert [(one.manual.code, one.number) for one in drafts] == [("M1", 2), ("M1", 3), ("M2", 2)]


def test_a_program_drafts_in_the_name_of_its_person():
    a_manual()
    chen = given.supervisor()
    token = Actor(kind="token", id=chen.id, permissions=chen.permissions, reach=chen.reach)
    assert a_draft(by=token).author_id == chen.id


@pytest.mark.parametrize("who", [given.agent, lambda: Actor.customer(1)])
def test_only_who_drafts_begins_a_version(who):
    a_manual()
    actor = who()
    with nothing_changes(), pytest.raises(Refused):
        draft_version(actor=actor, manual_code="M1", title="试行")


def test_a_version_needs_a_manual_and_a_title_of_bearable_length():
    a_manual()
    chen = given.supervisor()
    with nothing_changes(), pytest.raises(NotFound):
        draft_version(actor=chen, manual_code="M9", title="试行")
    for title in (" ", "长" * 121):
        with nothing_changes(), pytest.raises(Invalid) as refused:
            draft_version(actor=chen, manual_code="M1", title=title)
        assert set(refused.value.fields) == {"title"}


def test_a_draft_says_what_it_rests_on_and_what_it_is_about():
    draft = a_draft()
    basis = {"data": " 上季度首次响应超时率 8% ", "users": "", "rules": "公司服务办法"}
    described = describe_version(
        actor=given.administrator(), version_id=draft.pk, title="缩短响应", reason="新的理由", basis=basis,
        topics=["indicator", "process"],
    )  # fmt: skip
    assert (described.title, described.reason, described.topics) == ("缩短响应", "新的理由", ["process", "indicator"])
    assert described.basis == {"data": "上季度首次响应超时率 8%", "rules": "公司服务办法"}
    assert JournalEntry.objects.last().data == {
        "manual_id": draft.manual_id, "version_id": draft.pk, "clause_code": "",
    }  # fmt: skip
    kept = describe_version(actor=given.supervisor(), version_id=draft.pk, title="缩短响应")
    assert (kept.basis, kept.topics, kept.reason) == (described.basis, [], "")


def test_describing_a_draft_as_it_is_changes_nothing():
    draft = a_draft()
    chen = given.supervisor()
    with nothing_changes():
        describe_version(actor=chen, version_id=draft.pk, title=draft.title, reason=draft.reason)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"topics": ["weather"]}, "topics"),
        ({"basis": {"weather": "晴"}}, "basis"),
    ],
)
def test_a_draft_is_described_in_the_words_of_the_manual(wrong, field):
    draft = a_draft()
    chen = given.supervisor()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        describe_version(actor=chen, version_id=draft.pk, **{"title": "试行", **wrong})
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize("state", [state for state in IN_STATE if state != "draft"])
def test_only_a_draft_is_described(state):
    version = IN_STATE[state]()
    chen = given.supervisor()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        describe_version(actor=chen, version_id=version.pk, title="试行")
    assert refused.value.code == refused_in(state)


@pytest.mark.parametrize("make", [a_worded_draft, a_submitted_version])
def test_a_version_that_nobody_approved_can_be_given_up(make):
    version = make()
    discard_version(actor=given.administrator(), version_id=version.pk, text=" 改用新流程 ")
    assert ManualVersion.objects.get(pk=version.pk).state == "discarded"
    remark = Remark.objects.last()
    assert (remark.act, remark.text, remark.author_id) == ("discarded", "改用新流程", given.administrator().id)
    assert JournalEntry.objects.last().code == "standards.version_discarded"


@pytest.mark.parametrize("state", ["coming", "effective", "discarded"])
def test_what_was_approved_or_given_up_is_not_given_up(state):
    version = IN_STATE[state]()
    chen = given.supervisor()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        discard_version(actor=chen, version_id=version.pk)
    assert refused.value.code == refused_in(state)


def test_a_draft_is_not_there_for_who_does_not_draft():
    draft, approved, lin = a_draft(), an_approved_version(), given.agent()
    for command, more in ((describe_version, {"title": "试行"}), (discard_version, {})):
        with nothing_changes(), pytest.raises(NotFound):
            command(actor=lin, version_id=draft.pk, **more)
        with nothing_changes(), pytest.raises(Refused):
            command(actor=lin, version_id=approved.pk, **more)
        with nothing_changes(), pytest.raises(Refused):
            command(actor=Actor.customer(1), version_id=draft.pk, **more)
        with nothing_changes(), pytest.raises(NotFound):
            command(actor=given.supervisor(), version_id=987_654, **more)
