"""Erasing takes every word about a person away for good, and leaves what is counted and sealed."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from tests import given
from tests.domain.accounts.given_people import acting
from tests.rows import all_rows, nothing_changes

from fuwutai.domain.cases.commands import add_note
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.customers.choices import ERASED
from fuwutai.domain.customers.commands import (
    add_contact,
    add_customer_note,
    erase_customer,
    merge_customers,
    recognise_customer,
    reveal_contacts,
    start_special_handling,
)
from fuwutai.domain.customers.models import Contact, Customer, CustomerNote, MatchKey, Reveal, Suggestion
from fuwutai.domain.customers.queries import customer_card, find_by_contact
from fuwutai.kernel import chain, clock, keyring
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import AccessEntry, JournalEntry

pytestmark = pytest.mark.django_db

LONG_AFTER = timedelta(days=3 * 365 + 2)
NAME, NUMBER, OTHER = "王建国", "13912345678", "13800138000"


@pytest.fixture
def sealed(tmp_path, settings, monkeypatch):
    monkeypatch.setattr(transaction, "on_commit", lambda action: action())
    settings.FUWUTAI_DATA = Path(tmp_path)
    keyring.forget_ring()
    yield
    keyring.forget_ring()


def known() -> Case:
    """Return a closed case of a customer of whom much is written, one of whose files was merged."""
    agent, lead = given.agent(), given.supervisor()
    case = given.a_closed_case(subject=f"请回电{NUMBER}", body=f"我是{NAME}，电话{NUMBER}")
    other = given.a_closed_case(phone=OTHER, name="王建囯")
    customer_id = case.customer_id
    add_note(actor=agent, case_id=case.pk, body=f"{NAME}下午方便")
    add_contact(actor=agent, customer_id=customer_id, kind="email", value="wang@example.cn")
    add_customer_note(actor=agent, customer_id=customer_id, body=f"{NAME}说方言")
    start_special_handling(actor=lead, customer_id=customer_id, kind="special_need", note="听力不便")
    reveal_contacts(actor=agent, customer_id=customer_id, reason=f"打给{NAME}")
    MatchKey.objects.create(customer_id=customer_id, kind="name", digest="d")
    Suggestion.objects.create(
        first_id=customer_id, second_id=other.customer_id, score_percent=90, found_at=clock.now()
    )
    merge_customers(actor=lead, kept_id=customer_id, absorbed_id=other.customer_id)
    return case


def erase(case: Case, by: Actor | None = None, reason: str = "来函要求删除") -> Customer:
    return erase_customer(actor=by or given.administrator(), customer_id=case.customer_id, reason=reason)


def test_nothing_that_says_who_it_was_is_left_and_every_figure_stays(sealed):
    with time_machine.travel(clock.now(), tick=False) as now:
        case = known()
        chain.seal_all()
        columns = ("number", "type", "status", "opened_at", "status_since", "team_id", "channel", "tier", "reopened")
        before, entries = list(Case.objects.order_by("pk").values(*columns)), JournalEntry.objects.count()
        messages = Message.objects.count()
        now.shift(LONG_AFTER)
        erased = erase(case)
        assert (erased.name, erased.erased_at) == (ERASED, clock.now())
        assert list(Case.objects.order_by("pk").values(*columns)) == before
        assert set(Message.objects.values_list("body", flat=True)) == {ERASED} and Message.objects.count() == messages
        assert {(one.subject, one.subject_whole) for one in Case.objects.all()} == {(ERASED, None)}
        rows = all_rows()
        said = str(rows)
        for word in (NAME, "王建囯", NUMBER, OTHER, "wang@example.cn", "听力不便", "方言"):
            assert word not in said, word
        for model in (Contact, CustomerNote, MatchKey, Suggestion, Reveal):
            assert not model.objects.exists(), model
        last = JournalEntry.objects.order_by("pk").last()
        assert (last.code, JournalEntry.objects.count()) == ("customers.customer_erased", entries + 1)
        chain.seal_all()
        assert chain.verify().first_broken is None


def test_who_was_erased_is_found_by_nothing_and_comes_back_as_a_newcomer():
    with time_machine.travel(clock.now(), tick=False) as now:
        case = known()
        now.shift(LONG_AFTER)
        erase(case)
        assert find_by_contact(given.administrator(), "phone", NUMBER) is None
        assert customer_card(given.administrator(), case.customer_id).contacts == ()
        again = recognise_customer(actor=Actor.customer(), name=NAME, phone=NUMBER)
        assert again.pk != case.customer_id


def test_the_reasons_of_looks_are_blanked_and_the_reason_of_erasing_stays():
    with time_machine.travel(clock.now(), tick=False) as now:
        case = known()
        now.shift(LONG_AFTER)
        erase(case)
        reasons = dict(AccessEntry.objects.filter(subject="customer").values_list("action", "reason"))
        assert reasons == {"reveal_contacts": "", "erase_customer": "来函要求删除"}
        assert AccessEntry.objects.get(action="reveal_contacts").reason_digest


def test_another_customer_keeps_every_word():
    with time_machine.travel(clock.now(), tick=False) as now:
        case, other = given.a_closed_case(), given.a_closed_case(phone=OTHER)
        reveal_contacts(actor=given.agent(), customer_id=other.customer_id, reason="回电")
        before = all_rows()["customers.Contact"]
        now.shift(LONG_AFTER)
        erase(case)
        assert all_rows()["customers.Contact"] == [
            row for row in before if row["customer_id"] == other.customer_id
        ]
        assert other.messages.order_by("pk").first().body == given.MATTER["body"]
        assert Case.objects.get(pk=other.pk).subject == given.MATTER["subject"]
        assert AccessEntry.objects.get(action="reveal_contacts").reason == "回电"


@pytest.mark.parametrize("make", [given.a_case, given.an_open_case, given.a_waiting_case, given.a_resolved_case])
def test_while_a_case_is_not_closed_nothing_is_erased(make):
    with time_machine.travel(clock.now(), tick=False) as now:
        case = make()
        now.shift(LONG_AFTER)
        with nothing_changes(), pytest.raises(Conflict) as refused:
            erase(case)
        assert refused.value.code == "open_cases" and "1" in str(refused.value.message)


@pytest.mark.proves("S4-7.1-8")
@pytest.mark.proves("S4-2.1-7")
@pytest.mark.parametrize("type", ["complaint", "fault"])
def test_records_are_kept_for_three_years_after_closing_and_then_may_be_erased(type):
    with time_machine.travel("2026-03-09T02:00:00Z", tick=False) as now:
        case = given.a_closed_case(type=type)
        for days in (0, 364, 3 * 365):
            now.move_to(case.opened_at + timedelta(days=days))
            with nothing_changes(), pytest.raises(Conflict) as refused:
                erase(case)
            assert (refused.value.code, refused.value.facts["until"].isoformat()) == ("kept", "2029-03-09")
            assert "2029-03-09" in str(refused.value.message)
        now.move_to(case.opened_at + timedelta(days=3 * 365 + 1))
        assert erase(case).name == ERASED


def test_a_customer_without_a_case_is_erased_at_once():
    given.centre()
    customer = recognise_customer(actor=Actor.customer(), name=NAME, phone=NUMBER)
    assert erase_customer(actor=given.administrator(), customer_id=customer.pk, reason="来函").name == ERASED


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        (lambda case: given.agent(), Refused),
        (lambda case: given.supervisor(), Refused),
        (lambda case: acting("service_manager"), Refused),
        (lambda case: given.agent_elsewhere(), NotFound),
        (given.customer_of, Refused),
        (lambda case: Actor.customer(), NotFound),
    ],
)
def test_who_may_not_erase_erases_nothing(who, refusal):
    case = given.a_closed_case()
    actor = who(case)
    with nothing_changes(), pytest.raises(refusal):
        erase(case, by=actor)


@pytest.mark.parametrize("reason", ["", "  ", "来\x00函"])
def test_without_a_reason_nothing_is_erased(reason):
    customer = recognise_customer(actor=Actor.customer(), name=NAME, phone=NUMBER)
    by = given.administrator()
    with nothing_changes(), pytest.raises(Invalid):
        erase_customer(actor=by, customer_id=customer.pk, reason=reason)


def test_nobody_is_erased_twice():
    customer = recognise_customer(actor=Actor.customer(), name=NAME, phone=NUMBER)
    by = given.administrator()
    erase_customer(actor=by, customer_id=customer.pk, reason="来函")
    with nothing_changes(), pytest.raises(Conflict):
        erase_customer(actor=by, customer_id=customer.pk, reason="来函")
