"""Asking the customer afterwards whether the matter is settled."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from tests import given
from tests.rows import all_rows, nothing_changes

from fuwutai.domain.cases.choices import CALL_BACK_OUTCOMES
from fuwutai.domain.cases.commands import note_call_back
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.policies import may_call_back
from fuwutai.domain.cases.speech.conversation import messages_of
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

WINDOW = timedelta(days=14)
OTHER = Actor(kind="staff", id=1, permissions=frozenset({"cases.view", "cases.note"}), reach="all")


def events_after(last: int) -> list[tuple[str, dict[str, object]]]:
    entries = JournalEntry.objects.filter(pk__gt=last, code__startswith="cases.").order_by("pk")
    return [(entry.code.removeprefix("cases."), entry.data) for entry in entries]


def last_entry() -> int:
    return JournalEntry.objects.order_by("pk").last().pk


@pytest.mark.parametrize("make", [given.a_resolved_case, given.a_closed_case])
@pytest.mark.parametrize(
    ("outcome", "reopens"), [("settled", False), ("not_settled", True), ("not_reached", False)]
)
@pytest.mark.proves("S3-4.2-8")
def test_a_call_back_is_noted_and_takes_up_what_is_not_settled(make, outcome, reopens):
    case = make()
    before, last = case.status, last_entry()
    words = note_call_back(actor=given.agent(), case_id=case.pk, outcome=outcome, body="  晚上七点再打。\r\n")
    assert (words.kind, words.body, words.author_id) == ("note", "  晚上七点再打。\r\n", given.staff().pk)
    said = {"case_id": case.pk, "message_id": words.pk}
    first = ("call_back_tried", said) if outcome == "not_reached" else ("called_back", {**said, "outcome": outcome})
    assert events_after(last) == [first, *([("case_reopened", {"case_id": case.pk})] if reopens else [])]
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.reopened) == (("open", 1) if reopens else (before, 0))


def test_the_customer_reads_nothing_of_it():
    case = given.a_resolved_case()
    words = note_call_back(actor=given.agent(), case_id=case.pk, outcome="settled", body="老人耳背，说话要慢。")
    assert words.pk not in {one.pk for one in messages_of(given.customer_of(case), case.pk)}


@pytest.mark.parametrize("outcome", CALL_BACK_OUTCOMES)
def test_without_words_the_outcome_stands_there_in_the_language_of_the_centre(outcome):
    case = given.a_resolved_case()
    with translation.override("zh-hans"):
        chinese = str(CALL_BACK_OUTCOMES[outcome])
    with translation.override("en"):  # the reader's language is not asked
        words = note_call_back(actor=given.agent(), case_id=case.pk, outcome=outcome, body=" \n")
    assert words.body == chinese


def test_what_was_closed_too_long_ago_is_not_taken_up_but_told_what_to_do(time_machine):
    time_machine.move_to(datetime(2026, 3, 2, 2, tzinfo=UTC), tick=False)
    case = given.a_closed_case()
    time_machine.shift(WINDOW + timedelta(minutes=1))
    with nothing_changes(), pytest.raises(Conflict) as refused:
        note_call_back(actor=given.agent(), case_id=case.pk, outcome="not_settled", body="还是不行。")
    assert refused.value.code == "closed_too_long"
    for outcome in ("settled", "not_reached"):
        note_call_back(actor=given.agent(), case_id=case.pk, outcome=outcome)
    assert Case.objects.get().status == "closed"


def test_a_form_sent_twice_notes_one_call():
    case = given.a_resolved_case()
    wanted = {"actor": given.agent(), "case_id": case.pk, "outcome": "not_settled", "body": "还是不行。"}
    first = note_call_back.once("token")(**wanted)
    before = all_rows()
    assert note_call_back.once("token")(**wanted) == first
    assert all_rows() == before


@pytest.mark.parametrize(
    ("said", "field"),
    [({"outcome": "angry"}, "outcome"), ({"outcome": "settled", "body": "好\x00"}, "body")],
)
def test_a_wrong_call_back_changes_nothing(said, field):
    case = given.a_resolved_case()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        note_call_back(actor=given.agent(), case_id=case.pk, **said)
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize(
    "make", [given.a_case, given.an_open_case, given.a_waiting_case, given.a_case_at_a_third_party, given.a_merged_case]
)
def test_only_what_is_resolved_or_closed_is_called_back_about(make):
    case = make()
    with nothing_changes(), pytest.raises(Conflict):
        note_call_back(actor=given.agent(), case_id=case.pk, outcome="settled")
    assert not may_call_back(given.agent(), case)


@pytest.mark.parametrize(
    ("who", "kind"),
    [(given.customer_of, Refused), (lambda case: given.agent_elsewhere(), NotFound), (lambda case: OTHER, Refused)],
    ids=["customer", "agent of another team", "who may not"],
)
def test_who_may_not_notes_nothing(who, kind):
    case = given.a_resolved_case()
    actor = who(case)
    with nothing_changes(), pytest.raises(kind):
        note_call_back(actor=actor, case_id=case.pk, outcome="settled")
