"""What every test begins with is made by commands once in a process, and laid down again row by row after that.

Nine tests of ten need a centre with calendars, rules, teams and people: 190 statements each time, against some twenty.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.apps import apps
from django.db import connection, models
from tests.forgetting import forget_everything

from fuwutai.kernel import clock

FRESH = timedelta(hours=3)
"""So long rows serve that were made at the true time; a test that moves the clock gets rows of just its own moment."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table as they are written."""

    insert: str
    is_there: str
    values: list[tuple[Any, ...]]


_made: dict[tuple[str, datetime | None], tuple[datetime, list[Rows]]] = {}


def made_once(name: str, make: Callable[[], None]) -> None:
    """Bring about what `make` does in an empty database; where it is not empty or the clock was moved, by `make`."""
    now = clock.now()
    was_moved = time_machine.escape_hatch.is_travelling() or datetime.now(tz=UTC) - now > timedelta(seconds=1)
    key = (name, now if was_moved else None)
    at, rows = _made.get(key, (None, []))
    if at is not None and now - at <= FRESH and not _anything([one.is_there for one in rows]):
        _lay_down(rows)
        return
    was_empty = not _anything([_is_there(table) for table in _tables()])
    make()
    if was_empty:
        _made[key] = (now, [found for table in _tables() if (found := _rows(table)).values])


def _tables() -> list[type[models.Model]]:
    """Return the platform's own tables, those first that others point to."""
    own = [config for config in apps.get_app_configs() if config.name.startswith("fuwutai.")]
    waiting = [model for config in own for model in config.get_models()]
    ordered: list[type[models.Model]] = []
    while waiting:
        left = len(waiting)
        for model in list(waiting):
            points_to = {field.related_model for field in model._meta.concrete_fields if field.is_relation} - {model}
            if not points_to & set(waiting):
                ordered.append(model)
                waiting.remove(model)
        if len(waiting) == left:  # two point to each other in a circle: keys are checked at the end of a transaction
            ordered.append(waiting.pop(0))
    return ordered


def _rows(model: type[models.Model]) -> Rows:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    quoted = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    places = ", ".join("%s" for _field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    found = model._base_manager.order_by("pk")
    values = [
        tuple(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields) for row in found
    ]
    return Rows(f"INSERT INTO {table} ({quoted}) VALUES ({places})", _is_there(model), values)  # noqa: S608


def _is_there(model: type[models.Model]) -> str:
    return f"SELECT EXISTS (SELECT 1 FROM {connection.ops.quote_name(model._meta.db_table)}) AS found"  # noqa: S608


def _anything(questions: list[str]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(questions))
        return any(found for (found,) in cursor.fetchall())


def _lay_down(rows: list[Rows]) -> None:
    with connection.cursor() as cursor:
        for one in rows:
            cursor.executemany(one.insert, one.values)
    forget_everything()
