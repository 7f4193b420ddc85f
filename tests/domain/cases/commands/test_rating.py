"""How content the customer is: who records it, what of it stands where, and how long it may change."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import (
    confirm_case,
    end_rating,
    note_call_back,
    record_rating,
    reopen_case,
    resolve_case,
    write_as_customer,
)
from fuwutai.domain.cases.models import Case
from fuwutai.domain.standards.commands import end_rule
from fuwutai.domain.standards.models import RuleRow
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry, OutboxRow

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
TESTS = Actor.system("tests")
PRAISE = "师傅很快就到了，联系我 13912345678。"


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def by_customer(case: Case, score: int, **more) -> Case:
    who = given.customer_of(case)
    return record_rating(actor=who, case_id=case.pk, outcome="given", score=score, **more)


def ratings() -> list[tuple[str, int | None]]:
    told = JournalEntry.objects.filter(code="cases.rating_recorded").order_by("pk")
    return [(one.data["outcome"], one.data["score"]) for one in told]


@pytest.mark.parametrize("make", [given.a_resolved_case, given.a_closed_case])
def test_a_customer_rates_and_her_words_stand_in_the_case_and_not_in_the_journal(make):
    case = make()
    by_customer(case, 4, words=PRAISE)
    rated = Case.objects.get()
    assert (rated.rating, rated.score, rated.status, rated.customer_waits) == ("given", 4, case.status, False)
    entry = JournalEntry.objects.get(code="cases.rating_recorded")
    words = case.messages.get(pk=entry.data["message_id"])
    assert (words.kind, words.body) == ("customer", PRAISE)
    assert not JournalEntry.objects.filter(code="cases.customer_wrote").exists()


@pytest.mark.proves("OWN-10")
def test_a_rating_may_change_for_some_days_and_then_stands(monday):
    case = given.a_closed_case()
    by_customer(case, 2)
    monday.move_to(MONDAY + timedelta(days=7), tick=False)
    by_customer(case, 5)
    with nothing_changes():
        by_customer(case, 5)
    monday.move_to(MONDAY + timedelta(days=7, seconds=1), tick=False)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        by_customer(case, 1)
    assert refused.value.code == "rated_too_late"
    assert ratings() == [("given", 2), ("given", 5)]


def test_without_a_rule_a_customer_may_always_rate(monday):
    case = given.a_closed_case()
    end_rule(actor=TESTS, rule_id=RuleRow.objects.get(kind="cases.rate_within").pk)
    monday.move_to(MONDAY + timedelta(days=700), tick=False)
    assert by_customer(case, 3).score == 3


def test_the_customers_own_word_stands_whatever_staff_record():
    case = given.a_resolved_case()
    record_rating(actor=given.supervisor(), case_id=case.pk, outcome="given", score=5)
    by_customer(case, 2)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        record_rating(actor=given.supervisor(), case_id=case.pk, outcome="given", score=5)
    assert refused.value.code == "rated_by_customer"


def test_who_resolved_a_case_says_its_score_only_with_a_call_back():
    case = given.a_resolved_case()
    with nothing_changes(), pytest.raises(Refused) as refused:
        record_rating(actor=given.agent(), case_id=case.pk, outcome="given", score=5)
    assert refused.value.code == "own_work"
    record_rating(actor=given.agent(), case_id=case.pk, outcome="no_answer")
    note_call_back(actor=given.agent(), case_id=case.pk, outcome="settled", rating="given", score=5)
    assert ratings() == [("no_answer", None), ("given", 5)]


@pytest.mark.parametrize(
    ("outcome", "rating", "field"),
    [("not_settled", "given", "rating"), ("not_reached", "given", "rating"), ("settled", "given", "score")],
)
def test_a_call_back_brings_only_a_rating_that_goes_with_it(outcome, rating, field):
    case = given.a_resolved_case()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        note_call_back(actor=given.agent(), case_id=case.pk, outcome=outcome, rating=rating)
    assert refused.value.fields.keys() == {field}


@pytest.mark.parametrize(
    "said",
    [
        {"outcome": ""},
        {"outcome": "great"},
        {"outcome": "given"},
        {"outcome": "given", "score": 6},
        {"outcome": "given", "score": 0},
        {"outcome": "declined", "score": 3},
        {"outcome": "declined", "words": "很好"},
        {"outcome": "given", "score": 3, "words": "x" * 2_001},
    ],
)
def test_what_is_no_rating_is_refused(said):
    case = given.a_resolved_case()
    with nothing_changes(), pytest.raises(Invalid):
        record_rating(actor=given.supervisor(), case_id=case.pk, **said)


def test_a_customer_does_not_say_that_nobody_answered():
    case = given.a_resolved_case()
    with nothing_changes(), pytest.raises(Invalid):
        record_rating(actor=given.customer_of(case), case_id=case.pk, outcome="no_answer")


def test_who_may_not_rate():
    case, merged, unsettled = given.a_resolved_case(), given.a_merged_case(), given.an_open_case()
    said = {"outcome": "given", "score": 4}
    with nothing_changes(), pytest.raises(NotFound):
        record_rating(actor=given.agent_elsewhere(), case_id=case.pk, **said)
    with nothing_changes(), pytest.raises(NotFound):
        record_rating(actor=Actor.customer(case.customer_id), case_id=case.pk, **said)
    for other in (merged, unsettled):
        with nothing_changes(), pytest.raises(Conflict):
            record_rating(actor=given.supervisor(), case_id=other.pk, **said)


def test_of_a_case_that_its_customer_closed_the_silence_is_recorded_when_the_days_are_over(monday):
    case = given.a_closed_case()
    [job] = OutboxRow.objects.filter(name="cases.end_rating")
    assert job.payload == {"case_id": case.pk} and job.run_at > MONDAY + timedelta(days=7)
    with nothing_changes():
        end_rating(actor=TESTS, case_id=case.pk)
    monday.move_to(MONDAY + timedelta(days=7, seconds=1), tick=False)
    with nothing_changes(), pytest.raises(Refused):
        end_rating(actor=given.supervisor(), case_id=case.pk)
    for _time in range(2):
        end_rating(actor=TESTS, case_id=case.pk)
    assert ratings() == [("no_answer", None)]


@pytest.mark.parametrize("meanwhile", ["rated", "open"])
def test_who_rated_or_took_the_case_up_again_is_not_said_to_be_silent(meanwhile, monday):
    case = given.a_closed_case()
    if meanwhile == "rated":
        by_customer(case, 5)
    else:
        write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="又断了。", channel="portal")
    monday.move_to(MONDAY + timedelta(days=30), tick=False)
    with nothing_changes():
        end_rating(actor=TESTS, case_id=case.pk)


def test_a_customer_may_rate_as_she_confirms_and_is_asked_anew_after_the_next_time():
    case = given.a_resolved_case()
    confirm_case(actor=given.customer_of(case), case_id=case.pk, rating="given", score=5)
    assert not JournalEntry.objects.filter(code="cases.closed_unfinished").exists()
    reopen_case(actor=given.agent(), case_id=case.pk)
    resolve_case(actor=given.agent(), case_id=case.pk)
    assert (Case.objects.get().rating, Case.objects.get().score) == ("", None)
