"""Clocks as chips."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from tests import given
from tests.domain.sla.given_clocks import MONDAY, a_rule, minutes, reply, swept, write

from fuwutai.desk.cases.clocks import brief_details, chips, nearest_chip, target_words, worked
from fuwutai.domain.cases.commands import await_third_party, merge_case
from fuwutai.domain.cases.queries import history_of
from fuwutai.domain.sla.explain import Promise
from fuwutai.domain.sla.queries import Reading, readings

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def reading(light: str, due_in_minutes: int | None = None, **more) -> Reading:
    due = NOW + timedelta(minutes=due_in_minutes) if due_in_minutes is not None else None
    return Reading(**{
        "case_id": 1, "definition": "first_response", "round": 1, "light": light, "state": "running", "cause": "",
        "due_at": due, "warn_at": None, "started_at": NOW, "stopped_at": None, "breached_at": None,
        "target_seconds": 1800, "used_seconds": 900, "level": 0, "rule_id": 1, "clause_code": "S4-6.1-1",
        "calendar_code": "cn", "calendar_name": "法定工作日历",
    } | more)  # fmt: skip


def explained(case, definition: str = "resolution") -> dict:
    """Return what the chip of a clock says on the page of its case."""
    found = [one for one in readings(given.agent(), [case.pk])[case.pk] if one.definition == definition]
    with translation.override("en"):
        return dict(chips(found, history_of(given.agent(), case.pk))[0].details)


@pytest.mark.parametrize(
    ("lights", "shown"),
    [
        ([("green", 90), ("green", 10)], ("green", 10)),
        ([("green", 90), ("red", -5)], ("red", -5)),
        ([("met", None), ("green", 90)], ("green", 90)),
        ([("met", None), ("paused", None)], ("paused", None)),
        ([("met", None), ("missed", None)], ("late", None)),
        ([("cancelled", None), ("met", None)], ("met", None)),
    ],
)
def test_a_row_shows_the_promise_that_matters_most(lights, shown):
    chip = nearest_chip([reading(light, due) for light, due in lights])
    due = NOW + timedelta(minutes=shown[1]) if shown[1] is not None else None
    assert (chip.state, chip.due_at) == (shown[0], due)


def test_a_case_without_a_clock_has_no_chip():
    assert nearest_chip([]) is None
    assert nearest_chip([reading("cancelled", state="cancelled")]) is None


def test_used_time_never_passes_the_whole():
    assert nearest_chip([reading("red", -5, used_seconds=9_000)]).used_percent == 100


def test_a_case_page_shows_the_nearest_deadline_first_and_what_is_called_off_last():
    stood = [
        reading("met", state="stopped", rule_id=1),
        reading("cancelled", state="cancelled"),
        reading("green", 90),
        reading("paused", state="paused"),
        reading("red", -5),
    ]
    assert [chip.state for chip in chips(stood)] == ["red", "green", "paused", "met", "cancelled"]


@pytest.mark.parametrize(
    ("more", "term", "text"),
    [
        ({}, "Target", "30 working minutes"),
        ({"target_seconds": 86_400}, "Target", "24 working hours"),
        ({}, "Used", "15 min"),
        ({"used_seconds": 760}, "Left", "17 min 20 s"),
        ({"used_seconds": 3_600}, "Over the target", "30 min"),
        ({}, "Calendar", "法定工作日历"),
        ({}, "Clause", "S4-6.1-1"),
        ({"level": 2}, "Escalation", "level 2 reached"),
        (
            {"state": "paused", "cause": "third_party"},
            "Paused",
            "waits for a third party; the time used so far is kept",
        ),
    ],
)
def test_in_a_list_a_chip_explains_itself_by_its_reading_alone(more, term, text, django_assert_num_queries):
    with translation.override("en"), django_assert_num_queries(0):
        assert dict(brief_details(reading("green", 30, **more)))[term] == text


def test_a_chip_of_a_list_asks_for_its_explanation_and_leads_to_the_page_that_reckons_it_up():
    chip = nearest_chip([reading("green", 30, round=2)])
    assert chip.asks == "/desk/cases/1/deadlines/first_response" and not chip.details
    assert chip.reckoned_at == "/desk/cases/1/deadlines#first_response-2"
    assert f'href="{chip.reckoned_at}"' in brief_details(reading("green", 30, round=2))[-1][1]


def test_on_the_case_page_a_chip_also_tells_the_pauses_and_the_words_of_its_rule(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    a_rule("sla.resolution", {"type": "complaint"}, working_days=7)
    case = given.a_case(type="complaint")
    for pause in (30, 45):
        reply(case, "wait")
        time_machine.shift(minutes(pause))
        write(case)
    await_third_party(actor=given.agent(), case_id=case.pk)
    time_machine.shift(minutes(5))
    told = explained(case)
    assert told["Pauses so far"] == "waits for the customer: 1 h 15 min; waits for a third party: 5 min"
    assert told["Target"] == "7 working days, to the close of 11 March"
    assert "Due" not in told


def test_a_chip_says_how_far_a_missed_promise_has_climbed(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    case = given.a_case()
    time_machine.shift(minutes(45))
    swept()
    told = explained(case, "first_response")
    assert (told["Escalation"], told["Over the target"], told["Missed"]) == ("level 2 reached", "15 min", "Today 10:30")


def test_what_is_called_off_is_folded_away(desk):
    into, case = given.an_open_case(), given.a_case()
    merge_case(actor=given.agent(), case_id=case.pk, into_id=into.pk)
    page = desk.get(f"/desk/cases/{case.pk}").content.decode()
    assert "<details><summary" in page.partition('id="case-clocks"')[2].partition("</section>")[0]


@pytest.mark.parametrize(
    ("promise", "words"),
    [
        (Promise(amount=1, unit="working_days"), "1 working day"),
        (
            Promise(amount=7, unit="working_days", last_day=date(2027, 1, 4)),
            "7 working days, to the close of 4 January 2027",
        ),
        (Promise(amount=90, unit="minutes"), "1 h 30 min of working time"),
        (Promise(amount=45, unit="seconds"), "45 s of working time"),
    ],
)
def test_a_target_is_told_in_working_time(promise, words, time_machine):
    time_machine.move_to(NOW, tick=False)
    with translation.override("en"):
        assert target_words(promise) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 min"), (1_800, "30 min"), (3_600, "1 h"), (86_400, "24 h"), (5_405, "1 h 30 min 5 s")],
)
def test_working_time_is_told_in_hours_since_a_day_of_work_is_not_a_day(seconds, words):
    with translation.override("en"):
        assert worked(seconds) == words
