"""The tables in which packs say what serves their clauses: `bindings.csv` beside their other files."""

import csv
from functools import cache

from fuwutai.domain.evidence.bindings import Binding
from fuwutai.domain.packs.queries import PACKS


@cache
def pack_bindings() -> tuple[Binding, ...]:
    """Return the lines of all shipped packs; a pack without a table has none."""
    found: list[Binding] = []
    for path in sorted(PACKS.glob("*/bindings.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [Binding(clause=row["clause"], way=row["way"], name=row["name"]) for row in csv.DictReader(file)]
    return tuple(found)
