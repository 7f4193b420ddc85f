"""Rows of a file of customers: read, checked, and, before anything is written, what they would do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from fuwutai.domain.customers.files import CREATED, FILLED_IN, CustomerRow, planned, problems_of
from fuwutai.domain.imports.batch import RefusedRow
from fuwutai.domain.imports.choices import CUSTOMERS
from fuwutai.domain.imports.histories import Problem
from fuwutai.domain.imports.mapping import Mapping, check_customer_columns, customer_mapping, mapping_from
from fuwutai.domain.imports.models import ImportRun
from fuwutai.domain.imports.policies import may_import
from fuwutai.domain.imports.source import Row, Unreadable, columns_of, open_source
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Refused
from fuwutai.kernel.spreadsheets import as_written

MOST_LOOKED_AT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What reads the rows of a file: which column holds what."""

    mapping: Mapping
    columns: tuple[str, ...]

    def read(self, row: Row) -> CustomerRow | list[Problem]:
        """Return the customer of a row, or everything that is wrong with it."""
        if isinstance(row, str):
            return [Problem("bad_json")]
        if len(row) > len(self.columns) and any(cell.strip() for cell in row[len(self.columns) :]):
            return [Problem("too_many_columns")]
        cells = dict(zip(self.columns, row, strict=False))
        said = {name: as_written(cells.get(column, "").strip()) for name, column in self.mapping.columns.items()}
        customer = CustomerRow(**said)
        return [Problem(*one) for one in problems_of(customer)] or customer


@dataclass(slots=True)
class People:
    """The rows of a page: customers to take in, and what cannot be taken in."""

    fresh: list[CustomerRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPreview:
    """What the first rows of a file would do; nothing is written. `reasons`: how many rows, by what is wrong first."""

    columns: dict[str, str]
    left_out: tuple[str, ...]
    rows: int
    goes_on: bool
    created: int
    already: int
    filled: int
    rejected: int
    reasons: tuple[tuple[int, tuple[tuple[str, str], ...]], ...]


def reader_of(run: ImportRun) -> Reader:
    """Return what reads the rows of an import of customers."""
    return Reader(mapping=mapping_from(run.mapping, CUSTOMERS), columns=tuple(run.columns))


def sort_rows(rows: Sequence[Row], first: int, reader: Reader) -> People:
    """Return what is to be done with rows; `first` is the place of the first one in the file."""
    found = People()
    for number, row in enumerate(rows, first):
        read = reader.read(row)
        if isinstance(read, CustomerRow):
            found.fresh.append(read)
        else:
            found.refused.append(RefusedRow(row=number, problems=read, original=row))
    return found


def preview_customers(actor: Actor, file: BinaryIO) -> CustomerPreview:
    """Return what the first MOST_LOOKED_AT rows of a file of customers would do; nothing is written.

    Raises: Refused, Invalid for a file that cannot be read or has no names. Cost: 6 statements.
    """
    if not may_import(actor, CUSTOMERS):
        raise Refused
    try:
        columns = columns_of(file)
        rows = list(islice(open_source(file, columns), MOST_LOOKED_AT + 1))
    except Unreadable as problem:
        raise Invalid(problem.sentence, code="unreadable", fields={"file": problem.sentence}) from problem
    mapping = customer_mapping(columns)
    check_customer_columns(mapping, columns)
    looked_at = rows[:MOST_LOOKED_AT]
    found = sort_rows(looked_at, 1, Reader(mapping=mapping, columns=tuple(columns)))
    outcomes = Counter(planned(found.fresh).outcomes)
    reasons = [
        (one.row, tuple((problem.code, mapping.column_of(problem.field)) for problem in one.problems))
        for one in found.refused
    ]
    return CustomerPreview(
        columns=dict(mapping.columns),
        left_out=tuple(one for one in columns if one not in mapping.columns.values()),
        rows=len(looked_at),
        goes_on=len(rows) > MOST_LOOKED_AT,
        created=outcomes[CREATED],
        already=len(found.fresh) - outcomes[CREATED],
        filled=outcomes[FILLED_IN],
        rejected=len(found.refused),
        reasons=tuple(reasons),
    )
