"""What a person has begun to write: kept for her, shared, taken over, and never overwritten unseen."""

import pytest
from django.db import connection
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import add_note, discard_draft, save_draft, take_draft_over
from fuwutai.domain.cases.models import Draft, Message
from fuwutai.domain.cases.speech.drafts import unsaid_in
from fuwutai.domain.customers.commands import reveal_contacts
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def kept(case, *, by=None, kind="reply", body="您好，我先查一下线路", **more):
    return save_draft(actor=by or given.agent(), case_id=case.pk, kind=kind, body=body, **more)


def shared_by_lin(case, body="已联系机房，等回复"):
    return kept(case, body=body, shared=True)


def test_a_draft_is_kept_and_the_next_words_take_its_place():
    case = given.an_open_case()
    first = kept(case, then="wait")
    kept(case, body="您好，线路已修复", base=first.saved_at.isoformat())
    draft = Draft.objects.get()
    assert (draft.body, draft.then, draft.shared) == ("您好，线路已修复", "stay", False)
    assert draft.staff_id == given.agent().id


def test_words_of_a_draft_stand_encrypted_in_the_database():
    case = given.an_open_case()
    kept(case, body="密语")
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM cases_draft")
        [(stored,)] = cursor.fetchall()
    assert stored.startswith("v1:") and "密语" not in stored


def test_a_draft_tells_nobody_anything_until_it_is_shared():
    case = given.an_open_case()
    before = JournalEntry.objects.count()
    kept(case)
    assert JournalEntry.objects.count() == before
    kept(case, shared=True)
    kept(case, body="又改了一句", shared=True)
    assert list(JournalEntry.objects.order_by("-pk").values_list("code", flat=True)[:1]) == ["cases.draft_shared"]
    assert JournalEntry.objects.count() == before + 1


def test_only_a_shared_draft_is_seen_by_colleagues_who_see_the_case():
    case = given.an_open_case()
    kept(case, kind="note", body="私下的")
    shared_by_lin(case)
    assert [one.body for one in unsaid_in(given.supervisor(), case.pk).shared] == ["已联系机房，等回复"]
    assert unsaid_in(given.supervisor(), case.pk).own == ()
    assert {one.body for one in unsaid_in(given.agent(), case.pk).own} == {"私下的", "已联系机房，等回复"}
    elsewhere = unsaid_in(given.agent_elsewhere(), case.pk)
    assert (elsewhere.own, elsewhere.shared, elsewhere.held) == ((), (), ())
    outside = unsaid_in(given.customer_of(case), case.pk)
    assert (outside.own, outside.shared, outside.held) == ((), (), ())


def test_numbers_in_a_colleagues_draft_are_masked_and_in_the_own_one_whole():
    case = given.an_open_case()
    shared_by_lin(case, "请拨打13912345678")
    assert "13912345678" not in unsaid_in(given.supervisor(), case.pk).shared[0].body
    assert unsaid_in(given.agent(), case.pk).own[0].body == "请拨打13912345678"


def test_blanks_end_a_draft():
    case = given.an_open_case()
    first = kept(case)
    assert kept(case, body="  \n", base=first.saved_at.isoformat()) is None
    assert not Draft.objects.exists()


def test_words_go_along_from_reply_to_note():
    case = given.an_open_case()
    first = kept(case)
    kept(case, kind="note", was="reply", base=first.saved_at.isoformat())
    assert [one.kind for one in Draft.objects.all()] == ["note"]


def test_words_do_not_go_where_another_text_of_that_kind_stands():
    case = given.an_open_case()
    kept(case, kind="note", body="另一条备注")
    first = kept(case)
    with pytest.raises(Conflict) as refused, nothing_changes():
        kept(case, kind="note", body="x", was="reply", base=first.saved_at.isoformat())
    assert refused.value.code == "draft_beside"


def test_what_another_window_has_written_is_not_overwritten():
    case = given.an_open_case()
    first = kept(case)
    kept(case, body="另一个窗口写的", base=first.saved_at.isoformat())
    with pytest.raises(Conflict) as refused, nothing_changes():
        kept(case, body="这个窗口写的", base=first.saved_at.isoformat())
    assert refused.value.code == "draft_changed"
    with pytest.raises(Conflict), nothing_changes():
        kept(case, body="没看见的", base="")


def test_words_that_were_sent_meanwhile_do_not_become_a_draft_again():
    case = given.an_open_case()
    first = kept(case)
    discard_draft(actor=given.agent(), case_id=case.pk, kind="reply")
    with pytest.raises(Conflict) as refused, nothing_changes():
        kept(case, base=first.saved_at.isoformat())
    assert refused.value.code == "draft_over"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "letter"}, "kind"),
        ({"then": "later"}, "then"),
        ({"body": "x" * 100_001}, "body"),
        ({"body": "a\0b"}, "body"),
    ],
)
def test_what_cannot_be_kept_is_refused(wrong, field):
    case = given.an_open_case()
    with pytest.raises(Invalid) as refused, nothing_changes():
        kept(case, **wrong)
    assert field in refused.value.fields


def test_nobody_writes_where_she_sees_nothing_or_may_not():
    case = given.an_open_case()
    with pytest.raises(NotFound), nothing_changes():
        kept(case, by=given.agent_elsewhere())
    reader = Actor(kind="staff", id=given.staff().pk, permissions=frozenset({"cases.view"}), reach="all")
    with pytest.raises(Refused), nothing_changes():
        kept(case, by=reader)
    with pytest.raises(Refused), nothing_changes():
        kept(case, by=given.customer_of(case))
    with pytest.raises(NotFound), nothing_changes():
        discard_draft(actor=given.agent_elsewhere(), case_id=case.pk, kind="reply")


def test_one_throws_away_only_what_is_ones_own():
    case = given.an_open_case()
    shared_by_lin(case)
    kept(case, by=given.supervisor())
    discard_draft(actor=given.supervisor(), case_id=case.pk, kind="reply")
    assert [one.staff_id for one in Draft.objects.all()] == [given.agent().id]


def test_a_colleague_goes_on_with_a_shared_draft():
    case = given.an_open_case()
    draft = shared_by_lin(case)
    take_draft_over(actor=given.supervisor(), draft_id=draft.pk)
    draft.refresh_from_db()
    assert (draft.staff_id, draft.shared, draft.body) == (given.supervisor().id, False, "已联系机房，等回复")
    told = JournalEntry.objects.get(code="cases.draft_taken_over")
    assert told.data == {"case_id": case.pk, "staff_id": given.agent().id}


def test_only_a_shared_draft_of_somebody_else_in_sight_can_be_taken_over():
    case = given.an_open_case()
    own = kept(case)
    for who in (given.supervisor(), given.agent()):
        with pytest.raises(NotFound), nothing_changes():
            take_draft_over(actor=who, draft_id=own.pk)
    draft = shared_by_lin(case)
    for who in (given.agent_elsewhere(), given.agent()):
        with pytest.raises(NotFound), nothing_changes():
            take_draft_over(actor=who, draft_id=draft.pk)


def test_own_words_are_in_the_way_of_taking_over():
    case = given.an_open_case()
    draft = shared_by_lin(case)
    kept(case, by=given.supervisor())
    with pytest.raises(Conflict) as refused, nothing_changes():
        take_draft_over(actor=given.supervisor(), draft_id=draft.pk)
    assert refused.value.code == "draft_beside"


def test_a_draft_with_masked_numbers_is_taken_over_only_once_they_are_shown():
    case = given.an_open_case()
    draft = shared_by_lin(case, "请拨打13912345678")
    boss = given.supervisor()
    with pytest.raises(Conflict) as refused, nothing_changes():
        take_draft_over(actor=boss, draft_id=draft.pk)
    assert refused.value.code == "masked"
    reveal_contacts(actor=boss, customer_id=case.customer_id, reason="接手草稿", place="desk:case")
    assert take_draft_over(actor=boss, draft_id=draft.pk).body == "请拨打13912345678"


def test_a_note_ends_the_draft_it_was_written_as_and_no_other():
    case = given.an_open_case()
    kept(case)
    kept(case, kind="note", body="客户很急")
    add_note(actor=given.agent(), case_id=case.pk, body="客户很急", ends_draft=True)
    assert [one.kind for one in Draft.objects.all()] == ["reply"]
    kept(case, kind="note", body="没写完")
    add_note(actor=given.agent(), case_id=case.pk, body="接口写的备注")
    assert Draft.objects.filter(kind="note").get().body == "没写完"
    assert Message.objects.filter(kind="note").count() == 2
