"""`fuwutai import cases`: the pinned answers and exit codes, an empty directory, and a kill in the middle."""

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests import given
from tests.cli.imports.given_terminal import in_this_process
from tests.domain.imports.given_files import a_csv, a_row
from tests.rows import nothing_changes

from fuwutai import cli
from fuwutai.cli.imports import cases, runs
from fuwutai.domain.cases.models import Case
from fuwutai.domain.imports.commands import stop_run
from fuwutai.domain.imports.models import ImportRun
from fuwutai.kernel.actors import Actor

HOTLINE = Path(__file__).resolve().parents[4] / "shared" / "data" / "gov_hotline" / "messages_with_replies.csv.gz"
needs_hotline = pytest.mark.skipif(not HOTLINE.exists(), reason="reference data is not beside this copy")
PINNED = ("run", "rows", "created", "already", "rejected", "rejects_file")


@pytest.fixture
def call(tmp_path, monkeypatch, capfd) -> Callable[..., tuple[int, Any, str]]:
    """Return what `fuwutai import cases …` answers in this process: exit code, result, errors."""
    in_this_process(monkeypatch, tmp_path, cases)

    def on(file: Any, *options: str) -> tuple[int, Any, str]:
        path = file if isinstance(file, Path) else tmp_path / "rows.csv"
        if path is not file:
            path.write_bytes(file.getvalue())
        code = cli.main(["import", "cases", str(path), "--json", "--data", str(tmp_path), *options])
        printed = capfd.readouterr()
        return code, json.loads(printed.out) if printed.out else None, printed.err

    return on


@pytest.mark.django_db
def test_rows_are_taken_in_and_a_second_run_creates_none(call):
    file = a_csv(*map(a_row, range(3)))
    code, result, _errors = call(file)
    assert code == 0
    assert result == {
        "run": ImportRun.objects.get().pk, "rows": 3, "created": 3, "already": 0, "rejected": 0, "rejects_file": None,
        "flagged": 0,
    }  # fmt: skip
    code, result, _errors = call(file)
    assert (code, result["created"], result["already"]) == (0, 0, 3)
    assert Case.objects.count() == 3


@pytest.mark.django_db
def test_refused_rows_are_found_wrong_and_written_beside_the_data(call, tmp_path):
    code, result, _errors = call(a_csv(a_row(1), a_row(2, phone="不详"), a_row(3, body="两行\n“引号\"”", opened_at="")))
    assert (code, result["rejected"]) == (1, 2)
    path = Path(result["rejects_file"])
    assert path.parent == tmp_path / "imports" and path.stat().st_mode & 0o077 == 0
    with path.open(encoding="utf-8", newline="") as lines:
        first, second = csv.DictReader(lines)
    assert list(first)[:3] == ["row", "code", "message"]
    assert (first["row"], first["code"], first["phone"]) == ("2", "bad_phone", "不详")
    assert {name: second[name] for name in a_row()} == a_row(3, body="两行\n“引号\"”", opened_at="")


@pytest.mark.django_db
def test_people_get_sentences(call, capfd, tmp_path):
    (tmp_path / "rows.csv").write_bytes(a_csv(a_row(1, opened_at="2019-01-01"), a_row(2, phone="x")).getvalue())
    assert cli.main(["import", "cases", str(tmp_path / "rows.csv"), "--data", str(tmp_path)]) == 1
    said = capfd.readouterr().out
    assert "2 rows: 1 cases taken in, 0 known already, 1 refused." in said and "rejects-" in said


@pytest.mark.django_db
def test_a_dry_run_counts_alike_and_writes_nothing(call, tmp_path):
    given.centre()
    file = a_csv(a_row(1), a_row(2, phone="不详"))
    with nothing_changes():
        code, result, errors = call(file, "--dry-run")
    assert (code, result) == (
        1, {"run": None, "rows": 2, "created": 1, "already": 0, "rejected": 1, "rejects_file": None, "flagged": 0},
    )  # fmt: skip
    assert "Row 2: bad_phone." in errors
    assert not (tmp_path / "imports").exists()


@pytest.mark.django_db
def test_a_stopped_import_goes_on_when_resumed_and_a_finished_one_answers_again(call, monkeypatch):
    file = a_csv(*map(a_row, range(5)))
    work = runs.work

    def stopped_half_way(actor: Actor, run_id: int, *more: Any) -> ImportRun:
        stop_run(actor=actor, run_id=run_id)
        return work(actor, run_id, *more)

    with monkeypatch.context() as half_way:
        half_way.setattr(runs, "work", stopped_half_way)
        code, result, errors = call(file)
    assert (code, result["created"]) == (1, 0) and "--resume" in errors
    first = call(file, "--resume")
    assert first[0] == 0 and [first[1][name] for name in PINNED[1:5]] == [5, 5, 0, 0]
    assert call(file, "--resume")[:2] == first[:2]
    assert ImportRun.objects.count() == 1


@pytest.mark.django_db
def test_the_import_is_whose_name_is_given(call):
    given.centre()
    assert call(a_csv(a_row()), "--as", given.CHEN)[0] == 0
    assert ImportRun.objects.get().by == given.staff(given.CHEN)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--map", "nowhere.toml"), "nowhere.toml"),
        (("--map", "hotline"), "留言编号"),
        (("--as", "nobody"), "nobody"),
        (("--as", given.LIN), "Your role does not allow this."),
        (("--calendar", "weekdays"), "counts by the calendar “cn”"),
        (("--calendar", "mars"), "counts by the calendar “cn”"),
        (("--pack", "mars"), "no standard pack"),
        (("--nonsense",), "--nonsense"),
    ],
)
def test_misuse_is_one_sentence_and_takes_nothing_in(call, options, said):
    given.centre()
    with nothing_changes():
        code, result, errors = call(a_csv(a_row()), *options)
    assert (code, result) == (2, None)
    assert said in errors


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_is_misuse(call, tmp_path):
    given.centre()
    (tmp_path / "bad.csv").write_bytes(b"\x1f\x8b")
    (tmp_path / "bad.toml").write_text("[columns")
    mapped = ("--map", str(tmp_path / "bad.toml"))
    for file, options in ((tmp_path / "none.csv", ()), (tmp_path / "bad.csv", ()), (a_csv(a_row()), mapped)):
        with nothing_changes():
            code, result, errors = call(file, *options)
        assert (code, result) == (2, None) and errors.count("\n") == 1


@pytest.mark.django_db
def test_who_imports_beside_people_at_work_rests_between_pages(call, tmp_path, monkeypatch):
    rests: list[float] = []
    monkeypatch.setattr(runs.time, "sleep", rests.append)
    call(a_csv(*map(a_row, range(3))))
    assert rests == []
    (tmp_path / "up.json").write_text("{}")
    call(a_csv(*map(a_row, range(10, 15))))
    assert len(rests) == (2 if connection.vendor == "sqlite" else 0)


def program(data: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "fuwutai", "import", "cases", *arguments, "--json", "--data", str(data)]


@pytest.mark.processes
def test_an_empty_directory_becomes_a_centre_and_a_dry_run_does_not_even_make_it(tmp_path, program_environment):
    file, data = tmp_path / "rows.csv", tmp_path / "centre"
    file.write_bytes(a_csv(a_row(1, opened_at="2011-10-31", status="closed"), a_row(2, phone="x")).getvalue())

    def answer(*options: str) -> tuple[int, Any]:
        command = program(data, str(file), *options)
        ended = subprocess.run(command, capture_output=True, text=True, env=program_environment, check=False)
        return ended.returncode, json.loads(ended.stdout)

    code, result = answer("--dry-run")
    assert (code, result["created"], result["rejected"], result["flagged"]) == (1, 1, 1, 1)
    assert not data.exists()
    data.mkdir(mode=0o755)
    code, result = answer("--calendar", "always", "--pack", "telecom")
    assert (code, result["created"], result["rejected"]) == (1, 1, 1)
    assert {path.name for path in data.rglob("*") if path.is_file() and path.stat().st_mode & 0o077} == set()
    with sqlite3.connect(data / "fuwutai.sqlite3") as database:
        assert database.execute("SELECT calendar_code FROM accounts_centre").fetchall() == [("always",)]
        assert database.execute("SELECT count(*) FROM sla_clock").fetchone()[0] > 0


@needs_hotline
@pytest.mark.processes
def test_a_kill_in_the_middle_loses_and_doubles_nothing(tmp_path, program_environment):
    data = tmp_path / "centre"
    command = program(data, str(HOTLINE), "--map", "hotline.toml")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=program_environment)
    deadline = time.monotonic() + 60
    while not (cases := imported(data)) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert 0 < cases < 1_417
    ended = subprocess.run([*command, "--resume"], capture_output=True, text=True, env=program_environment, check=False)
    result = json.loads(ended.stdout)
    assert (ended.returncode, result["created"], result["already"], result["flagged"]) == (0, 1_417, 0, 1)
    with sqlite3.connect(data / "fuwutai.sqlite3") as database:
        tables = ("cases_case", "cases_message", "customers_customer", "imports_importpage")
        found = [database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables]  # noqa: S608
    assert found == [1_417, 2_834, 1_333, 0]


def imported(data: Path) -> int:
    """Return how many cases another process has committed."""
    try:
        with sqlite3.connect(f"file:{data / 'fuwutai.sqlite3'}?mode=ro", uri=True) as database:
            return int(database.execute("SELECT count(*) FROM cases_case").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
