"""`fuwutai clocks replay` as other programs use it."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from fuwutai.cli import main

SHARED_CASES = Path(__file__).resolve().parents[3] / "shared" / "data" / "business_hours" / "sla_cases.json"
needs_shared_cases = pytest.mark.skipif(
    not SHARED_CASES.exists(), reason="reference data is not beside this copy"
)
OFFICE = {"time_zone": "Europe/Berlin", "hours": {"mon": [["09:00", "17:00"]], "wed": [["09:00", "17:00"]]}}
MINUTES = {"first_response": 60, "response": None, "solution": 600}
OPENED = {"at": "2026-03-02T10:00:30+01:00", "event": "created", "by": "customer"}
CLOCKS, FIGURES = ("first_response", "update", "solution"), ("due", "in_min", "diff_in_min")
NOTHING = dict.fromkeys(f"{clock}_{figure}" for clock in CLOCKS for figure in FIGURES)


@pytest.fixture
def replay(tmp_path, capfd, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run_on(content):
        path = tmp_path / "cases.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        code = main(["clocks", "replay", str(path)])
        printed = capfd.readouterr()
        return code, json.loads(printed.out) if printed.out else None, printed.err

    return run_on


def case(*events, **more):
    return {"id": "c", "calendar": OFFICE, "sla_minutes": MINUTES, "events": list(events), **more}


def test_a_history_of_events_is_answered_with_all_ten_figures_in_utc(replay):
    answered = {"at": "2026-03-02T09:30:30Z", "event": "first_response"}
    figures = {
        **NOTHING,
        "next_escalation_at": "2026-03-09T08:00:00Z",
        "first_response_in_min": 30,
        "first_response_diff_in_min": 30,
        "solution_due": "2026-03-09T08:00:00Z",
    }
    calendar = {**OFFICE, "hours": {**OFFICE["hours"], "tue": [["09:00", "12:00"]]}, "holidays": ["2026-03-04"]}
    assert replay([case(OPENED, answered, calendar=calendar)]) == (0, [{"id": "c", "result": figures}], "")


def test_a_timeline_is_answered_with_one_figure(replay):
    timeline = [{"minute": 0, "to": "new"}, {"minute": 60, "to": "pending close"}]
    asked = [
        {"id": 1, "timeline": timeline, "query": {"due_after_minutes": 30, "start_minute": 0}},
        {"id": 2, "timeline": timeline, "query": {"count_from": -60, "count_to": 600}},
    ]
    assert replay(asked) == (
        0, [{"id": 1, "result": {"due_minute": 30}}, {"id": 2, "result": {"working_minutes": 60}}], ""
    )  # fmt: skip


def test_answers_come_in_the_order_of_the_file_and_other_keys_are_ignored(replay):
    code, answers, _ = replay([case(OPENED, id=name, expected=0, note="x") for name in ("三", 1, None, [2])])
    assert (code, [answer["id"] for answer in answers]) == (0, ["三", 1, None, [2]])


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (5, "bad_item"),
        ({}, "bad_schedule"),
        (case(calendar={"time_zone": "Mars/Olympus"}), "unknown_time_zone"),
        (case(OPENED, calendar={"time_zone": "UTC"}), "never_open"),
        (case(events="created"), "bad_case"),
        (case(sla_minutes=None), "bad_input"),
        (case({"event": "created", "at": "soon"}), "bad_instant"),
        (case({"event": "created", "at": "1066-10-14T09:00:00Z"}), "out_of_range"),
        ({"timeline": [], "query": {}}, "bad_case"),
    ],
)
def test_a_case_that_cannot_be_calculated_gets_an_error_of_its_own_and_the_next_is_answered(replay, wrong, code):
    exit_code, answers, err = replay([wrong, case(OPENED, id="good")])
    assert exit_code == 1
    assert answers[0]["error"]["code"] == code
    assert answers[0]["error"]["message"]
    assert answers[1]["result"]["first_response_due"] == "2026-03-02T10:00:00Z"
    assert err == ""


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe[]", {"id": 1}, b"[" * 100_000])
def test_an_unreadable_file_is_refused_in_one_sentence(replay, content):
    code, answers, err = replay(content)
    assert (code, answers) == (2, None)
    assert err.count("\n") == 1
    assert "cases.json" in err


def test_a_missing_file_or_action_is_misuse(capfd, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert main(["clocks", "replay", "/nowhere/cases.json"]) == 2
    printed = capfd.readouterr()
    assert printed.out == ""
    assert printed.err == "/nowhere/cases.json cannot be read: No such file or directory.\n"
    assert main(["clocks"]) == 2
    assert main(["clocks", "rewind"]) == 2


def test_a_byte_order_mark_and_lone_surrogates_do_no_harm(replay):
    asked = json.dumps([case(id="\ud800")]).encode()
    code, answers, _ = replay(b"\xef\xbb\xbf" + asked)
    assert (code, answers[0]["id"]) == (0, "\ud800")


def test_a_dash_reads_standard_input(capfd, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"[]")))
    assert main(["clocks", "replay", "-"]) == 0
    assert json.loads(capfd.readouterr().out) == []


def test_neither_django_nor_a_data_directory_is_needed(tmp_path, program_environment):
    path, data = tmp_path / "cases.json", tmp_path / "never-made"
    path.write_text(json.dumps([case(OPENED)]))
    program = (
        "import sys; from fuwutai.cli import main; code = main(sys.argv[1:]);"
        " sys.exit(code or ('django' in sys.modules) * 9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "clocks", "replay", str(path), "--data", str(data), "--json"],
        capture_output=True, text=True, env=program_environment, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)[0]["result"]["first_response_due"] == "2026-03-02T10:00:00Z"
    assert not data.exists()


@needs_shared_cases
def test_every_published_case_is_right(replay):
    cases = json.loads(SHARED_CASES.read_text("utf-8"))
    code, answers, err = replay(cases)
    assert (code, err, [answer["id"] for answer in answers]) == (0, "", [one["id"] for one in cases])
    for one, answer in zip(cases, answers, strict=True):
        assert {key: answer["result"].get(key, "absent") for key in one["expected"]} == one["expected"], one["id"]
        assert len(answer["result"]) == (10 if "events" in one else 1)
