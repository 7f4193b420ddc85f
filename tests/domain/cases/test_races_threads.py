"""Cases that are merged, split and separated while somebody writes in them. Rows are held until all wait for them, so
who is first is said by the test; on SQLite writers come one after the other anyhow.

| Race | Where |
|---|---|
| merger and reply, merger and the customer's words | here; test_mergers_undone |
| A into B and B into A | here; test_threads |
| undo and words to the old number; a further merger and words to the old number | here |
| two undo | test_mergers_undone |
| split and merger | here |
| two reach for a case; resolving, sending, waking, ticking, tags, files | test_races_work |
| a customer restricted, merged or separated while a case is opened | test_restricted_meanwhile |
"""

import pytest
from tests import given
from tests.racing import queued

from fuwutai.domain.cases.commands import (
    merge_case,
    reply_to_case,
    split_case,
    undo_merge,
    write_as_customer,
)
from fuwutai.domain.cases.models import Case, Merger, Message
from fuwutai.kernel.errors import Conflict

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WORDS = "又断了，请尽快处理。"


def row(*cases: Case):
    return Case.objects.filter(pk__in=[one.pk for one in cases])


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def writes(case: Case):
    customer = given.customer_of(case)
    return lambda: write_as_customer(actor=customer, case_id=case.pk, body=WORDS, channel="portal")


def merges(case: Case, into: Case):
    agent = given.agent()
    return lambda: merge_case(actor=agent, case_id=case.pk, into_id=into.pk)


def undoes(case: Case):
    agent = given.agent()
    return lambda: undo_merge(actor=agent, case_id=case.pk)


def said(text: str = WORDS) -> Message:
    return Message.objects.get(body=text)


def all_well(results: list) -> None:
    assert not [one for one in results if isinstance(one, Exception)], results


@pytest.mark.parametrize("merger_first", [True, False])
@pytest.mark.parametrize("target_is_older", [True, False])
def test_words_and_a_merger_at_once_are_heard_once_where_the_matter_goes_on(merger_first, target_is_older):
    older, newer = given.an_open_case(), given.an_open_case()
    case, into = (newer, older) if target_is_older else (older, newer)
    calls = [merges(case, into), writes(case)]
    all_well(queued(row(case), *(calls if merger_first else reversed(calls))))
    assert fresh(case).merged_into == into
    assert said().case == (into if merger_first else case)
    assert said().via == (case if merger_first else None)
    assert fresh(into).customer_waits


@pytest.mark.parametrize("merger_first", [True, False])
def test_a_reply_is_sent_before_a_merger_or_refused_after_it_and_never_lost(merger_first):
    into, case, agent = given.an_open_case(), given.an_open_case(), given.agent()
    calls = [merges(case, into), lambda: reply_to_case(actor=agent, case_id=case.pk, body="已派单。")]
    results = queued(row(case), *(calls if merger_first else reversed(calls)))
    assert fresh(case).merged_into == into
    assert [getattr(one, "code", "") for one in results if isinstance(one, Exception)] == ["merged"] * merger_first
    assert Message.objects.filter(body="已派单。").count() == (0 if merger_first else 1)


@pytest.mark.parametrize("held", [0, 1])
def test_two_cases_that_are_merged_into_each_other_are_not_both_gone(held):
    pair = given.a_case(), given.a_case()
    results = queued(row(pair[held]), merges(*pair), merges(*reversed(pair)))
    assert [type(one) for one in results] == [Case, Conflict]
    assert [fresh(one).merged_into_id for one in pair] == [pair[1].pk, None]


@pytest.mark.parametrize("held", ["case", "into"])
@pytest.mark.parametrize("words_first", [True, False])
def test_nobody_waits_for_ever_where_a_merger_is_undone_as_the_customer_writes_to_the_old_number(words_first, held):
    case = given.a_merged_case()
    into = case.merged_into
    assert into.pk < case.pk
    calls = [writes(case), undoes(case)]
    results = queued(row(case if held == "case" else into), *(calls if words_first else reversed(calls)))
    all_well(results)
    assert fresh(case).merged_into is None
    assert said().case == (into if words_first else case)
    assert (fresh(into).customer_waits, fresh(case).customer_waits) == (words_first, True)


def test_words_land_at_the_end_of_the_way_as_it_is_by_then():
    case = given.a_merged_case()
    into, further = case.merged_into, given.an_open_case()
    all_well(queued(row(into), merges(into, further), writes(case)))
    assert said().case == further and said().via == case
    assert fresh(further).customer_waits


@pytest.mark.parametrize("merger_first", [True, False])
def test_a_split_before_a_merger_stands_and_after_it_is_refused(merger_first):
    into, case, agent = given.an_open_case(), given.an_open_case(), given.agent()
    words = writes(case)()
    splits = lambda: split_case(actor=agent, case_id=case.pk, message_ids=[words.pk], subject="话费")  # noqa: E731
    calls = [merges(case, into), splits]
    results = queued(row(case), *(calls if merger_first else reversed(calls)))
    assert fresh(case).merged_into == into
    assert Merger.objects.count() == 1
    assert Case.objects.filter(follows=case).count() == (0 if merger_first else 1)
    assert [getattr(one, "code", "") for one in results if isinstance(one, Exception)] == ["merged"] * merger_first
