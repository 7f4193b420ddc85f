"""Rows of a file of customers: read, checked, and, before anything is written, what they would do."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from fuwutai.domain.customers.files import CREATED, FILLED_IN, CustomerRow, planned, problems_of
from fuwutai.domain.imports.batch import RefusedRow
from fuwutai.domain.imports.choices import CUSTOMERS
from fuwutai.domain.imports.histories import Problem
from fuwutai.domain.imports.mapping import Mapping, check_customer_columns, customer_mapping, mapping_from
from fuwutai.domain.imports.models import ImportRun
from fuwutai.domain.imports.pages import paged
from fuwutai.domain.imports.policies import may_import
from fuwutai.domain.imports.source import IN_A_REQUEST, Row, beginning_of, columns_of, open_source, readable
from fuwutai.domain.imports.wording import Refusal, refusal
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import normalise_account, normalise_email, normalise_id_card, normalise_phone
from fuwutai.kernel.errors import Refused
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
    with readable():
        found_columns, rows = beginning_of(file, MOST_LOOKED_AT + 1, IN_A_REQUEST)
    reader = _reader_of(found_columns)
    mapping, columns = reader.mapping, reader.columns
    looked_at = rows[:MOST_LOOKED_AT]
    found = sort_rows(looked_at, 1, reader)
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


def check_customer_file(file: BinaryIO) -> None:
    """Check that a file of customers can be read and has names; asks no database. Raises: Invalid."""
    _reader_for(file)


@dataclass(slots=True)
class CustomerCounts:
    """What an import of customers would do; `flagged`: to how many of those whom we know it would add something."""

    rows: int = 0
    created: int = 0
    already: int = 0
    flagged: int = 0
    rejected: int = 0


def dry_run_customers(actor: Actor, file: BinaryIO) -> tuple[CustomerCounts, Iterator[Refusal]]:
    """Return what an import of customers would do, and the rows it would refuse; nothing is written.

    Raises: Refused, Invalid for a file that cannot be read or has no names. Cost: 6 statements a page.
    """
    if not may_import(actor, CUSTOMERS):
        raise Refused
    reader, before = _reader_for(file), _Before()
    counts, refused = CustomerCounts(), list[RefusedRow]()
    with readable():
        for page in paged(open_source(file, reader.columns)):
            found = sort_rows(page, counts.rows + 1, reader)
            earlier = before.of(found.fresh)
            outcomes = Counter(planned([*earlier, *found.fresh]).outcomes[len(earlier) :])
            before.remember(found.fresh)
            counts.rows += len(page)
            counts.created += outcomes[CREATED]
            counts.already += len(found.fresh) - outcomes[CREATED]
            counts.flagged += outcomes[FILLED_IN]
            counts.rejected += len(found.refused)
            refused += found.refused
    columns = reader.columns
    return counts, (refusal(one.row, one.problems, one.original, reader.mapping, columns) for one in refused)


class _Before:
    """Rows that this very file has brought before, by their contacts: a later one may speak of the same people."""

    def __init__(self) -> None:
        self._rows: list[CustomerRow] = []
        self._holders: dict[tuple[str, str], list[int]] = {}

    def of(self, rows: Sequence[CustomerRow]) -> list[CustomerRow]:
        """Return the earlier rows that have contacts in common with some rows, also by way of others."""
        found: set[int] = set()
        asked = {contact for row in rows for contact in _contacts(row)}
        seen: set[tuple[str, str]] = set()
        while asked:
            seen |= asked
            new = {place for contact in asked for place in self._holders.get(contact, ())} - found
            found |= new
            asked = {contact for place in new for contact in _contacts(self._rows[place])} - seen
        return [self._rows[place] for place in sorted(found)]

    def remember(self, rows: Sequence[CustomerRow]) -> None:
        """Note what a page has brought."""
        for place, row in enumerate(rows, len(self._rows)):
            for contact in _contacts(row):
                self._holders.setdefault(contact, []).append(place)
        self._rows += rows


def _contacts(row: CustomerRow) -> set[tuple[str, str]]:
    """Return the contacts of a row in their normal forms."""
    found = {
        ("phone", normalise_phone(row.phone)), ("phone", normalise_phone(row.phone2)),
        ("email", normalise_email(row.email)), ("account", normalise_account(row.account)),
        ("id_card", normalise_id_card(row.id_card)),
    }  # fmt: skip
    return {(kind, value) for kind, value in found if value}


def _reader_for(file: BinaryIO) -> Reader:
    """Return what reads the rows of a file by the names of its columns. Raises: Invalid."""
    with readable():
        return _reader_of(columns_of(file))


def _reader_of(columns: Sequence[str]) -> Reader:
    mapping = customer_mapping(columns)
    check_customer_columns(mapping, columns)
    return Reader(mapping=mapping, columns=tuple(columns))
