"""`fuwutai backup` and `fuwutai restore`: passphrases, exit codes, and the whole way with real processes."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fuwutai import cli
from fuwutai.cli import backup as backup_command
from fuwutai.cli import passphrase, restore
from fuwutai.cli.preflight import claim_directory
from fuwutai.kernel import backup, keyring
from fuwutai.kernel.backup import Backup, BackupFailed, BackupRefused, Restored
from fuwutai.kernel.database_copy import DatabaseCopyError
from fuwutai.kernel.keyring import KeyRing
from fuwutai.kernel.sealed_archive import AGE_BEGIN, ARMOUR_BEGIN, ArchiveError


@pytest.fixture(autouse=True)
def data(tmp_path, settings, monkeypatch) -> Iterator[Path]:
    data = tmp_path / "data"
    for module in (backup_command, restore):
        monkeypatch.setattr(module, "setup_django", lambda data: KeyRing.load_or_create(data / "keys/keyring.json"))
    monkeypatch.setenv("FUWUTAI_DATA", str(data))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv(passphrase.VARIABLE, raising=False)
    settings.FUWUTAI_DATA = data
    keyring.forget_ring()
    yield data
    keyring.forget_ring()


@pytest.fixture
def asked(monkeypatch) -> Callable[..., list[str]]:
    """Return a function that puts answers at a terminal and gives the list of questions asked there."""

    def at_terminal(*answers: str) -> list[str]:
        questions: list[str] = []
        waiting = list(answers)

        def ask(question: str, stream: Any) -> str:
            assert stream is sys.stderr
            questions.append(question)
            return waiting.pop(0)

        monkeypatch.setattr(sys, "stdin", type("Terminal", (), {"isatty": lambda self: True})())
        monkeypatch.setattr("getpass.getpass", ask)
        return questions

    return at_terminal


@pytest.fixture
def written(monkeypatch) -> list[str | None]:
    """Return the passphrases under which backups were written."""
    used: list[str | None] = []

    def write(target: Path, *, passphrase: str | None, say: Any) -> Backup:
        used.append(passphrase)
        say("Copying the database")
        return Backup(target, 10, "sqlite", 3, "key" if passphrase is None else "passphrase")

    monkeypatch.setattr(backup, "write_backup", write)
    return used


@pytest.fixture
def restored(monkeypatch) -> list[dict[str, Any]]:
    """Return how restoring was called."""
    calls: list[dict[str, Any]] = []

    def put_back(source: Path, lock: Any, *, force: bool, say: Any) -> Restored:
        calls.append({"passphrase": lock.passphrase, "key_file": lock.key_file, "force": force})
        return Restored(3, "0.1.0", "/aside", "")

    monkeypatch.setattr(backup, "restore_backup", put_back)
    return calls


def archive(tmp_path: Path, start: bytes) -> str:
    path = tmp_path / "centre.backup"
    path.write_bytes(start)
    return str(path)


def raising(problem: Exception) -> Callable[..., Any]:
    def fail(*_words: Any, **_more: Any) -> None:
        raise problem

    return fail


# --- passphrases


def test_without_any_passphrase_the_key_file_locks_and_people_are_told_to_keep_it(written, capsys, data):
    assert cli.main(["backup", "b", "--json"]) == 0
    output = capsys.readouterr()
    assert json.loads(output.out) == {
        "file": "b",
        "bytes": 10,
        "database": "sqlite",
        "members": 3,
        "lock": "key",
        "key_file": str(data / "keys" / "backup.key"),
    }
    assert written == [None]
    assert "Keep a copy elsewhere" in output.err and "Copying the database" in output.err


def test_the_file_comes_before_the_variable_and_the_variable_before_the_terminal(
    written, asked, monkeypatch, tmp_path, capsys
):
    (tmp_path / "secret").write_bytes("口令 one\r\nsecond line\n".encode())
    questions = asked("three", "three")
    assert cli.main(["backup", "b"]) == 0
    assert len(questions) == 2
    monkeypatch.setenv(passphrase.VARIABLE, "two")
    assert cli.main(["backup", "b"]) == 0
    assert cli.main(["backup", "b", "--passphrase-file", str(tmp_path / "secret")]) == 0
    assert written == ["three", "two", "口令 one"]
    assert capsys.readouterr().out == "b\n" * 3
    assert len(questions) == 2


def test_an_empty_answer_chooses_the_key_file(written, asked):
    assert len(asked("")) == 0
    assert cli.main(["backup", "b"]) == 0
    assert written == [None]


def test_two_different_answers_write_nothing(written, asked, capsys):
    asked("one", "other")
    assert cli.main(["backup", "b"]) == 2
    assert written == []
    assert "differ" in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, b"", b"\nsecond", b"\xff\xfe"])
def test_a_passphrase_file_without_a_passphrase_is_misuse(written, tmp_path, content, capsys):
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    assert cli.main(["backup", "b", "--passphrase-file", str(path)]) == 2
    assert written == []
    assert str(path) in capsys.readouterr().err


# --- restoring


def test_restoring_asks_for_a_passphrase_only_where_one_locks(restored, asked, tmp_path, data):
    questions = asked("one")
    assert cli.main(["restore", archive(tmp_path, AGE_BEGIN)]) == 0
    assert questions == []
    assert cli.main(["restore", archive(tmp_path, ARMOUR_BEGIN), "--force"]) == 0
    assert restored == [
        {"passphrase": None, "key_file": data / "keys" / "backup.key", "force": False},
        {"passphrase": "one", "key_file": data / "keys" / "backup.key", "force": True},
    ]


def test_a_key_file_may_be_named_and_the_result_is_json(restored, tmp_path, capsys):
    assert cli.main(["restore", archive(tmp_path, AGE_BEGIN), "--key-file", "k", "--json"]) == 0
    assert restored[0]["key_file"] == Path("k")
    output = capsys.readouterr()
    assert json.loads(output.out) == {"members": 3, "version": "0.1.0", "aside": "/aside", "schema_aside": ""}
    assert "/aside" in output.err


def test_nothing_is_restored_below_a_running_centre(restored, tmp_path, data, capsys):
    data.mkdir()
    with claim_directory(data):
        assert cli.main(["restore", archive(tmp_path, AGE_BEGIN), "--force"]) == 3
    assert restored == []
    assert "already runs" in capsys.readouterr().err


def test_keys_made_only_by_loading_the_settings_do_not_stay(monkeypatch, tmp_path, data):
    seen: list[bool] = []
    monkeypatch.setattr(
        backup,
        "restore_backup",
        lambda *a, **k: seen.append((data / "keys").exists()) or Restored(1, "", "", ""),
    )
    assert cli.main(["restore", archive(tmp_path, AGE_BEGIN)]) == 0
    assert seen == [False]


def test_what_is_no_backup_is_misuse_and_a_missing_file_too(restored, tmp_path, capsys):
    assert cli.main(["restore", archive(tmp_path, b"PK")]) == 2
    assert cli.main(["restore", str(tmp_path / "none")]) == 2
    assert restored == []
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (BackupRefused("why"), 2),
        (ArchiveError("why"), 2),
        (DatabaseCopyError("why"), 3),
        (BackupFailed("why"), 1),
    ],
)
def test_each_failure_is_one_sentence_and_its_exit_code(monkeypatch, tmp_path, capsys, problem, code):
    monkeypatch.setattr(backup, "write_backup", raising(problem))
    monkeypatch.setattr(backup, "restore_backup", raising(problem))
    assert cli.main(["backup", "b"]) == code
    if not isinstance(problem, BackupFailed):
        assert cli.main(["restore", archive(tmp_path, AGE_BEGIN)]) == code
    output = capsys.readouterr()
    assert output.out == "" and set(output.err.split()) == {"why"}


# --- the real program


@pytest.mark.processes
def test_a_centre_moves_to_an_empty_directory_and_its_audit_stays_whole(tmp_path, program_environment):
    def fuwutai(*words: str) -> Any:
        command = [sys.executable, "-m", "fuwutai", *words, "--json"]
        done = subprocess.run(
            command, env=program_environment, capture_output=True, stdin=subprocess.DEVNULL, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout) if done.stdout.strip() else None

    old, new, file = (str(tmp_path / name) for name in ("old", "new", "centre.backup"))
    fuwutai("migrate", "--data", old)
    keys = fuwutai("keys", "list", "--data", old)
    saved = fuwutai("backup", file, "--data", old)
    fuwutai("restore", file, "--data", new, "--key-file", saved["key_file"])
    assert {path.name for path in Path(new).iterdir()} == {"fuwutai.sqlite3", "keys", "up.lock"}
    assert fuwutai("keys", "list", "--data", new) == keys
    assert fuwutai("audit", "verify", "--data", new)["first_broken"] is None
