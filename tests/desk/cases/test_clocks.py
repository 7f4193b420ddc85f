"""Clocks as chips."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from fuwutai.desk.cases.clocks import chips, nearest_chip, worked
from fuwutai.domain.sla.queries import Reading

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def reading(light: str, due_in_minutes: int | None = None, **more) -> Reading:
    due = NOW + timedelta(minutes=due_in_minutes) if due_in_minutes is not None else None
    return Reading(**{
        "case_id": 1, "definition": "first_response", "light": light, "state": "running", "due_at": due,
        "warn_at": None, "started_at": NOW, "stopped_at": None, "breached_at": None, "target_seconds": 1800,
        "used_seconds": 900, "clause_code": "S4-6.1-1", "calendar_code": "cn", "calendar_name": "法定工作日历",
    } | more)  # fmt: skip


@pytest.mark.parametrize(
    ("lights", "shown"),
    [
        ([("green", 90), ("green", 10)], ("green", 10)),
        ([("green", 90), ("red", -5)], ("red", -5)),
        ([("met", None), ("green", 90)], ("green", 90)),
        ([("met", None), ("paused", None)], ("paused", None)),
        ([("met", None), ("missed", None)], ("late", None)),
    ],
)
def test_a_row_shows_the_promise_that_matters_most(lights, shown):
    chip = nearest_chip([reading(light, due) for light, due in lights])
    due = NOW + timedelta(minutes=shown[1]) if shown[1] is not None else None
    assert (chip.state, chip.due_at) == (shown[0], due)


def test_a_case_without_a_clock_has_no_chip():
    assert nearest_chip([]) is None


def test_used_time_never_passes_the_whole():
    assert chips([reading("red", -5, used_seconds=9_000)])[0].used_percent == 100


def test_a_chip_explains_what_its_deadline_rests_on():
    with translation.override("en"):
        explained = dict(chips([reading("green", 30)])[0].details)
    assert explained["Target"] == "30 min" and explained["Used"] == "15 min"
    assert (explained["Calendar"], explained["Clause"]) == ("法定工作日历", "S4-6.1-1")


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 min"), (1_800, "30 min"), (3_600, "1 h"), (86_400, "24 h"), (5_400, "1 h 30 min")]
)
def test_working_time_is_told_in_hours_since_a_day_of_work_is_not_a_day(seconds, words):
    with translation.override("en"):
        assert worked(seconds) == words
