"""What cases prove, each figure over cases in every state, counted by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given

from fuwutai.domain.cases.commands import note_call_back, reopen_case, reply_to_case
from fuwutai.domain.evidence.figures import Wanted, count
from fuwutai.domain.standards.providers import figure_named
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(time_machine):
    """Nine cases: new, open, waiting, resolved, reopened, closed, merged with its target, and a complaint told."""
    time_machine.move_to(datetime(2026, 3, 2, 2, tzinfo=UTC), tick=False)
    given.a_case(category="fault.network")
    given.an_open_case(phone="13800000001")
    given.a_waiting_case(phone="13800000002")
    resolved = given.a_resolved_case(phone="13800000003")
    reopened = given.a_resolved_case(phone="13800000004")
    reopen_case(actor=given.agent(), case_id=reopened.pk)
    given.a_closed_case(phone="13800000005")
    given.a_merged_case(phone="13800000006")
    complaint = given.an_open_case(type="complaint", phone="13800000007")
    reply_to_case(actor=given.agent(), case_id=complaint.pk, body="已更换光猫。", then="resolve")
    note_call_back(actor=given.agent(), case_id=resolved.pk, outcome="settled")
    time_machine.shift(timedelta(days=1))
    given.a_case(type="complaint")


@pytest.mark.parametrize(
    ("code", "part", "whole"),
    [
        ("cases_registered", 10, 10),
        ("resolution_rate", 3, 9),
        ("complaint_resolution_rate", 1, 2),
        ("reopen_rate", 1, 4),
        ("reply_rate", 7, 9),
        ("confirmed_rate", 1, 3),
        ("result_notified_rate", 3, 3),
        ("complaint_result_notified_rate", 1, 1),
        ("callback_rate", 1, 4),
        ("complaint_rate", 2, 10),
        ("recognised_rate", 1, 10),
        ("classified_rate", 1, 9),
    ],
)
def test_a_figure_counts_what_it_says(cases, code, part, whole):
    (counted,) = count(Actor.system("tests"), [Wanted(counts=figure_named(code))], None, None)
    assert (counted.part, counted.whole) == (part, whole)
