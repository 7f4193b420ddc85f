"""The legs of the test runner: counted truly, skipped visibly."""

import sys

import pytest

from fuwutai.cli import legs, test
from fuwutai.cli.legs import Leg, Result

PASSING = "def test_one(): pass\ndef test_two(): pass\n"
FAILING = PASSING + "def test_three(): assert False\n"


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes a file of tests and gives the leg that runs it."""
    (tmp_path / "scratch").mkdir()

    def leg(text):
        file = tmp_path / "test_it.py"
        file.write_text(text)
        return Leg("own", (sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "-p", "no:django", str(file)))

    return leg


@pytest.mark.parametrize(("text", "counts"), [(PASSING, (2, 0, 0, True)), (FAILING, (2, 1, 0, False))])
def test_tests_are_counted_from_the_run_itself(folder, tmp_path, text, counts):
    result = legs.run(folder(text), tmp_path, tmp_path / "scratch")
    assert (result.passed, result.failed, result.skipped, result.ok) == counts


def test_a_leg_that_breaks_before_it_counts_has_failed(folder, tmp_path):
    result = legs.run(folder("import nothing_like_it"), tmp_path, tmp_path / "scratch")
    assert (result.failed, result.ok) == (1, False)


def test_a_leg_in_which_nothing_was_selected_is_well(folder, tmp_path):
    result = legs.run(folder(""), tmp_path, tmp_path / "scratch")
    assert (result.passed, result.failed, result.ok) == (0, 0, True)


def test_a_check_counts_as_one(tmp_path):
    good = legs.run(Leg("good", (sys.executable, "-c", "")), tmp_path, tmp_path)
    bad = legs.run(Leg("bad", (sys.executable, "-c", "exit(1)")), tmp_path, tmp_path)
    assert (good.passed, good.failed, bad.passed, bad.failed) == (1, 0, 0, 1)


def test_a_leg_runs_with_a_data_directory_of_its_own_and_without_our_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("FUWUTAI_DATABASE_URL", "postgresql://production/data")
    program = "import os; print(os.environ['FUWUTAI_DATA'], os.environ.get('FUWUTAI_DATABASE_URL'))"
    result = legs.run(Leg("look", (sys.executable, "-c", program)), tmp_path, tmp_path)
    assert result.output.split() == [str(tmp_path / "look-data"), "None"]


def result(name, passed, failed=0, skipped=0):
    return Result(Leg(name, ()), passed, failed, skipped, 1.0, "", ok=failed == 0)


def test_the_closing_line_adds_up_all_legs(capsys):
    assert test._close([result("a", 3, skipped=1), result("b", 4)], [], fail_on_skip=False) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "7 passed, 0 failed, 1 skipped"


def test_a_failure_is_named_and_fails_the_run(capsys):
    assert test._close([result("a", 3), result("b", 4, failed=2)], [], fail_on_skip=False) == 1
    assert capsys.readouterr().out.splitlines() == ["FAILED: b", "7 passed, 2 failed, 0 skipped"]


def test_a_skipped_leg_is_printed_and_fails_only_where_that_was_asked_for(capsys):
    absent = [Leg("redis", (), absent="Redis answers nowhere")]
    assert test._close([result("a", 1)], absent, fail_on_skip=False) == 0
    assert "SKIPPED LEG: redis: Redis answers nowhere" in capsys.readouterr().out
    assert test._close([result("a", 1)], absent, fail_on_skip=True) == 1


def test_databases_that_answer_nowhere_are_skipped_with_the_reason(monkeypatch):
    monkeypatch.setenv("FUWUTAI_TEST_POSTGRES", "postgresql://nobody@127.0.0.1:1/postgres")
    monkeypatch.setenv("FUWUTAI_TEST_REDIS", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(legs.shutil, "which", lambda name: None)
    absent = {leg.name: leg.absent for leg in legs.all_legs() if leg.absent}
    assert set(absent) == {"postgresql", "redis", "browser", "directory"}
    assert all(absent.values())


def test_tests_with_a_directory_run_on_sqlite_or_are_named_as_skipped(monkeypatch):
    def marks():
        return {leg.name: leg.command[-1] for leg in legs.all_legs() if leg.is_pytest and not leg.absent}

    monkeypatch.setattr(legs.shutil, "which", lambda name: f"/usr/sbin/{name}")
    assert "directory" not in marks() and "directory" not in marks()["sqlite"]
    monkeypatch.setattr(legs.shutil, "which", lambda name: None)
    assert "not directory" in marks()["sqlite"]
    assert [leg.absent for leg in legs.all_legs() if leg.name == "directory"] != [""]
