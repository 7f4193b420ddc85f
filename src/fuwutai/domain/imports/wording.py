"""Refused rows as people read them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fuwutai.domain.imports.choices import PROBLEMS
from fuwutai.domain.imports.histories import Problem
from fuwutai.domain.imports.mapping import Mapping
from fuwutai.domain.imports.source import Row
from fuwutai.kernel.spreadsheets import csv_line

MOST_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A refused row: its place in the file from 1, the codes of what is wrong, a sentence, and its cells."""

    row: int
    code: str
    message: str
    cells: tuple[str, ...]


def refusal(number: int, problems: Sequence[Problem], row: Row, mapping: Mapping, columns: Sequence[str]) -> Refusal:
    """Return a refused row in the reader's language."""
    cells = (row,) if isinstance(row, str) else tuple(row)
    by_column = dict(zip(columns, cells, strict=False))
    said = [_sentence(problem, by_column, mapping) for problem in problems]
    return Refusal(row=number, code=problems[0].code, message=" ".join(said), cells=cells)


def as_csv(refusals: Iterable[Refusal], columns: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a table of refused rows: row, code, message, then the columns of the file."""
    yield csv_line(["row", "code", "message", *columns])
    for one in refusals:
        yield csv_line([str(one.row), one.code, one.message, *one.cells])


def _sentence(problem: Problem, by_column: dict[str, str], mapping: Mapping) -> str:
    column = mapping.column_of(problem.field)
    value = by_column.get(column, mapping.constants.get(problem.field, "")).strip()
    shown = value if len(value) <= MOST_SHOWN else f"{value[:MOST_SHOWN]}…"
    template = str(PROBLEMS.get(problem.code, problem.code))
    return template % {"column": column or _("the row"), "value": shown}


def original_of(row: Row) -> str:
    """Return a row as it is stored beside its problems."""
    return json.dumps(row)


def row_of(original: str) -> Row:
    """Return the row that was stored."""
    row: Row = json.loads(original)
    return row
