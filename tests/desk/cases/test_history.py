"""A case's journal in words."""

import pytest
from django.utils import translation
from tests import given

from fuwutai.desk.cases.history import SAYINGS, TOLD_BESIDE, Names, lines
from fuwutai.domain.cases.commands import note_call_back, reclassify_case, resolve_case
from fuwutai.domain.cases.events import __name__ as case_events
from fuwutai.domain.customers.commands import set_tier
from fuwutai.domain.sla.events import __name__ as clock_events
from fuwutai.kernel.events import registered_events
from fuwutai.kernel.models import JournalEntry

NAMES = Names(customer="王建国", staff={}, teams={})


def told(code: str) -> bool:
    return code in SAYINGS or code in TOLD_BESIDE


def test_every_event_of_a_case_has_words():
    of_cases = (case_events, clock_events)
    found = {code: event for code, event in registered_events().items() if event.__module__.startswith(of_cases)}
    codes = {code for code, event in found.items() if event.subject == "case"}
    assert {code for code in codes if not told(code)} == set()


@pytest.mark.django_db
@pytest.mark.proves("S2-3.2.2-4")
def test_a_whole_life_is_told_without_codes():
    case = given.a_closed_case()
    entries = list(JournalEntry.objects.filter(subject="case", subject_id=case.pk).order_by("subject_seq"))
    for language in ("zh-hans", "en"):
        with translation.override(language):
            told_of = [entry for entry in entries if entry.code not in TOLD_BESIDE]
            for line, entry in zip(lines(entries, NAMES), told_of, strict=True):
                assert line.text and entry.code not in line.text and "%(" not in line.text


def test_an_event_of_another_release_shows_its_code():
    entry = JournalEntry(code="cases.case_sung", data={}, actor_kind="system")
    assert lines([entry], NAMES)[0].text == "cases.case_sung"


@pytest.mark.django_db
def test_a_correction_names_what_became_of_each_fact():
    case = given.a_case(line="telecom")
    reclassify_case(actor=given.agent(), case_id=case.pk, type="complaint", line="")
    reclassify_case(actor=given.agent(), case_id=case.pk, category="billing.refund")
    set_tier(actor=given.supervisor(), customer_id=case.customer_id, tier="vip")
    entries = list(JournalEntry.objects.filter(subject="case", subject_id=case.pk).order_by("subject_seq"))
    names = Names(customer="王建国", staff={given.staff().pk: "林小雨"}, teams={})
    with translation.override("en"):
        told = [line.text for line in lines(entries, names) if line.code == "cases.case_reclassified"]
    assert told == [
        "林小雨 corrected the case: Type: Complaint · Service line: not said",
        "林小雨 corrected the case: Category: billing.refund",
        "The case follows its customer: Priority: Urgent · Customer tier: VIP",
    ]


@pytest.mark.django_db
def test_mergers_splits_and_call_backs_are_told_with_numbers_and_outcomes():
    case = given.a_merged_case()
    into = case.merged_into
    resolve_case(actor=given.agent(), case_id=into.pk)
    note_call_back(actor=given.agent(), case_id=into.pk, outcome="not_reached")
    note_call_back(actor=given.agent(), case_id=into.pk, outcome="not_settled")
    entries = JournalEntry.objects.filter(subject="case", code__startswith="cases.").order_by("pk")
    names = Names(customer="王建国", staff={given.staff().pk: "林小雨"}, teams={}, cases={into.pk: into.number})
    with translation.override("en"):
        told = [line.text for line in lines(list(entries), names)]
    assert f"林小雨 merged this case into {into.number}, where it goes on" in told
    assert "林小雨 merged another case into this case" in told
    assert "林小雨 tried to call back, but nobody could be reached" in told
    assert "林小雨 called back. The customer is not content" in told


def test_a_team_out_of_sight_stays_unnamed():
    data = {"team_id": 7, "staff_id": None, "former_team_id": 1, "former_staff_id": None}
    entry = JournalEntry(code="cases.case_assigned", data=data, actor_kind="staff", actor_id=3)
    with translation.override("en"):
        assert "another team" in lines([entry], NAMES)[0].text


def test_a_missed_deadline_stands_where_it_was_missed_not_where_it_was_noticed():
    data = {"case_id": 1, "clock_id": 1, "definition": "first_response", "due_at": "2026-11-20T09:00:00Z"}
    line = lines([JournalEntry(code="sla.clock_breached", data=data, actor_kind="system")], NAMES)[0]
    assert line.at.isoformat() == "2026-11-20T09:00:00+00:00"
