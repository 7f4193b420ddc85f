"""`fuwutai worktime` as other programs use it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fuwutai.cli import main, worktime

SHARED_CASES = Path(__file__).resolve().parents[3] / "shared" / "data" / "business_hours" / "cases.json"
needs_shared_cases = pytest.mark.skipif(
    not SHARED_CASES.exists(), reason="reference data is not beside this copy"
)
WEEK = {"time_zone": "Asia/Shanghai", "hours": {"mon": [["09:00", "12:00"], ["13:30", "17:30"]]}}
MONDAY_NINE = "2026-03-02T09:00:00+08:00"


@pytest.fixture
def ask(tmp_path, capfd, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run_on(content):
        path = tmp_path / "questions.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        code = main(["worktime", str(path)])
        printed = capfd.readouterr()
        return code, json.loads(printed.out) if printed.out else None, printed.err

    return run_on


def question(op, given, **more):
    return {"id": "q", "op": op, "schedule": WEEK, "input": given, **more}


@pytest.mark.parametrize(
    ("op", "given", "result"),
    [
        ("add_working_seconds", {"from": MONDAY_NINE, "seconds": 14_400}, "2026-03-02T06:30:00Z"),
        ("add_working_seconds", {"from": MONDAY_NINE, "seconds": -1}, "2026-02-23T09:29:59Z"),
        ("working_seconds_between", {"from": MONDAY_NINE, "to": "2026-03-03T00:00:00Z"}, 25_200),
        ("in_working_hours", {"at": MONDAY_NINE}, True),
        ("next_open_or_same", {"at": "2026-03-02T04:00:00Z"}, "2026-03-02T05:30:00Z"),
        ("next_close", {"at": MONDAY_NINE}, "2026-03-02T04:00:00Z"),
        ("next_period_start", {"at": MONDAY_NINE}, "2026-03-02T05:30:00Z"),
        ("previous_open_moment", {"at": MONDAY_NINE}, "2026-02-23T09:30:00Z"),
        ("add_working_days", {"date": "2026-03-02", "days": 2}, "2026-03-16"),
        ("working_days_between", {"from": "2026-03-02", "to": "2026-03-16"}, 2),
        ("add_business_days_to_time", {"at": MONDAY_NINE, "days": -1}, "2026-02-23T01:00:00Z"),
        (
            "periods_after",
            {"from": "2026-03-02T09:00:00Z", "count": 1},
            [["2026-03-02T09:00:00Z", "2026-03-02T09:30:00Z"]],
        ),
        ("is_working_day", {"date": "2026-03-03"}, False),
    ],
)
def test_each_operation_answers(ask, op, given, result):
    assert ask([question(op, given)]) == (0, [{"id": "q", "result": result}], "")


def test_answers_come_in_the_order_of_the_questions_and_other_keys_are_ignored(ask):
    questions = [
        {
            "id": name,
            "op": "is_working_day",
            "schedule": WEEK,
            "input": {"date": "2026-03-02"},
            "expected": 0,
            "note": "x",
        }
        for name in ("三", 1, None)
    ]
    code, answers, _ = ask(questions)
    assert (code, answers) == (0, [{"id": name, "result": True} for name in ("三", 1, None)])


def test_results_are_whole_seconds(ask):
    _, answers, _ = ask([question("next_open_or_same", {"at": "2026-03-02T01:00:00.999Z"})])
    assert answers == [{"id": "q", "result": "2026-03-02T01:00:00Z"}]


def test_the_shipped_calendar_stands_in_place_of_a_schedule(ask):
    given = {"date": "2026-02-14"}  # a Saturday worked for the Spring Festival
    code, answers, err = ask([{"id": 1, "op": "is_working_day", "calendar": "cn", "input": given}])
    assert (code, answers, err) == (0, [{"id": 1, "result": True}], "")


def test_a_year_the_shipped_calendar_does_not_know_is_noted(ask):
    _, _, err = ask([{"id": 1, "op": "is_working_day", "calendar": "cn", "input": {"date": "2027-10-01"}}])
    assert "2004 to 2026" in err


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (5, "bad_item"),
        (question("sleep", {}), "unknown_op"),
        (question(None, {}), "unknown_op"),
        (question(["add"], {}), "unknown_op"),
        (question("next_close", None), "bad_input"),
        (question("next_close", {}), "bad_input"),
        (question("next_close", {"at": "2026-03-02T09:00:00"}), "naive_time"),
        (question("next_close", {"at": "2026-03-02"}), "naive_time"),
        (question("next_close", {"at": "soon"}), "bad_instant"),
        (question("next_close", {"at": 5}), "bad_instant"),
        (question("next_close", {"at": "1066-10-14T09:00:00Z"}), "out_of_range"),
        (question("next_close", {"at": MONDAY_NINE}, schedule=None), "bad_schedule"),
        (question("next_close", {"at": MONDAY_NINE}, schedule={"time_zone": "UTC"}), "never_open"),
        (question("next_close", {"at": MONDAY_NINE}, calendar="us"), "unknown_calendar"),
        (question("add_working_seconds", {"from": MONDAY_NINE, "seconds": 1.5}), "bad_input"),
        (question("add_working_seconds", {"from": MONDAY_NINE, "seconds": True}), "bad_input"),
        (question("add_working_seconds", {"from": MONDAY_NINE, "seconds": 10**300}), "out_of_range"),
        (question("add_working_days", {"date": "2026-02-30", "days": 1}), "bad_date"),
        (question("add_working_days", {"date": "2026-02-03", "days": 10**300}), "out_of_range"),
        (question("periods_after", {"from": MONDAY_NINE, "count": -1}), "bad_input"),
        (question("periods_after", {"from": MONDAY_NINE, "count": 10**300}), "out_of_range"),
    ],
)
def test_a_wrong_question_gets_an_error_of_its_own_and_the_next_is_answered(ask, wrong, code):
    good = question("in_working_hours", {"at": MONDAY_NINE}, id="good")
    exit_code, answers, err = ask([wrong, good])
    assert exit_code == 1
    assert answers[0]["error"]["code"] == code
    assert answers[0]["error"]["message"]
    assert answers[1] == {"id": "good", "result": True}
    assert err == ""


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe[]", {"id": 1}, b"[" * 100_000])
def test_an_unreadable_file_is_refused_in_one_sentence(ask, content):
    code, answers, err = ask(content)
    assert (code, answers) == (2, None)
    assert err.count("\n") == 1
    assert "questions.json" in err


def test_a_missing_file_is_refused_in_one_sentence(capfd, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert main(["worktime", "/nowhere/questions.json"]) == 2
    printed = capfd.readouterr()
    assert printed.out == ""
    assert printed.err == "/nowhere/questions.json cannot be read: No such file or directory.\n"


def test_a_byte_order_mark_and_lone_surrogates_do_no_harm(ask):
    asked = b'{"id": "\\ud800", "op": "is_working_day", "calendar": "cn", "input": {"date": "2026-03-02"}}'
    assert ask(b"\xef\xbb\xbf[" + asked + b"]")[1] == [{"id": "\ud800", "result": True}]


def test_an_empty_list_gives_an_empty_list(ask):
    assert ask([]) == (0, [], "")


def test_neither_django_nor_settings_are_loaded():
    program = (
        "import sys, argparse, fuwutai.cli.worktime as worktime;"
        "worktime.run(argparse.Namespace(file='-'));"
        "sys.exit(any(name.partition('.')[0] == 'django' or 'settings' in name for name in sys.modules))"
    )
    asked = json.dumps([{"id": 1, "op": "is_working_day", "calendar": "cn", "input": {"date": "2026-03-02"}}])
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=asked.encode(),
        capture_output=True,
        env={"PYTHONPATH": str(Path(worktime.__file__).parents[2]), "PATH": ""},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == [{"id": 1, "result": True}]


@needs_shared_cases
def test_every_published_case_is_right(ask):
    cases = json.loads(SHARED_CASES.read_text("utf-8"))
    code, answers, err = ask(cases)
    assert (code, err, len(answers)) == (0, "", len(cases))
    for case, answer in zip(cases, answers, strict=True):
        if not case.get("peer_specific"):
            assert _same(answer["result"], case["expected"]), case["id"]


def _same(result, expected):
    from datetime import datetime

    if isinstance(expected, str) and "T" in expected:
        return result.endswith("Z") and datetime.fromisoformat(result) == datetime.fromisoformat(expected)
    return result == expected
