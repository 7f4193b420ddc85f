"""Many rows at once: ids given out beforehand, and rows streamed into PostgreSQL by COPY."""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

import msgspec
from django.db import connection, models

ROWS_WORTH_COPYING = 100
"""Fewer rows go in by one ordinary statement."""

_AS_THEY_ARE = (
    models.AutoField, models.BigAutoField, models.BigIntegerField, models.BooleanField, models.CharField,
    models.DateField, models.DateTimeField, models.ForeignKey, models.IntegerField, models.TextField,
)  # fmt: skip
"""Columns whose Python values the driver takes without Django's help."""

_NEXT_IDS = """
    WITH own AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence)
    SELECT string_agg(nextval(sequence)::text, ',') FROM own, generate_series(1, %s)
"""


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


def insert(rows: Sequence[models.Model]) -> None:
    """Store new rows of one model; each has its id afterwards. Cost: 1 statement, 2 for many on PostgreSQL."""
    if not rows:
        return
    model = type(rows[0])
    if not _worth_copying(len(rows)):
        model._default_manager.bulk_create(rows)
        return
    nameless = [row for row in rows if row.pk is None]
    for row, pk in zip(nameless, take_ids(model, len(nameless)), strict=True):
        row.pk = pk
    fields = model._meta.concrete_fields
    _copy(fields, map(attrgetter(*(field.attname for field in fields)), rows))
    alias = connection.alias
    for row in rows:
        row._state.adding, row._state.db = False, alias


def insert_values(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]], count: int
) -> list[int]:
    """Store so many new rows, each given as the values of these columns, and return their ids in order.

    PostgreSQL stores the first ones while the others are being made, so nothing may be asked of the database meanwhile.
    Cost: 1 statement, 2 for many on PostgreSQL.
    """
    if not _worth_copying(count):
        made = [model(**dict(zip(names, values, strict=True))) for values in rows]
        model._default_manager.bulk_create(made)
        return [row.pk for row in made]
    ids = take_ids(model, count)
    fields = [model._meta.get_field(name) for name in ("id", *names)]
    _copy(fields, ((pk, *values) for pk, values in zip(ids, rows, strict=True)))
    return ids


def _worth_copying(count: int) -> bool:
    return connection.vendor == "postgresql" and count >= ROWS_WORTH_COPYING


def _copy(fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
    table = connection.ops.quote_name(fields[0].model._meta.db_table)
    quoted = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    changed = [(place, prepare) for place, field in enumerate(fields) if (prepare := _preparation(field))]
    statement = f"COPY {table} ({quoted}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        write = copy.write_row
        for row in rows:
            values = list(row)
            for place, prepare in changed:
                values[place] = prepare(values[place])
            write(values)


def _preparation(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """Return what makes a value fit for its column, or None where it is fit as it is."""
    if type(field) in _AS_THEY_ARE:
        return None
    if type(field) is models.JSONField and field.encoder is None:
        return lambda value: None if value is None else msgspec.json.encode(value).decode()
    return lambda value: field.get_db_prep_save(value, connection)
