"""`fuwutai attainment`: the pinned answer, the table, and what is misuse."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from tests import given

from fuwutai import cli
from fuwutai.cli import attainment
from fuwutai.domain.cases.commands import reply_to_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def inside(monkeypatch):
    monkeypatch.setattr(attainment, "setup_django", lambda data: None)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    translation.activate("en")


@pytest.fixture
def told(capsys):
    def run(*words: str) -> tuple[int, str]:
        code = cli.main(["attainment", *words])
        return code, capsys.readouterr().out

    return run


@pytest.fixture
def three_cases(time_machine):
    monday = datetime(2026, 3, 2, 2, tzinfo=UTC)
    for nth, minutes in enumerate((10, 45, None)):
        time_machine.move_to(monday + timedelta(days=nth), tick=False)
        case = given.a_case(phone=f"139{nth:08d}", type="complaint" if minutes is None else "fault")
        if minutes:
            time_machine.shift(timedelta(minutes=minutes))
            reply_to_case(actor=given.agent(), case_id=case.pk, body="您好。")


def row(**figures):
    nothing = {
        "kept": 0, "missed": 0, "open": 0, "cancelled": 0, "percent": None, "median_seconds": None,
        "p90_seconds": None, "day_only": 0, "cases_resolved": 0, "cases_reopened": 0,
    }  # fmt: skip
    return nothing | figures


def test_json_holds_rows_and_their_total(told, three_cases):
    code, out = told("--json")
    used = {"median_seconds": 600, "p90_seconds": 2700}
    assert (code, json.loads(out)) == (
        0,
        {
            "clock": "first_response",
            "by": "clause",
            "from": None,
            "to": None,
            "rows": [
                row(key="S4-6.1-1", label="S4-6.1-1", kept=1, missed=1, percent=50.0, **used),
                row(key="S4-7.2-2", label="S4-7.2-2", open=1),
            ],
            "total": row(key="", label="All together", kept=1, missed=1, open=1, percent=50.0, **used),
        },
    )


def test_the_period_counts_its_first_day_and_not_the_day_after_it(told, three_cases):
    _code, out = told("--json", "--by", "week", "--from", "2026-03-03", "--to", "2026-03-04")
    found = json.loads(out)
    assert (found["from"], found["to"], found["total"]["missed"]) == ("2026-03-03", "2026-03-04", 1)
    assert [(one["key"], one["kept"], one["open"]) for one in found["rows"]] == [("2026-W10", 0, 0)]


def test_replies_by_the_wall_clock_stand_beside(told, three_cases):
    _code, out = told("--json", "--wall-clock")
    wall = {"replied": 2, "within_24h": 2, "within_48h": 2, "median_days": 0.02}
    assert json.loads(out)["wall_clock"] == wall


def test_the_table_is_readable_and_shows_no_figure_where_there_is_none(told, three_cases):
    _code, out = told("--by", "team", "--wall-clock")
    lines = out.splitlines()
    assert lines[1].split() == ["宽带报障", "50.0", "%", "1", "1", "1", "0", "0:10", "0:45", "0"]
    assert lines[2].split()[0:3] == ["All", "together", "50.0"] and len(lines) == 5
    _code, out = told("--clock", "resolution", "--by", "none", "--to", "2020-01-01")
    assert out.splitlines()[1].split() == ["All", "together", "–", "0", "0", "0", "0", "–", "–", "0"]


@pytest.mark.parametrize(
    "words",
    [
        ["--clock", "teatime"],
        ["--by", "mood"],
        ["--from", "yesterday"],
        ["--clock", "resolution", "--wall-clock"],
    ],
)
def test_what_cannot_be_asked_is_misuse(told, words):
    assert told(*words) == (2, "")
