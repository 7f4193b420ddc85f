"""The command line: its table, its exit codes and its one sentence when something is wrong."""

import argparse
import json
import subprocess
import sys
from types import ModuleType

import pytest

from fuwutai import cli
from fuwutai.cli.trouble import Misuse, Trouble, explain
from fuwutai.kernel.errors import Invalid


@pytest.fixture(autouse=True)
def own_surroundings(monkeypatch, tmp_path):
    """Keep what a command does to the environment inside the test."""
    monkeypatch.setenv("FUWUTAI_DATA", str(tmp_path))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)


@pytest.fixture
def command(monkeypatch):
    """Return a function that puts a command named `try` into the table."""

    def put(run, add_arguments=lambda parser: None):
        module = ModuleType("fuwutai.cli.try")
        module.run, module.add_arguments = run, add_arguments
        monkeypatch.setitem(sys.modules, "fuwutai.cli.try", module)
        monkeypatch.setitem(cli.COMMANDS, "try", cli.Entry("Running", "try something"))

    return put


def raising(problem):
    def run(args):
        raise problem

    return run


def test_help_names_every_command_on_one_line_and_no_internal_one(capsys):
    assert cli.main(["--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    shown = [line.split()[0] for line in lines if line.startswith("  ")]
    assert shown == [name for name, entry in cli.COMMANDS.items() if entry.group]
    assert "web" not in shown and "prepare" not in shown


def test_no_command_is_misuse_and_prints_the_overview_to_stderr(capsys):
    assert cli.main([]) == 2
    output = capsys.readouterr()
    assert output.out == "" and "fuwutai COMMAND" in output.err


def test_a_misspelt_command_is_misuse_and_suggests_the_near_one(capsys):
    assert cli.main(["wroker"]) == 2
    assert "“worker”" in capsys.readouterr().err


def test_an_unknown_option_is_misuse(capsys):
    assert cli.main(["reactions", "--colour"]) == 2
    assert "--colour" in capsys.readouterr().err


def test_version_is_printed_on_stdout(capsys):
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("fuwutai 0.")


def test_common_options_are_understood_before_and_after_the_command(command, tmp_path):
    seen = []
    command(lambda args: seen.append((args.data, args.json)) or 0)
    wanted = tmp_path / "centre"
    assert cli.main(["--data", str(wanted), "try", "--json"]) == 0
    assert cli.main(["try", "--json", "--data", str(wanted)]) == 0
    assert seen == [(wanted, True), (wanted, True)]


def test_json_of_a_subcommand_is_not_lost(command):
    seen = []

    def add_arguments(parser: argparse.ArgumentParser) -> None:
        parser.add_subparsers(dest="action").add_parser("verify").add_argument("--json", action="store_true")

    command(lambda args: seen.append((args.action, args.json)) or 0, add_arguments)
    assert cli.main(["try", "verify", "--json"]) == 0
    assert seen == [("verify", True)]


@pytest.mark.parametrize(
    ("problem", "code", "words"),
    [
        (Trouble("The disk is gone."), 3, "The disk is gone."),
        (Misuse("No such file."), 2, "No such file."),
        (Invalid("Mend the day.", fields={"day": "after the end"}), 1, "Mend the day. (day: after the end)"),
        (PermissionError(13, "Permission denied", "/x"), 3, "/x"),
        (FileNotFoundError(2, "No such file or directory", "/y.json"), 2, "/y.json"),
        (OSError(28, "No space left on device"), 3, "disk is full"),
    ],
)
def test_what_a_person_can_mend_is_one_sentence_with_the_pinned_exit_code(command, capsys, problem, code, words):
    command(raising(problem))
    assert cli.main(["try"]) == code
    error = capsys.readouterr().err
    assert words in error and error.count("\n") == 1


def test_a_database_out_of_reach_is_an_environment_error():
    from django.db import OperationalError

    code, sentence = explain(OperationalError("connection failed\nmore detail"))
    assert code == 3 and "connection failed" in sentence and "\n" not in sentence


def test_a_database_without_tables_says_how_to_make_them():
    from django.db import OperationalError, ProgrammingError

    for problem in (
        OperationalError("no such table: x"),
        ProgrammingError('relation "x" does not exist\nLINE 1'),
    ):
        code, sentence = explain(problem)
        assert code == 3 and "fuwutai migrate" in sentence


def test_an_error_of_the_program_itself_is_not_swallowed(command):
    command(raising(KeyError("bug")))
    with pytest.raises(KeyError):
        cli.main(["try"])


def test_sentences_are_chinese_in_a_chinese_terminal(monkeypatch, capsys):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert cli.main(["--help"]) == 0
    assert "用法" in capsys.readouterr().out


def test_worktime_needs_neither_django_nor_a_data_directory(tmp_path, program_environment):
    questions = tmp_path / "questions.json"
    questions.write_text("[]")
    program = (
        "import sys; from fuwutai.cli import main; code = main(sys.argv[1:]);"
        " sys.exit(code or ('django' in sys.modules) * 9)"
    )
    data = tmp_path / "never-made"
    ended = subprocess.run(
        [sys.executable, "-c", program, "worktime", str(questions), "--data", str(data)],
        capture_output=True,
        text=True,
        env=program_environment,
    )
    assert (ended.returncode, json.loads(ended.stdout)) == (0, [])
    assert not data.exists()


def test_a_damaged_key_ring_is_one_sentence(tmp_path, program_environment):
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "keyring.json").write_text("{")
    done = subprocess.run(
        [sys.executable, "-m", "fuwutai", "audit", "verify", "--data", str(tmp_path)],
        capture_output=True, text=True, env=program_environment, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert len(done.stderr.strip().splitlines()) == 1
    assert "keyring.json" in done.stderr
