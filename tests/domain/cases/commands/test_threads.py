"""Two cases that are one matter, and one case that is two."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.racing import at_once
from tests.rows import all_rows, nothing_changes

from fuwutai.domain.cases.commands import (
    assign_case,
    await_third_party,
    merge_case,
    note_call_back,
    reopen_case,
    reply_to_case,
    split_case,
    take_case,
    write_as_customer,
)
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.policies import may_merge, may_reopen, may_split
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
IN_WORK = STATES[:4]
ONLY_LOOKS = Actor(kind="staff", id=1, permissions=frozenset({"cases.view"}), reach="all")


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def last_entry() -> int:
    return JournalEntry.objects.order_by("pk").last().pk


def case_events_after(last: int) -> list[tuple[str, int]]:
    entries = JournalEntry.objects.filter(pk__gt=last, code__startswith="cases.").order_by("pk")
    return [(entry.code.removeprefix("cases."), entry.subject_id) for entry in entries]


@pytest.mark.parametrize(("source", "target"), list(zip(STATES, (*IN_WORK[1:], *IN_WORK[:2]), strict=True)))
def test_a_case_goes_on_in_another_one_and_is_closed_as_such(source, target):
    case, into = source(), target()
    last = last_entry()
    merge_case(actor=given.agent(), case_id=case.pk, into_id=into.pk)
    assert case_events_after(last) == [("case_merged", case.pk), ("case_absorbed", into.pk)]
    merged = fresh(case)
    assert (merged.status, merged.merged_into, merged.next_step_at, merged.customer_waits) == (
        "closed",
        into,
        None,
        False,
    )
    assert (fresh(into).status, fresh(into).merged_into) == (into.status, None)
    assert merged.messages.exists()


def test_who_waits_for_us_in_the_one_waits_in_the_other(monday):
    into = given.a_waiting_case()
    monday.shift(timedelta(hours=1))
    case = given.a_case()
    merge_case(actor=given.agent(), case_id=case.pk, into_id=into.pk)
    assert (fresh(into).customer_waits, fresh(into).last_message_at) == (True, MONDAY + timedelta(hours=1))


def test_later_words_of_the_customer_land_where_the_case_goes_on_to_any_depth():
    first, second, third = given.a_case(), given.a_case(), given.a_waiting_case()
    merge_case(actor=given.agent(), case_id=first.pk, into_id=second.pk)
    merge_case(actor=given.agent(), case_id=second.pk, into_id=third.pk)
    wanted = {"actor": given.customer_of(first), "case_id": first.pk, "body": "还有一点。", "channel": "portal"}
    words = write_as_customer.once("token")(**wanted)
    assert (words.case_id, fresh(third).status, fresh(third).customer_waits) == (third.pk, "open", True)
    before = all_rows()
    assert write_as_customer.once("token")(**wanted) == words
    assert all_rows() == before


def test_words_long_after_both_were_closed_open_a_follow_up_of_the_one_that_went_on(monday):
    into = given.an_open_case()
    case = given.a_case()
    merge_case(actor=given.agent(), case_id=case.pk, into_id=into.pk)
    reply_to_case(actor=given.agent(), case_id=into.pk, body="已修复。", then="resolve")
    Case.objects.filter(pk=into.pk).update(status="closed")
    monday.shift(timedelta(days=30))
    words = write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="又断了。", channel="portal")
    assert words.case.follows_id == into.pk


def test_nothing_is_done_any_more_in_a_case_that_goes_on_elsewhere():
    case, agent = given.a_merged_case(), given.agent()
    for command, said in (
        (reply_to_case, {"body": "您好"}),
        (take_case, {}),
        (reopen_case, {}),
        (await_third_party, {}),
        (note_call_back, {"outcome": "settled"}),
        (merge_case, {"into_id": given.a_case().pk}),
        (split_case, {"message_ids": [case.messages.get().pk], "subject": "另一件事"}),
    ):
        with nothing_changes(), pytest.raises(Conflict) as refused:
            command(actor=agent, case_id=case.pk, **said)
        assert refused.value.code == "merged", command.name
    with nothing_changes(), pytest.raises(Conflict):
        assign_case(actor=given.supervisor(), case_id=case.pk)
    assert not may_reopen(agent, case) and not may_reopen(given.customer_of(case), case)


def test_a_merger_needs_another_open_case_of_the_same_customer():
    case, agent = given.a_case(), given.agent()
    stranger = given.a_case(phone="13800138000")
    for into in (case, stranger):
        with nothing_changes(), pytest.raises(Invalid) as refused:
            merge_case(actor=agent, case_id=case.pk, into_id=into.pk)
        assert set(refused.value.fields) == {"into_id"}
    over = given.a_closed_case()
    with nothing_changes(), pytest.raises(Conflict) as closed:
        merge_case(actor=agent, case_id=case.pk, into_id=over.pk)
    assert closed.value.code == "target_over"


def test_mergers_never_run_in_a_circle():
    case = given.a_merged_case()
    with nothing_changes(), pytest.raises(Conflict):
        merge_case(actor=given.agent(), case_id=case.merged_into_id, into_id=case.pk)
    third = merge_case(actor=given.agent(), case_id=case.merged_into_id, into_id=given.a_case().pk).merged_into
    with nothing_changes(), pytest.raises(Conflict):
        merge_case(actor=given.agent(), case_id=third.pk, into_id=case.pk)


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        (lambda case: Actor.customer(case.customer_id, frozenset(Case.objects.values_list("pk", flat=True))), Refused),
        (lambda case: given.agent_elsewhere(), NotFound),
        (given.customer_of, NotFound),
        (lambda case: ONLY_LOOKS, Refused),
    ],
    ids=["customer of both", "agent of another team", "customer of one", "who only looks"],
)
def test_who_may_not_merges_nothing(who, kind):
    case, into = given.a_case(), given.a_case()
    actor = who(case)
    with nothing_changes(), pytest.raises(kind):
        merge_case(actor=actor, case_id=case.pk, into_id=into.pk)
    assert may_merge(given.agent(), case) and not may_merge(ONLY_LOOKS, case)


def two_matters(time_machine) -> tuple[Case, Message]:
    """Return a case in which the customer began another matter an hour later, and these words."""
    case = given.an_open_case(type="fault", line="telecom", urgency="high")
    time_machine.shift(timedelta(hours=1))
    words = write_as_customer(
        actor=given.agent(), case_id=case.pk, body="  另外，上月话费多扣了二十元。\r\n", channel="phone"
    )
    time_machine.shift(timedelta(hours=1))
    return case, words


def test_words_become_a_case_of_their_own_since_they_were_said(monday):
    case, words = two_matters(monday)
    last = last_entry()
    new = split_case(actor=given.agent(), case_id=case.pk, message_ids=[words.pk], subject=" 话费多扣 ")
    new = fresh(new)
    assert (new.subject, new.status, new.assignee_id, new.follows) == ("话费多扣", "new", None, case)
    assert (new.customer_id, new.team_id) == (case.customer_id, case.team_id)
    assert new.opened_at == MONDAY + timedelta(hours=2)
    assert (new.type, new.line, new.urgency, new.channel) == ("fault", "telecom", "high", "portal")
    copied = new.messages.get()
    assert (copied.body, copied.kind, copied.channel, copied.author_id, copied.at) == (
        words.body,
        "customer",
        "phone",
        words.author_id,
        MONDAY + timedelta(hours=1),
    )
    assert (new.last_message_at, new.customer_waits) == (words.at, True)
    assert case.messages.filter(pk=words.pk).exists()
    assert case_events_after(last) == [("case_opened", new.pk), ("case_split", case.pk)]
    opened = JournalEntry.objects.get(code="cases.case_opened", subject_id=new.pk).data
    assert (opened["since"], opened["follows_id"]) == ("2026-03-02T03:00:00Z", case.pk)


def test_the_customers_words_still_belong_to_the_first_case(monday):
    case, words = two_matters(monday)
    split_case(actor=given.agent(), case_id=case.pk, message_ids=[words.pk], subject="话费多扣")
    reply_to_case(actor=given.agent(), case_id=case.pk, body="已修复。", then="resolve")
    monday.shift(timedelta(hours=1))
    Case.objects.filter(pk=case.pk).update(status="closed", status_since=MONDAY + timedelta(hours=3))
    monday.shift(timedelta(days=30))
    again = write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="又断了。", channel="portal")
    assert (again.case.follows_id, again.case.subject) == (case.pk, case.subject)


def test_words_are_split_off_once(monday):
    case, words = two_matters(monday)
    split_case(actor=given.agent(), case_id=case.pk, message_ids=[words.pk], subject="话费多扣")
    with nothing_changes(), pytest.raises(Conflict) as refused:
        split_case(actor=given.agent(), case_id=case.pk, message_ids=[words.pk], subject="话费多扣")
    assert refused.value.code == "split_before"


def test_only_later_words_of_the_customer_are_split_off_under_a_subject(monday):
    case, words = two_matters(monday)
    first, reply = case.messages.order_by("pk")[:2]
    agent = given.agent()
    for message in (first, reply):
        with nothing_changes(), pytest.raises(Invalid) as refused:
            split_case(actor=agent, case_id=case.pk, message_ids=[message.pk], subject="话费多扣")
        assert set(refused.value.fields) == {"message_ids"}
    for subject in (" ", "长" * 201):
        with nothing_changes(), pytest.raises(Invalid) as refused:
            split_case(actor=agent, case_id=case.pk, message_ids=[words.pk], subject=subject)
        assert set(refused.value.fields) == {"subject"}
    other = given.a_case().messages.get()
    with nothing_changes(), pytest.raises(NotFound):
        split_case(actor=agent, case_id=case.pk, message_ids=[other.pk], subject="话费多扣")


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        (given.customer_of, Refused),
        (lambda case: given.agent_elsewhere(), NotFound),
        (lambda case: ONLY_LOOKS, Refused),
    ],
    ids=["customer", "agent of another team", "who only looks"],
)
def test_who_may_not_splits_nothing(who, kind, monday):
    case, words = two_matters(monday)
    actor = who(case)
    with nothing_changes(), pytest.raises(kind):
        split_case(actor=actor, case_id=case.pk, message_ids=[words.pk], subject="话费多扣")
    assert may_split(given.agent(), case) and not may_split(ONLY_LOOKS, case)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_cases_that_are_merged_into_each_other_at_once_one_goes_on():
    first, second = given.a_case(), given.a_case()
    agent = given.agent()
    results = at_once(
        lambda: merge_case(actor=agent, case_id=first.pk, into_id=second.pk),
        lambda: merge_case(actor=agent, case_id=second.pk, into_id=first.pk),
    )
    assert sorted(type(result).__name__ for result in results) == ["Case", "Conflict"]
    assert Case.objects.filter(merged_into=None).count() == 1
