"""What a clause rests on where no figure says it: tables of apps above, read when somebody asks.

A clause is served by a figure (the code of one), by a capability (which part of the system has it; a test proves it),
or by people who attest it. Tables may name clauses of manuals that are not on the shelf.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fuwutai.domain.evidence.choices import WAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """One line of a table. `way` is a key of WAYS, `name` says what serves the clause in that way."""

    clause: str
    way: str
    name: str


_tables: list[Callable[[], Iterable[Binding]]] = []


def bind_from(table: Callable[[], Iterable[Binding]]) -> None:
    """Register a table; it is read at every question and remembers by itself what it has read."""
    if table not in _tables:
        _tables.append(table)


def bindings() -> dict[str, list[Binding]]:
    """Return clause → its lines of all tables. Raises: ValueError for a way that is none."""
    found: dict[str, list[Binding]] = {}
    for table in _tables:
        for one in table():
            if one.way not in WAYS:
                raise ValueError(f"{one.clause}: {one.way} is no way to serve a clause")
            found.setdefault(one.clause, []).append(one)
    return found
