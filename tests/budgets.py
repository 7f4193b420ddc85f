"""What a command costs the database, beside what it declares."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from fuwutai.kernel.command import Command

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@contextmanager
def counted() -> Iterator[list[str]]:
    """Gather the statements of the block; those that only open or end a transaction are none."""
    statements: list[str] = []
    with CaptureQueriesContext(connection) as caught:
        yield statements
    statements += [one["sql"] for one in caught.captured_queries if not one["sql"].startswith(CONTROL)]


@contextmanager
def budget(command: Command[..., Any]) -> Iterator[None]:
    """Fail when the block costs more statements than the command declares."""
    with counted() as statements:
        yield
    listed = "\n".join(statements)
    assert command.statements is not None, f"{command.name} declares no budget"
    spent = len(statements)
    assert spent <= command.statements, f"{spent} statements, {command.name} declares {command.statements}:\n{listed}"
