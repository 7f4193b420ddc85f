"""A data directory whose state a test recognises by one word; for the tests of backup and restore."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from fuwutai.kernel import keyring


@contextmanager
def database_of_its_own() -> Iterator[None]:
    """Work in a scratch database: restoring throws away all tables, which other tests still need.

    With SQLite every place has a database file of its own anyway.
    """
    if connection.vendor == "sqlite":
        yield
        return
    name = str(connection.settings_dict["NAME"])
    scratch = f"{name}_backup"
    _run(f'DROP DATABASE IF EXISTS "{scratch}" WITH (FORCE)', f'CREATE DATABASE "{scratch}" TEMPLATE template0')
    _connect_to(scratch)
    try:
        yield
    finally:
        _connect_to(name)
        _run(f'DROP DATABASE IF EXISTS "{scratch}" WITH (FORCE)')


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _connect_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


class Keepsake:
    """One word in a table of its own, by which a test recognises a state of the database."""

    def put(self, word: str) -> None:
        self._run("DROP TABLE IF EXISTS keepsake", "CREATE TABLE keepsake (word text)")
        self._run(f"INSERT INTO keepsake VALUES ('{word}')")  # noqa: S608, our own word

    def word(self) -> str:
        return self._run("SELECT word FROM keepsake")[0][0]

    def _run(self, *statements: str) -> Any:
        rows = None
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as database, database:
                for statement in statements:
                    rows = database.execute(statement).fetchall()
            return rows
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else None


class Place(Keepsake):
    """A data directory with its database."""

    def __init__(self, path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self._settings, self._monkeypatch = settings, monkeypatch
        self.path = path
        self.enter(path)

    def enter(self, path: Path) -> None:
        """Make this the data directory of the process; PostgreSQL's database stays the same one."""
        self.path = path
        path.mkdir(exist_ok=True)
        self._settings.FUWUTAI_DATA = path
        keyring.forget_ring()
        if connection.vendor == "sqlite":
            self._monkeypatch.setitem(connection.settings_dict, "NAME", str(path / "fuwutai.sqlite3"))

    def empty_database(self) -> None:
        if connection.vendor == "sqlite":
            Path(str(connection.settings_dict["NAME"])).unlink(missing_ok=True)
        else:
            assert str(connection.settings_dict["NAME"]).startswith("test_")
            self._run("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")

    def fill(self, word: str) -> None:
        self.put(word)
        keyring.ring()
        (self.path / "files" / "2026").mkdir(parents=True, exist_ok=True)
        (self.path / "files" / "2026" / "发票 1.pdf").write_bytes(word.encode() * 50_000)
        (self.path / "audit.head").write_text(word)
        (self.path / "up.json").write_text("{}")

    def state(self) -> dict[str, Any]:
        """Return what a refusal must leave as it is."""
        files = [path for path in self.path.rglob("*") if path.is_file() and path.suffix not in (".sqlite3", ".lock")]
        return {"word": self.word(), **{str(path): path.read_bytes() for path in files}}
