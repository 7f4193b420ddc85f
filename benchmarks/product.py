"""The product inside this process: its settings and apps for one data directory."""

import os
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src"


def open_directory(data: Path) -> None:
    """Load the product for a data directory and bring its database to this release.

    FUWUTAI_DATABASE_URL names a server; without it the database is the SQLite file of the directory.
    """
    sys.path.insert(0, str(SOURCE))
    os.environ["FUWUTAI_DATA"] = str(data)
    from fuwutai.cli import setup_django
    from fuwutai.cli.release import migrate_database

    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    setup_django(data)
    migrate_database(data)


def database_name() -> str:
    """Return which kind of database the open directory has."""
    from django.db import connection

    return connection.vendor


def rows_per_table() -> dict[str, int]:
    """Return how many rows each table holds, without those that hold none."""
    from django.apps import apps

    models = [model for model in apps.get_models() if model._meta.managed]
    counted = {model._meta.db_table: model._default_manager.count() for model in models}
    return {table: rows for table, rows in sorted(counted.items()) if rows}
