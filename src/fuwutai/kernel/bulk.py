"""Many rows at once: ids given out beforehand, and rows streamed into PostgreSQL by COPY."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from operator import attrgetter
from typing import Any, TypeVar

import msgspec
from django.db import connection, models

M = TypeVar("M", bound=models.Model)

ROWS_WORTH_COPYING = 100
"""Fewer rows go in by one ordinary statement."""

_AS_THEY_ARE = (
    models.AutoField, models.BigAutoField, models.BigIntegerField, models.BooleanField, models.CharField,
    models.DateField, models.DateTimeField, models.ForeignKey, models.IntegerField, models.TextField,
)  # fmt: skip
"""Columns whose Python values the driver takes without Django's help."""

_NEXT_IDS = "SELECT string_agg(nextval(pg_get_serial_sequence(%s, 'id'))::text, ',') FROM generate_series(1, %s)"


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """Return ids that the next rows of a table may have and nobody else gets, in ascending order. Cost: 1 statement,
    2 on SQLite."""
    if count <= 0:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_NEXT_IDS, [table, count])
            return [int(number) for number in cursor.fetchone()[0].split(",")]
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq", [count, table])
        if (found := cursor.fetchone()) is None:  # the table never held a row
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
        last = int(found[0]) if found else count
        return list(range(last - count + 1, last + 1))


def insert(rows: Iterable[M], count: int | None = None) -> list[M]:
    """Store new rows of one model, and return them with their ids.

    Rows that come one by one need their `count` said before; PostgreSQL stores the first while the others are being
    made, so nothing may be asked of the database meanwhile. Cost: 1 statement, 2 for many on PostgreSQL.
    """
    if count is None:
        rows = list(rows)
        count = len(rows)
    if connection.vendor != "postgresql" or count < ROWS_WORTH_COPYING:
        made = list(rows)
        if made:
            type(made[0])._default_manager.bulk_create(made)
        return made
    return _copy(iter(rows), count)


def _copy(rows: Iterator[M], count: int) -> list[M]:
    first = next(rows)
    model = type(first)
    ids = iter(take_ids(model, count if first.pk is None else 0))
    fields = model._meta.concrete_fields
    quoted = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    statement = f"COPY {connection.ops.quote_name(model._meta.db_table)} ({quoted}) FROM STDIN"
    read = attrgetter(*(field.attname for field in fields))
    changed = [(place, prepare) for place, field in enumerate(fields) if (prepare := _preparation(field))]
    alias = connection.alias
    made = []
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        write = copy.write_row
        for row in chain([first], rows):
            if row.pk is None:
                row.pk = next(ids)
            values = list(read(row))
            for place, prepare in changed:
                values[place] = prepare(values[place])
            write(values)
            row._state.adding, row._state.db = False, alias
            made.append(row)
    return made


def _preparation(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """Return what makes a value fit for its column, or None where it is fit as it is."""
    if type(field) in _AS_THEY_ARE:
        return None
    if type(field) is models.JSONField and field.encoder is None:
        return lambda value: None if value is None else msgspec.json.encode(value).decode()
    return lambda value: field.get_db_prep_save(value, connection)
