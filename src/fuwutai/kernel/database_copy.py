"""A consistent copy of the whole database while it is in use, and the way back."""

import os
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fuwutai.kernel import clock

SQLITE_COPY, POSTGRESQL_COPY = "database.sqlite3", "database.pgdump"
ASIDE = "before_restore_"
FAREWELL_SECONDS = 3.0
OWNERLESS = ("--no-owner", "--no-privileges")


class DatabaseCopyError(Exception):
    """The database cannot be copied or put back here; the text says why and what to do."""


def copy_name() -> str:
    """Return the name under which this installation's kind of database is copied."""
    return SQLITE_COPY if connection.vendor == "sqlite" else POSTGRESQL_COPY


def copy_database(directory: Path) -> Path:
    """Write a copy into a directory and return its path, checked. Raises: DatabaseCopyError."""
    path = directory / copy_name()
    if connection.vendor == "sqlite":
        _copy_sqlite(sqlite_files()[0], path)
    else:
        _run("pg_dump", "--format=custom", f"--exclude-schema={ASIDE}*", *OWNERLESS, f"--file={path}")
    return path


def check_copy(path: Path) -> None:
    """Look whether a copy is whole. Raises: DatabaseCopyError."""
    if path.name == POSTGRESQL_COPY:
        _run("pg_restore", "--list", str(path), connect=False)
        return
    try:
        with closing(sqlite3.connect(path)) as copy:
            answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        raise DatabaseCopyError(_("The copy of the database is damaged (%(why)s).") % {"why": answer})


def sqlite_files() -> list[Path]:
    """Return the files of the SQLite database: itself, its log and the index of that; none on PostgreSQL."""
    if connection.vendor != "sqlite":
        return []
    name = str(connection.settings_dict["NAME"])
    return [Path(name + ending) for ending in ("", "-wal", "-shm")]


def holds_data() -> bool:
    """Return whether the database has any table."""
    if connection.vendor == "sqlite":
        return any(path.exists() and path.stat().st_size for path in sqlite_files()[:1])
    return bool(connection.introspection.table_names())


def put_back_postgresql(path: Path) -> str:
    """Fill the database from a copy; return the schema to which its old tables went, "" if there were none.

    Raises: DatabaseCopyError, and everything is as it was.
    """
    _refuse_company()
    aside = f"{ASIDE}{clock.now():%Y%m%d%H%M%S%f}" if holds_data() else ""
    if aside:
        _in_one(f'ALTER SCHEMA public RENAME TO "{aside}"', "CREATE SCHEMA public")
    try:
        _run("pg_restore", "--single-transaction", "--exit-on-error", *OWNERLESS, str(path))
    except BaseException:
        if aside:
            _in_one("DROP SCHEMA public CASCADE", f'ALTER SCHEMA "{aside}" RENAME TO public')
        raise
    return aside


def _copy_sqlite(source: Path, target: Path) -> None:
    if not source.exists():
        raise DatabaseCopyError(_("There is no database at %(path)s yet, so nothing to back up.") % {"path": source})
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, no log beside it
    check_copy(target)


def _refuse_company() -> None:
    """Refuse while others use the database; a connection that is just ending gets a moment."""
    deadline = time.monotonic() + FAREWELL_SECONDS
    while others := _other_connections():
        if time.monotonic() > deadline:
            said = _("%(count)s other connections use the database. Stop Fuwutai on all hosts and try again.")
            raise DatabaseCopyError(said % {"count": others})
        time.sleep(0.1)


def _other_connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def _in_one(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _run(tool: str, *arguments: str, connect: bool = True) -> None:
    """Run a tool of PostgreSQL on our database; the password goes through the environment."""
    if shutil.which(tool) is None:
        said = _("%(tool)s was not found. Install PostgreSQL's client tools (package postgresql-client).")
        raise DatabaseCopyError(said % {"tool": tool})
    facts = connection.settings_dict
    where = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    known = {variable: str(facts[name]) for variable, name in where.items() if facts.get(name)}
    known |= {f"PG{name.upper()}": str(value) for name, value in facts["OPTIONS"].items() if name.startswith("ssl")}
    target = [f"--dbname={facts['NAME']}"] if connect else []
    done = subprocess.run(
        [tool, *target, *arguments], env={**os.environ, **known}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        why = (done.stderr.strip().splitlines() or [str(done.returncode)])[-1]
        raise DatabaseCopyError(_("%(tool)s failed: %(why)s") % {"tool": tool, "why": why})
