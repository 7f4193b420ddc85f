"""Cases for programs: the clocks with all they rest on."""

import json
import re

import pytest
from tests import given
from tests.domain.sla.given_clocks import MONDAY, minutes, reply, write

from fuwutai.domain.cases.commands import merge_case, reclassify_case

pytestmark = pytest.mark.django_db
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, some parts of a second after ten."""
    time_machine.move_to(MONDAY.replace(microsecond=250_000), tick=False)
    return time_machine


def clocks(ask, case, username: str = given.LIN) -> dict:
    answer = ask(f"/cases/{case.pk}/clocks", username)
    assert answer.status_code == 200
    return {(one["clock"], one["round"]): one for one in answer.json()}


def test_a_clock_is_told_in_codes_seconds_and_moments(ask, monday):
    case = given.a_case()
    monday.shift(minutes(6))
    told = clocks(ask, case)["first_response", 1]
    assert {name: told[name] for name in ("state", "light", "cause", "level", "ended_by", "stopped_at")} == {
        "state": "running", "light": "green", "cause": None, "level": 0, "ended_by": None, "stopped_at": None,
    }  # fmt: skip
    assert (told["started_at"], told["due_at"]) == ("2026-03-02T02:00:00Z", "2026-03-02T02:30:00Z")
    assert told["target"] == {"seconds": 1800, "amount": 30, "unit": "minutes", "last_day": None}
    assert (told["used_seconds"], told["rest_seconds"]) == (360, 1440)
    assert told["calendar"] == {"code": "cn", "name": "法定工作日历"}
    rule = {name: told["rule"][name] for name in ("kind", "clause", "limits", "version", "won_by", "other_ids")}
    assert rule == {
        "kind": "sla.first_response", "clause": "S4-6.1-1", "limits": {}, "version": 1, "won_by": "only",
        "other_ids": [],
    }  # fmt: skip
    assert told["stretches"][0]["openings"] == [{"since": "2026-03-02T02:00:00Z", "until": "2026-03-02T02:06:00Z"}]
    assert told["ahead"][-1] == {
        "what": "escalation", "percent": 200, "at": "2026-03-02T03:00:00Z", "level": 3, "tell": ["supervisors"],
        "give_to": None,
    }  # fmt: skip


def test_pauses_changes_and_mergers_are_told(ask, monday):
    older = given.a_case()
    monday.shift(minutes(10))
    case = given.a_case()
    reply(case, "wait")
    monday.shift(minutes(10))
    write(case)
    merge_case(actor=given.agent(), case_id=older.pk, into_id=case.pk)
    reclassify_case(actor=given.agent(), case_id=case.pk, priority="urgent")
    monday.shift(minutes(5))
    told = clocks(ask, case)["resolution", 1]
    stretches = [(one["kind"], one["seconds"], one["cause"], one["from_case"]) for one in told["stretches"]]
    assert stretches == [
        ("taken_over", 1200, None, older.number),
        ("paused", 0, "customer", None),
        ("counted", 300, None, None),
        ("ahead", 12_900, None, None),
    ]
    assert [(one["event"], one["clause"], one["target_seconds"]) for one in told["changes"]] == [
        ("sla.clock_taken_over", "S4-2.2-2", 86_400),
        ("cases.case_reclassified", "S2-3.2.1-2", 14_400),
    ]
    counted = sum(one["seconds"] for one in told["stretches"] if one["kind"] in ("counted", "taken_over"))
    assert counted == told["used_seconds"] == told["target"]["seconds"] - told["rest_seconds"]
    assert clocks(ask, older)["resolution", 1]["ended_by"] == "cases.case_merged"


def test_every_moment_is_in_utc_and_whole_seconds(ask, monday):
    case = given.a_waiting_case()
    monday.shift(minutes(7))
    text = json.dumps(ask(f"/cases/{case.pk}/clocks").json())
    moments = re.findall(r'"(\d{4}-\d\d-\d\dT[^"]*)"', text)
    assert moments and all(MOMENT.fullmatch(one) for one in moments)


def test_a_case_out_of_sight_is_not_there(ask):
    case = given.a_case()
    missing = ask("/cases/999999/clocks", given.ZHAO)
    hidden = ask(f"/cases/{case.pk}/clocks", given.ZHAO)
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content
    assert ask("/cases/99999999999999999999/clocks").status_code == 404
    assert clocks(ask, case, given.CHEN)


def test_it_keeps_its_budget(ask, django_assert_max_num_queries):
    older, case = given.a_case(), given.a_case()
    merge_case(actor=given.agent(), case_id=older.pk, into_id=case.pk)
    ask(f"/cases/{older.pk}/clocks")
    with django_assert_max_num_queries(9):
        assert ask(f"/cases/{case.pk}/clocks").status_code == 200
