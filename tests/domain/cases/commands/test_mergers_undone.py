"""A merger is taken back exactly, and what was said meanwhile goes where somebody says."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.domain.sla.given_clocks import a_rule
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import (
    add_note,
    archive_case,
    link_cases,
    merge_case,
    reply_to_case,
    split_case,
    undo_merge,
    undo_split,
    write_as_customer,
)
from fuwutai.domain.cases.models import Case, Merger, Message
from fuwutai.domain.cases.speech.conversation import message_of, messages_of
from fuwutai.domain.customers.commands import merge_customers
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.recompute import compared
from fuwutai.kernel import clock as wall
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
STATES = (
    given.a_case,
    given.an_open_case,
    given.a_waiting_case,
    given.a_case_at_a_third_party,
    given.a_resolved_case,
)
ONLY_LOOKS = Actor(kind="staff", id=1, permissions=frozenset({"cases.view"}), reach="all")
LEFT_OUT = {"due_at", "next_step_at"}


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def row(case: Case) -> dict:
    stored = Case.objects.filter(pk=case.pk).values().get()
    return {name: value for name, value in stored.items() if name not in LEFT_OUT}


def merged(case: Case, into: Case) -> None:
    merge_case(actor=given.agent(), case_id=case.pk, into_id=into.pk)


def undone(case: Case, *words: Message) -> Case:
    return undo_merge(actor=given.agent(), case_id=case.pk, message_ids=[one.pk for one in words])


def wrote(case: Case, body: str = "还有一点。") -> Message:
    return write_as_customer(actor=given.customer_of(case), case_id=case.pk, body=body, channel="portal")


def right(*cases: Case) -> bool:
    return compared(sorted(case.pk for case in cases), wall.now()).differences == []


@pytest.mark.proves("OWN-13")
@pytest.mark.parametrize("source", STATES)
def test_a_case_comes_back_as_it_was_and_its_target_too(source, monday):
    case = source()
    monday.shift(timedelta(minutes=5))
    into = given.a_waiting_case()
    before, there, step = row(case), row(into), Case.objects.get(pk=case.pk).next_step_at
    merged(case, into)
    monday.shift(timedelta(days=30))
    back = undone(case)
    assert (row(case), row(into)) == (before, there)
    assert back.next_step_at == (step + timedelta(days=30) if step else None)
    merger = Merger.objects.get()
    assert (merger.undone_by_id, merger.undone_at) == (given.agent().id, wall.now())
    assert right(case, into)


def test_after_the_time_for_it_a_merger_stands(monday):
    case, into = given.a_case(), given.a_case()
    merged(case, into)
    monday.shift(timedelta(days=30, seconds=1))
    with nothing_changes(), pytest.raises(Conflict) as refused:
        undone(case)
    assert refused.value.code == "too_late"


def test_clocks_run_on_as_if_the_case_had_never_been_merged(monday):
    case, alike = given.a_case(priority="urgent"), given.a_case(priority="urgent", phone="13800138000")
    into = given.a_case()
    monday.shift(timedelta(minutes=10))
    merged(case, into)
    taken = Clock.objects.get(case=into, definition="first_response")
    assert taken.started_at == MONDAY
    monday.shift(timedelta(hours=2))
    undone(case)
    fields = ("definition", "round", "state", "started_at", "consumed_seconds", "running_since", "due_at")
    theirs = [list(Clock.objects.filter(case=one).order_by("pk").values_list(*fields)) for one in (case, alike)]
    assert theirs[0] == theirs[1]
    assert right(case, into)


def test_a_target_loses_what_the_case_had_brought_and_keeps_what_another_one_brought(monday):
    first = given.a_case()
    monday.shift(timedelta(minutes=30))
    second = given.a_case()
    monday.shift(timedelta(minutes=30))
    into = given.a_case()
    own = Clock.objects.get(case=into, definition="resolution").started_at
    merged(first, into)
    merged(second, into)
    undone(first)
    assert Clock.objects.get(case=into, definition="resolution").started_at == second.opened_at
    undone(second)
    assert Clock.objects.get(case=into, definition="resolution").started_at == own
    assert right(first, second, into)


def test_words_by_the_old_number_stay_unless_they_are_ticked(monday):
    case, into = given.a_waiting_case(), given.an_open_case()
    merged(case, into)
    monday.shift(timedelta(minutes=10))
    stays = wrote(case, "一")
    monday.shift(timedelta(minutes=10))
    goes = wrote(case, "二")
    assert (stays.via, goes.via) == (case, case)
    undone(case, goes)
    assert list(Message.objects.filter(pk__in=(stays.pk, goes.pk)).order_by("pk").values_list("case", "via")) == [
        (into.pk, case.pk),
        (case.pk, None),
    ]
    back, there = Case.objects.get(pk=case.pk), Case.objects.get(pk=into.pk)
    assert (back.status, back.customer_waits, back.last_message_at) == ("open", True, goes.at)
    assert (there.customer_waits, there.last_message_at) == (True, stays.at)
    told = JournalEntry.objects.get(code="cases.case_released").data
    assert told["moved"] == [goes.pk]
    assert right(case, into)


def test_words_that_go_back_are_owed_an_answer_since_they_were_written_and_not_in_the_target(a_next_response, monday):
    case, into = given.an_open_case(), given.an_open_case()
    merged(case, into)
    monday.shift(timedelta(minutes=10))
    words = wrote(case)
    monday.shift(timedelta(minutes=10))
    undone(case, words)
    answer = Clock.objects.get(case=case, definition="next_response")
    assert (answer.state, answer.started_at) == ("running", words.at)
    assert Clock.objects.get(case=into, definition="next_response").state == "cancelled"
    assert not Case.objects.get(pk=into.pk).customer_waits
    assert right(case, into)


def test_words_that_were_answered_in_the_target_go_back_without_being_owed_anything(a_next_response, monday):
    case, into = given.an_open_case(), given.an_open_case()
    merged(case, into)
    words = wrote(case)
    monday.shift(timedelta(minutes=10))
    reply_to_case(actor=given.agent(), case_id=into.pk, body="已处理。")
    undone(case, words)
    assert not Clock.objects.filter(case=case, definition="next_response").exists()
    assert not JournalEntry.objects.filter(code="cases.words_came_back").exists()
    assert right(case, into)


@pytest.fixture
def a_next_response():
    """Promise an answer to every word of a customer."""
    a_rule("sla.next_response", minutes=60)


def test_only_words_that_came_by_the_old_number_can_go_back(monday):
    case, into = given.a_case(), given.a_case()
    merged(case, into)
    own = wrote(into)
    with nothing_changes(), pytest.raises(Invalid) as refused:
        undone(case, own)
    assert set(refused.value.fields) == {"message_ids"}


def test_mergers_are_undone_in_the_reverse_order_only():
    first, second, third = given.a_case(), given.a_case(), given.a_case()
    merged(first, second)
    merged(second, third)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        undone(first)
    assert refused.value.code == "merged_further"
    words = wrote(first)
    undone(second, words)
    assert Message.objects.get(pk=words.pk).via == first
    undone(first, words)
    assert Message.objects.get(pk=words.pk).case == first
    assert not Case.objects.exclude(merged_into=None).exists()
    assert right(first, second, third)


def test_a_case_that_was_never_merged_or_came_back_already_has_nothing_to_undo():
    case = given.a_case()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        undone(case)
    assert refused.value.code == "not_merged"


def test_a_case_in_the_archive_does_not_come_back(monday):
    case = given.a_merged_case()
    archive_case(actor=given.supervisor(), case_id=case.pk)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        undone(case)
    assert refused.value.code == "archived"


@pytest.mark.parametrize(("who", "kind"), [(given.agent_elsewhere, NotFound), (lambda: ONLY_LOOKS, Refused)])
def test_who_may_not_undoes_nothing(who, kind):
    case, actor = given.a_merged_case(), who()
    with nothing_changes(), pytest.raises(kind):
        undo_merge(actor=actor, case_id=case.pk)


def test_who_does_not_see_where_it_goes_on_undoes_nothing():
    case = given.a_merged_case()
    away = {"team": given.team("mobile"), "assignee": None, "responsible": None}
    Case.objects.filter(pk=case.merged_into_id).update(**away)
    with nothing_changes(), pytest.raises(Refused):
        undone(case)


def test_the_conversation_of_a_target_is_that_of_all_in_order_of_time(monday, django_assert_num_queries):
    first = given.a_case(body="一")
    monday.shift(timedelta(minutes=1))
    second = given.a_case(body="二")
    monday.shift(timedelta(minutes=1))
    third = given.a_case(body="三")
    add_note(actor=given.agent(), case_id=first.pk, body="客户着急")
    merged(first, second)
    merged(second, third)
    reader = given.agent()
    messages_of(reader, third.pk)  # what the database can do is asked once
    with django_assert_num_queries(1):
        said = messages_of(reader, third.pk)
    assert [(one.body, one.number) for one in said] == [
        ("一", first.number),
        ("二", second.number),
        ("三", ""),
        ("客户着急", first.number),
    ]
    assert message_of(given.agent(), third.pk, said[0].pk).body == "一"
    assert [one.body for one in messages_of(given.customer_of(third), third.pk)] == ["一", "二", "三"]
    assert [one.body for one in messages_of(given.agent(), second.pk)] == ["一", "二", "客户着急"]
    assert messages_of(given.agent_elsewhere(), third.pk) == []
    undone(second)
    assert [one.body for one in messages_of(given.agent(), third.pk)] == ["三"]


def test_cases_of_two_customers_are_merged_once_these_are_one():
    case, into = given.a_case(), given.a_case(phone="13800138000", name="王建国")
    with nothing_changes(), pytest.raises(Invalid):
        merged(case, into)
    merge_customers(actor=given.supervisor(), kept_id=into.customer_id, absorbed_id=case.customer_id)
    merged(case, into)
    assert len(messages_of(given.agent(), into.pk)) == 2


def test_a_split_is_undone_and_its_words_are_shown_once(monday):
    case = given.an_open_case()
    monday.shift(timedelta(hours=1))
    words = [wrote(case, "话费多扣了。"), wrote(case, "上个月。")]
    new = split_case(
        actor=given.agent(),
        case_id=case.pk,
        message_ids=[one.pk for one in words],
        subject="话费多扣",
        type="complaint",
        team_id=given.team("complaints").pk,
    )
    assert (new.type, new.team) == ("complaint", given.team("complaints"))
    assert [one.copied_from for one in new.messages.order_by("pk")] == words
    undo_split(actor=given.supervisor(), case_id=new.pk)
    assert Merger.objects.get().is_split_undone and Case.objects.get(pk=new.pk).merged_into == case
    assert [one.body for one in messages_of(given.agent(), case.pk)].count("话费多扣了。") == 1
    again = split_case(actor=given.agent(), case_id=case.pk, message_ids=[words[0].pk], subject="话费")
    assert again.messages.get().copied_from == words[0]
    assert right(case, new, again)


def test_what_was_not_split_off_or_too_long_ago_does_not_go_back(monday):
    case = given.an_open_case()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        undo_split(actor=given.agent(), case_id=case.pk)
    assert refused.value.code == "not_split"
    monday.shift(timedelta(hours=1))
    new = split_case(actor=given.agent(), case_id=case.pk, message_ids=[wrote(case).pk], subject="话费")
    with nothing_changes(), pytest.raises(Refused):
        undo_split(actor=ONLY_LOOKS, case_id=new.pk)
    with nothing_changes(), pytest.raises(NotFound):
        undo_split(actor=given.agent_elsewhere(), case_id=new.pk)
    monday.shift(timedelta(days=31))
    with nothing_changes(), pytest.raises(Conflict) as late:
        undo_split(actor=given.agent(), case_id=new.pk)
    assert late.value.code == "too_late"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_reply_and_a_merger_at_once_leave_one_story():
    case, into = given.an_open_case(), given.an_open_case()
    agent = given.agent()
    at_once(
        lambda: reply_to_case(actor=agent, case_id=case.pk, body="您好。"),
        lambda: merge_case(actor=agent, case_id=case.pk, into_id=into.pk),
        lambda: write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="在吗", channel="portal"),
    )
    assert Case.objects.get(pk=case.pk).merged_into == into
    assert right(case, into)
    undone(case)
    assert right(case, into)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_undo_at_once_one_does():
    case = given.a_merged_case()
    results = at_once(lambda: undone(case), lambda: undone(case))
    assert sorted(type(one).__name__ for one in results) == ["Case", "Conflict"]
    assert right(case)


def test_links_of_a_merged_case_wait_for_it():
    case, into, other = given.a_case(), given.a_case(), given.a_case()
    link_cases(actor=given.agent(), case_id=case.pk, other_id=other.pk, kind="related")
    merged(case, into)
    undone(case)
    assert Case.objects.get(pk=case.pk).links == 1
