"""A case's journal in words."""

import pytest
from django.utils import translation
from tests import given

from fuwutai.desk.cases.history import Names, lines
from fuwutai.domain.cases.events import __name__ as case_events
from fuwutai.domain.sla.events import __name__ as clock_events
from fuwutai.kernel.events import registered_events
from fuwutai.kernel.models import JournalEntry

NAMES = Names(customer="王建国", staff={}, teams={})


def told(code: str) -> bool:
    from fuwutai.desk.cases.history import _SAYINGS

    return code in _SAYINGS


def test_every_event_of_a_case_has_words():
    codes = {code for code, event in registered_events().items() if event.__module__ in (case_events, clock_events)}
    assert {code for code in codes if not told(code)} == set()


@pytest.mark.django_db
def test_a_whole_life_is_told_without_codes():
    case = given.a_closed_case()
    entries = list(JournalEntry.objects.filter(subject="case", subject_id=case.pk).order_by("subject_seq"))
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for line, entry in zip(lines(entries, NAMES), entries, strict=True):
                assert line.text and entry.code not in line.text and "%(" not in line.text


def test_an_event_of_another_release_shows_its_code():
    entry = JournalEntry(code="cases.case_merged", data={}, actor_kind="system")
    assert lines([entry], NAMES)[0].text == "cases.case_merged"


def test_a_team_out_of_sight_stays_unnamed():
    data = {"team_id": 7, "staff_id": None, "former_team_id": 1, "former_staff_id": None}
    entry = JournalEntry(code="cases.case_assigned", data=data, actor_kind="staff", actor_id=3)
    with translation.override("en"):
        assert "another team" in lines([entry], NAMES)[0].text


def test_a_missed_deadline_stands_where_it_was_missed_not_where_it_was_noticed():
    data = {"case_id": 1, "clock_id": 1, "definition": "first_response", "due_at": "2026-11-20T09:00:00Z"}
    line = lines([JournalEntry(code="sla.clock_breached", data=data, actor_kind="system")], NAMES)[0]
    assert line.at.isoformat() == "2026-11-20T09:00:00+00:00"
