"""Everything that stands in the database, to compare before and after."""

from collections.abc import Iterator, Set
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, models

from fuwutai.kernel.attempts import ATTEMPTS
from fuwutai.kernel.models import AccessEntry

LEFT_OUT = {"calendars"}  # thousands of days that only the commands of calendars touch
LOG = AccessEntry._meta.label


Stored = dict[str, list[tuple[Any, ...]]]


def all_rows() -> dict[str, list[dict[str, Any]]]:
    """Return every row of the platform's own tables, journal, outbox and access log included."""
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in _models()}


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Fail when the block leaves any row added, changed or gone.

    The surfaces write down that somebody tried in vain (no command does): just such rows may be added.
    """
    with _nothing_changes(ATTEMPTS):
        yield


@contextmanager
def nothing_changes_but_looks() -> Iterator[None]:
    """Fail when the block leaves any row changed but that somebody looked for a customer by what was typed."""
    with _nothing_changes(ATTEMPTS | {"look_up_customer"}):
        yield


@contextmanager
def _nothing_changes(may_be_added: Set[str]) -> Iterator[None]:
    before = _stored()
    yield
    after = _stored()
    known = set(before[LOG])
    action = [field.column for field in AccessEntry._meta.concrete_fields].index("action")
    after[LOG] = [row for row in after[LOG] if row in known or row[action] not in may_be_added]
    for label, rows in before.items():
        assert after[label] == rows, label


def _stored() -> Stored:
    """Return every row as it is stored: nothing is decrypted, so that this is cheap."""
    quote, found = connection.ops.quote_name, Stored()
    with connection.cursor() as cursor:
        for model in _models():
            columns = ", ".join(quote(field.column) for field in model._meta.concrete_fields)
            table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
            cursor.execute(f"SELECT {columns} FROM {table} ORDER BY {key}")  # noqa: S608
            found[model._meta.label] = cursor.fetchall()
    return found


def _models() -> list[type[models.Model]]:
    own = [config for config in apps.get_app_configs() if config.name.startswith("fuwutai.")]
    return [model for config in own if config.label not in LEFT_OUT for model in config.get_models()]
