"""Two at the work of one case at the same moment. Rows are held until all wait for them, so who is first is said by the
test; on SQLite writers come one after the other anyhow.

| Race | Where |
|---|---|
| two take | here; test_assignment, test_many_at_once |
| closing and the customer's words | here; test_closing |
| resolving and a held reply; two send, sending and taking back | here; test_sending |
| waking and giving; two wake | here; test_snooze |
| accepting and taking back a hand-over, two accept | here; test_hand_over |
| the last needed tasks and resolving | here |
| merging tags and tagging, two mergers of tags; two make one tag | here; test_tags |
| removing a file and downloading it | here |
| confirming, urging, archiving, a next step twice | test_many_at_once, test_urging, test_archive, test_steps |
"""

from datetime import timedelta
from itertools import permutations

import pytest
from tests import given
from tests.domain.cases.given_work import a_task
from tests.domain.files import given_files
from tests.racing import at_once, queued

from fuwutai.domain.cases.commands import (
    accept_hand_over,
    assign_case,
    close_case,
    finish_task,
    hold_reply,
    merge_tags,
    offer_hand_over,
    record_rating,
    remove_attachment,
    resolve_case,
    send_held_reply,
    snooze_case,
    tag_case,
    take_case,
    wake_when_due,
    withdraw_hand_over,
    write_as_customer,
)
from fuwutai.domain.cases.models import Attachment, Case, CaseTag, HandOver, Message, Tag
from fuwutai.domain.cases.speech.attachments import download
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound
from fuwutai.kernel.models import JournalEntry
from fuwutai.kernel.worker import drain

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PLATFORM = Actor.system("cases")


def row(case: Case):
    return Case.objects.filter(pk=case.pk)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def told(code: str) -> int:
    return JournalEntry.objects.filter(code=f"cases.{code}").count()


def refusals(results: list) -> list[str]:
    broken = [one for one in results if isinstance(one, Exception)]
    return [getattr(one, "code", repr(one)) for one in broken]


def colleague() -> Actor:
    lin = given.agent()
    return Actor(
        kind="staff", id=given.staff(given.ZHAO).pk, permissions=lin.permissions, reach="team", team_ids=lin.team_ids
    )


def test_of_two_who_take_a_case_the_first_has_it():
    case = given.a_case()
    people = given.agent(), colleague()
    results = queued(row(case), *[lambda who=who: take_case(actor=who, case_id=case.pk) for who in people])
    assert refusals(results) == ["taken"] and isinstance(results[0], Case)
    assert (fresh(case).assignee_id, told("case_taken")) == (people[0].id, 1)


@pytest.mark.parametrize("words_first", [True, False])
def test_what_the_customer_says_as_a_case_is_closed_is_heard(words_first):
    case, supervisor = given.a_resolved_case(), given.supervisor()
    record_rating(actor=supervisor, case_id=case.pk, outcome="declined")
    customer = given.customer_of(case)
    calls = [
        lambda: write_as_customer(actor=customer, case_id=case.pk, body="还是不行。", channel="portal"),
        lambda: close_case(actor=supervisor, case_id=case.pk),
    ]
    results = queued(row(case), *(calls if words_first else reversed(calls)))
    assert refusals(results) == (["wrong_state"] if words_first else [])
    assert Message.objects.get(body="还是不行。").case == case
    now = fresh(case)
    assert (now.status, now.customer_waits, now.reopened) == ("open", True, 1)


@pytest.mark.parametrize("sending_first", [True, False])
def test_a_held_reply_and_resolving_end_resolved_with_the_reply_sent_once(sending_first, time_machine):
    case, agent = given.an_open_case(), given.agent()
    given.seconds_to_undo(5)
    reply = hold_reply(actor=agent, case_id=case.pk, body="线路已修复。")
    time_machine.move_to(clock.now() + timedelta(seconds=6), tick=True)
    calls = [
        lambda: send_held_reply(actor=PLATFORM, held_id=reply.pk),
        lambda: resolve_case(actor=agent, case_id=case.pk),
    ]
    results = queued(row(case), *(calls if sending_first else reversed(calls)))
    assert refusals(results) == []
    assert Message.objects.filter(case=case, body="线路已修复。").count() == 1
    assert fresh(case).status == "resolved"


@pytest.mark.parametrize("waking_first", [True, False])
def test_a_case_that_wakes_as_it_is_given_wakes_once_and_is_given(waking_first, time_machine):
    case, supervisor = given.an_open_case(), given.supervisor()
    snooze_case(actor=given.agent(), case_id=case.pk, until=clock.now() + timedelta(hours=1))
    time_machine.move_to(clock.now() + timedelta(hours=2), tick=True)
    calls = [
        lambda: wake_when_due(actor=PLATFORM, case_id=case.pk),
        lambda: assign_case(actor=supervisor, case_id=case.pk, staff_id=None),
    ]
    results = queued(row(case), *(calls if waking_first else reversed(calls)))
    assert refusals(results) == []
    assert (fresh(case).snoozed_until, fresh(case).assignee_id, told("case_woken")) == (None, None, 1)


@pytest.mark.parametrize("accepting_first", [True, False])
def test_a_hand_over_is_accepted_or_taken_back(accepting_first):
    case, agent, supervisor = given.an_open_case(), given.agent(), given.supervisor()
    offer_hand_over(actor=agent, case_id=case.pk, taker_id=supervisor.id, reason="客户指定")
    calls = [
        lambda: accept_hand_over(actor=supervisor, case_id=case.pk),
        lambda: withdraw_hand_over(actor=agent, case_id=case.pk),
    ]
    results = queued(row(case), *(calls if accepting_first else reversed(calls)))
    assert refusals(results) == ["nothing_offered"]
    assert HandOver.objects.get().state == ("accepted" if accepting_first else "withdrawn")
    assert fresh(case).responsible_id == (supervisor.id if accepting_first else agent.id)


def test_a_hand_over_that_is_accepted_in_two_windows_is_accepted_once():
    case, supervisor = given.an_open_case(), given.supervisor()
    offer_hand_over(actor=given.agent(), case_id=case.pk, taker_id=supervisor.id, reason="客户指定")
    results = queued(row(case), *[lambda: accept_hand_over(actor=supervisor, case_id=case.pk)] * 2)
    assert (refusals(results), told("hand_over_accepted")) == (["nothing_offered"], 1)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_case_is_resolved_only_after_its_last_needed_task(order):
    case, agent = given.an_open_case(), given.agent()
    first, second = (a_task(case, title, is_needed=True) for title in ("检测", "回电"))
    calls = [
        lambda: finish_task(actor=agent, task_id=first.pk),
        lambda: finish_task(actor=given.supervisor(), task_id=second.pk),
        lambda: resolve_case(actor=agent, case_id=case.pk),
    ]
    results = queued(row(case), *[calls[one] for one in order])
    now = fresh(case)
    assert (now.tasks_open, now.tasks_done) == (0, 2)
    is_last = order[-1] == 2
    assert refusals(results) == ([] if is_last else ["lacking"])
    assert now.status == ("resolved" if is_last else "open")


@pytest.mark.parametrize("merging_first", [True, False])
def test_no_case_keeps_a_tag_that_was_merged_as_it_was_put_there(merging_first):
    case, admin, agent = given.a_case(), given.administrator(), given.agent()
    other = given.a_case(phone="13700001111")
    tag_case(actor=agent, case_id=other.pk, names=["退款", "退费"])
    old, kept = Tag.objects.get(name="退款"), Tag.objects.get(name="退费")
    calls = [
        lambda: (merge_tags(actor=admin, tag_id=old.pk, into_id=kept.pk), drain()),
        lambda: tag_case(actor=agent, case_id=case.pk, names=["退款"]),
    ]
    results = queued(Tag.objects.filter(pk=old.pk), *calls) if merging_first else at_once(*calls)
    drain()
    refused = [one for one in results if isinstance(one, Exception)]
    assert all(isinstance(one, Invalid) for one in refused), results
    assert not CaseTag.objects.filter(tag=old).exists()
    assert fresh(case).tags == ([] if refused else ["退费"])


def test_of_two_tags_that_are_merged_into_each_other_one_stays_in_use():
    case, admin = given.a_case(), given.administrator()
    tag_case(actor=given.agent(), case_id=case.pk, names=["退款", "退费"])
    one, other = Tag.objects.order_by("pk")
    results = queued(
        Tag.objects.filter(pk=one.pk),
        lambda: merge_tags(actor=admin, tag_id=one.pk, into_id=other.pk),
        lambda: merge_tags(actor=admin, tag_id=other.pk, into_id=one.pk),
    )
    assert [type(result) for result in results] == [Tag, Invalid]
    drain()
    assert fresh(case).tags == [other.name]


def test_who_downloads_a_file_as_it_is_removed_gets_all_of_it_or_nothing():
    case = given.a_case(files=[given_files.kept("截图.txt", b"a" * 1_000_000)])
    file, supervisor = Attachment.objects.get(case=case), given.supervisor()
    begun = download(supervisor, case.pk, file.pk)

    def removes():
        remove_attachment(actor=supervisor, case_id=case.pk, attachment_id=file.pk, reason="身份证照片")
        drain()

    results = at_once(
        removes, *[lambda: len(b"".join(download(supervisor, case.pk, file.pk).pieces)) for _nth in range(3)]
    )
    assert results[0] is None
    assert all(one == 1_000_000 or isinstance(one, NotFound) for one in results[1:]), results
    assert len(b"".join(begun.pieces)) == 1_000_000
    with pytest.raises(NotFound):
        download(supervisor, case.pk, file.pk)
