"""Talks beside a case: who may ask, who answers, what ends a wait, and that nobody else reads a word of it."""

from datetime import timedelta

import pytest
from tests import given
from tests.domain.cases.scenarios_sides import BY_LINK, QUESTION, asked, asked_outside, asking
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import (
    answer_by_link,
    answer_side_talk,
    await_third_party,
    close_side_talk,
    confirm_case,
    make_side_link,
    merge_case,
    open_side_talk,
    redo_case,
    remove_side_message,
    reopen_side_talk,
    resolve_case,
    undo_merge,
    withdraw_side_link,
    write_side_message,
)
from fuwutai.domain.cases.finding.search import search_cases
from fuwutai.domain.cases.finding.word_index import index_cases
from fuwutai.domain.cases.models import Case, CaseWords, SideMessage, SideTalk
from fuwutai.domain.cases.queries import history_of, visible_cases
from fuwutai.domain.cases.speech.conversation import messages_of
from fuwutai.domain.cases.speech.side_talks import (
    asked_talk,
    asked_talks,
    digest_of,
    may_answer,
    talk_by_secret,
    talks_beside,
    teams_to_ask,
    visible_side_talks,
    words_for_outside,
)
from fuwutai.domain.customers.choices import ERASED
from fuwutai.domain.customers.commands import erase_customer, reveal_contacts
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def answer(talk, body="可以，次月生效。", by=None):
    return answer_side_talk(actor=by or given.agent_elsewhere(), talk_id=talk.pk, body=body)


def by_link(secret, body="明天上门。"):
    return answer_by_link(actor=BY_LINK, secret=secret, body=body)


def codes(case):
    return [one.code for one in JournalEntry.objects.filter(subject="case", subject_id=case.pk).order_by("pk")]


def test_another_team_is_asked_and_its_answer_stands_beside_the_case():
    case = given.an_open_case()
    talk = asked(case)
    assert Case.objects.get().sides_open == 1
    answer(talk)
    (seen,) = talks_beside(given.agent(), case.pk)
    assert (seen.whom, seen.asker, seen.awaits_answer) == ("移动业务", "林小雨", False)
    assert [(one.side, one.author, one.body) for one in seen.words] == [
        ("staff", "林小雨", QUESTION),
        ("team", "赵敏", "可以，次月生效。"),
    ]
    write_side_message(actor=given.agent(), talk_id=talk.pk, body="本月不行吗？")
    assert talks_beside(given.agent(), case.pk)[0].awaits_answer


def test_the_asked_team_reads_the_talk_and_nothing_of_the_case():
    case = given.an_open_case()
    talk, zhao = asked(case), given.agent_elsewhere()
    assert not visible_cases(zhao).exists()
    (listed,) = asked_talks(zhao)
    seen = asked_talk(zhao, talk.pk)
    assert (listed.pk, listed.subject, [one.body for one in seen.words]) == (talk.pk, "套餐变更", [QUESTION])
    for one in (listed, seen):
        assert (one.case_id, one.number, one.contact) == (0, "", "")
        assert case.number not in repr(one) and "王建国" not in repr(one)
    assert may_answer(zhao, talk.pk)
    with pytest.raises(NotFound):
        talks_beside(zhao, case.pk)


def test_nobody_else_sees_a_talk_neither_the_customer_nor_a_third_team():
    case = given.an_open_case(team_code="complaints", by=given.supervisor())
    talk = asked(case, actor=given.supervisor())
    for one in (given.agent(), given.customer_of(case), Actor.customer()):
        assert not visible_side_talks(one).exists() and asked_talks(one) == []
        with pytest.raises(NotFound):
            asked_talk(one, talk.pk)
        with nothing_changes(), pytest.raises(NotFound):
            answer(talk, by=one)
        with nothing_changes(), pytest.raises(NotFound):
            write_side_message(actor=one, talk_id=talk.pk, body="?")
        with nothing_changes(), pytest.raises(NotFound):
            remove_side_message(actor=one, talk_id=talk.pk, side_message_id=talk.messages.get().pk)
    assert talks_beside(given.customer_of(case), case.pk) == []


def test_the_customer_learns_of_no_talk():
    case = given.an_open_case()
    before = [one.body for one in messages_of(given.customer_of(case), case.pk)]
    known = [one.code for one in history_of(given.customer_of(case), case.pk)]
    made = asked_outside(case)
    by_link(made.secret)
    close_side_talk(actor=given.agent(), talk_id=made.talk.pk)
    assert [one.body for one in messages_of(given.customer_of(case), case.pk)] == before
    assert [one.code for one in history_of(given.customer_of(case), case.pk)] == known


def test_who_sees_the_talk_only_because_she_is_asked_does_what_the_asked_do():
    talk = asked(given.an_open_case())
    zhao = given.agent_elsewhere()
    for act in (
        lambda: write_side_message(actor=zhao, talk_id=talk.pk, body="?"),
        lambda: close_side_talk(actor=zhao, talk_id=talk.pk),
        lambda: reopen_side_talk(actor=zhao, talk_id=talk.pk),
        lambda: make_side_link(actor=zhao, talk_id=talk.pk),
        lambda: remove_side_message(actor=zhao, talk_id=talk.pk, side_message_id=talk.messages.get().pk),
    ):
        with nothing_changes(), pytest.raises(Refused):
            act()
    with nothing_changes(), pytest.raises(Refused):
        answer(talk, by=given.agent())  # she asked, and is of another team


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"subject": " "}, "subject"),
        ({"subject": "长" * 201}, "subject"),
        ({"body": ""}, "body"),
        ({"team_id": 999_999}, "team_id"),
        ({"team_id": None}, "with_whom"),
        ({"team_id": None, "with_whom": "李工", "days": 400}, "days"),
        ({"team_id": None, "with_whom": "李工", "contact": "长" * 201}, "contact"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(wrong, field):
    case = given.an_open_case()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        open_side_talk(**asking(case, **wrong))
    assert field in refused.value.fields


def test_the_team_of_the_case_is_not_asked_beside_it():
    case = given.an_open_case()
    assert [name for _pk, name in teams_to_ask(case)] == ["投诉处理", "移动业务"]
    with nothing_changes(), pytest.raises(Invalid):
        open_side_talk(**asking(case, team_id=case.team_id))


def test_beside_a_closed_or_merged_case_and_without_the_permission_nobody_is_asked():
    for case in (given.a_closed_case(), given.a_merged_case(phone="13700002222")):
        with nothing_changes(), pytest.raises(Conflict):
            open_side_talk(**asking(case))
    case = given.an_open_case()
    for who in (given.customer_of(case), Actor.system("tests")):
        with nothing_changes(), pytest.raises(Refused):
            open_side_talk(**asking(case, actor=who))
    with nothing_changes(), pytest.raises(NotFound):
        open_side_talk(**asking(case, actor=given.agent_elsewhere()))


def test_a_wait_that_began_with_a_talk_ends_with_the_last_answer():
    case = given.an_open_case()
    first, second = asked(case), asked(case, waits=True)
    assert Case.objects.get().status == "waiting_third_party"
    answer(second)
    assert Case.objects.get().status == "waiting_third_party"  # the first is still awaited
    answer(first)
    assert Case.objects.get().status == "open"
    assert codes(case)[-2:] == ["cases.side_talk_answered", "cases.wait_ended"]


def test_a_wait_that_began_otherwise_goes_on_after_an_answer(time_machine):
    time_machine.move_to(clock.now(), tick=False)
    case = given.an_open_case()
    await_third_party(actor=given.agent(), case_id=case.pk)
    time_machine.shift(timedelta(minutes=5))
    answer(asked(case))
    assert Case.objects.get().status == "waiting_third_party"


def test_ending_the_talk_for_which_the_case_waits_ends_the_wait():
    case = given.an_open_case()
    talk = asked(case)
    write_side_message(actor=given.agent(), talk_id=talk.pk, body="还在等。", waits=True)
    assert Case.objects.get().status == "waiting_third_party"
    close_side_talk(actor=given.agent(), talk_id=talk.pk)
    case.refresh_from_db()
    assert (case.status, case.sides_open) == ("open", 0)
    with nothing_changes():
        close_side_talk(actor=given.agent(), talk_id=talk.pk)
    for act in (lambda: answer(talk), lambda: write_side_message(actor=given.agent(), talk_id=talk.pk, body="?")):
        with nothing_changes(), pytest.raises(Conflict):
            act()
    reopen_side_talk(actor=given.agent(), talk_id=talk.pk)
    assert Case.objects.get().sides_open == 1
    answer(talk)


def test_talks_end_with_their_case_and_come_back_only_by_hand():
    case = given.an_open_case()
    made = asked_outside(case)
    resolve_case(actor=given.agent(), case_id=case.pk)
    confirm_case(actor=given.customer_of(case), case_id=case.pk)
    talk = SideTalk.objects.get()
    assert talk.closed_at is not None and Case.objects.get().sides_open == 0
    assert talk_by_secret(made.secret) is None
    with nothing_changes(), pytest.raises(Conflict):
        reopen_side_talk(actor=given.agent(), talk_id=talk.pk)
    redo_case(actor=given.supervisor(), case_id=case.pk, reason="未解决")
    assert Case.objects.get().sides_open == 0
    reopen_side_talk(actor=given.agent(), talk_id=talk.pk)
    assert talk_by_secret(made.secret) is not None


def test_talks_stay_with_a_merged_case_and_are_read_and_answered_from_where_it_goes_on():
    into, case = given.an_open_case(), given.a_case()
    talk = asked(case)
    merge_case(actor=given.agent(), case_id=case.pk, into_id=into.pk)
    (seen,) = talks_beside(given.agent(), into.pk)
    assert (seen.pk, seen.number) == (talk.pk, case.number)
    write_side_message(actor=given.agent(), talk_id=talk.pk, body="请尽快。", waits=True)
    assert Case.objects.get(pk=into.pk).status == "waiting_third_party"
    answer(talk)
    assert Case.objects.get(pk=into.pk).status == "open"
    undo_merge(actor=given.agent(), case_id=case.pk)
    assert talks_beside(given.agent(), into.pk) == []
    assert len(talks_beside(given.agent(), case.pk)[0].words) == 3


def test_a_link_is_kept_as_a_digest_and_takes_answers_until_it_ends(time_machine):
    made = asked_outside(given.an_open_case(), days=3)
    row = SideTalk.objects.get()
    assert row.digest == digest_of(made.secret) != made.secret and made.secret not in repr(made)
    assert row.link_ends_at == row.opened_at + timedelta(days=3)
    by_link(made.secret)
    assert [(one.side, one.author, one.body) for one in words_for_outside(row.pk)] == [
        ("staff", "", QUESTION),
        ("outside", "", "明天上门。"),
    ]
    time_machine.move_to(clock.now() + timedelta(days=3, seconds=1))
    with nothing_changes(), pytest.raises(NotFound):
        by_link(made.secret)


def test_a_link_that_was_made_anew_or_withdrawn_opens_nothing_any_more():
    made = asked_outside(given.an_open_case())
    again = make_side_link(actor=given.agent(), talk_id=made.talk.pk, days=1)
    for secret in (made.secret, "", "x"):
        with nothing_changes(), pytest.raises(NotFound):
            by_link(secret)
    by_link(again.secret)
    withdraw_side_link(actor=given.agent(), talk_id=made.talk.pk)
    with nothing_changes(), pytest.raises(NotFound):
        by_link(again.secret)
    with nothing_changes():
        withdraw_side_link(actor=given.agent(), talk_id=made.talk.pk)
    with nothing_changes(), pytest.raises(Invalid):
        make_side_link(actor=given.agent(), talk_id=made.talk.pk, days=2)


def test_a_team_gets_no_link_and_a_person_of_the_centre_answers_by_none():
    case = given.an_open_case()
    talk, made = asked(case), asked_outside(case)
    for act in (make_side_link, withdraw_side_link):
        with nothing_changes(), pytest.raises(Conflict):
            act(actor=given.agent(), talk_id=talk.pk)
    for who in (given.agent(), given.customer_of(case)):
        with nothing_changes(), pytest.raises(Refused):
            answer_by_link(actor=who, secret=made.secret, body="?")


def test_an_answer_sent_twice_is_there_once():
    made = asked_outside(given.an_open_case())
    for _twice in range(2):
        answer_by_link.once("k")(actor=BY_LINK, secret=made.secret, body="明天上门。")
    assert SideMessage.objects.filter(author_kind="outside").count() == 1


def test_numbers_are_masked_but_for_who_has_revealed_the_customer_and_sees_the_case():
    case = given.an_open_case()
    talk = asked(case, subject="联系13912345678", body="请拨13912345678。")
    assert talk.subject == "联系139****5678"
    assert "13912345678" not in repr(talks_beside(given.agent(), case.pk))
    reveal_contacts(actor=given.agent(), customer_id=case.customer_id, reason="回电")
    assert talks_beside(given.agent(), case.pk)[0].words[0].body == "请拨13912345678。"
    assert asked_talk(given.agent_elsewhere(), talk.pk).words[0].body == "请拨139****5678。"
    made = asked_outside(case, body="请拨13912345678。")
    assert words_for_outside(made.talk.pk)[0].body == "请拨139****5678。"


def test_a_case_is_not_found_by_what_was_said_beside_it():
    case = given.an_open_case()
    answer(asked(case, body="鲸鱼"), body="长颈鹿")
    index_cases([case.pk])
    assert CaseWords.objects.exists()
    for word in ("鲸鱼", "长颈鹿"):
        found = search_cases(given.supervisor(), word)
        assert found is None or not found.cases


def test_words_are_taken_out_for_good_and_that_they_stood_there_stays():
    case = given.an_open_case()
    talk = asked(case)
    said = talk.messages.get()
    with nothing_changes(), pytest.raises(Refused):
        remove_side_message(actor=given.agent(), talk_id=talk.pk, side_message_id=said.pk)
    other = asked(case).messages.get()
    with nothing_changes(), pytest.raises(NotFound):
        remove_side_message(actor=given.supervisor(), talk_id=talk.pk, side_message_id=other.pk)
    remove_side_message(actor=given.supervisor(), talk_id=talk.pk, side_message_id=said.pk)
    seen = next(one for one in talks_beside(given.agent(), case.pk) if one.pk == talk.pk).words[0]
    assert (seen.body, seen.gone) == ("", True)
    assert codes(case)[-1] == "cases.side_message_removed"
    with nothing_changes():
        remove_side_message(actor=given.supervisor(), talk_id=talk.pk, side_message_id=said.pk)


def test_erasing_the_customer_leaves_no_word_said_beside_her_cases(time_machine):
    case = given.an_open_case()
    made = asked_outside(case)
    taken_out = by_link(made.secret, "王建国不在家")
    remove_side_message(actor=given.supervisor(), talk_id=made.talk.pk, side_message_id=taken_out.pk)
    resolve_case(actor=given.agent(), case_id=case.pk)
    confirm_case(actor=given.customer_of(case), case_id=case.pk)
    time_machine.move_to(clock.now() + timedelta(days=4 * 366), tick=False)
    erase_customer(actor=given.administrator(), customer_id=case.customer_id, reason="客户要求")
    row = SideTalk.objects.get()
    assert (row.subject, row.with_whom, row.contact, row.digest) == (ERASED, ERASED, None, "")
    assert list(SideMessage.objects.order_by("pk").values_list("body", flat=True)) == [ERASED, ""]
