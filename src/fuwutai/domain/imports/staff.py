"""Rows of a file of people who work here: read, and as they are told when they are refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts import staff_file
from fuwutai.domain.accounts.staff_file import PersonRow
from fuwutai.domain.imports.choices import PROBLEMS
from fuwutai.domain.imports.source import Row, columns_of, open_source, readable
from fuwutai.domain.imports.wording import Refusal
from fuwutai.kernel.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """A row of the file, its place there from 1, and the person it speaks of; None where it is no row at all."""

    number: int
    person: PersonRow | None
    original: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffFile:
    """A file of people: its columns and its rows."""

    columns: tuple[str, ...]
    rows: tuple[StaffRow, ...]


def staff_file_in(file: BinaryIO) -> StaffFile:
    """Return the people of a file, whatever it is.

    Raises: Invalid for a file that cannot be read, lacks a column, or holds nobody or too many.
    """
    with readable():
        columns = columns_of(file)
        found = list(islice(open_source(file, columns), staff_file.MOST_ROWS + 1))
    places = staff_file.columns_in(columns)
    if missing := [name for name in staff_file.NEEDED if name not in places]:
        names = ", ".join(missing)
        raise Invalid(_("The first line lacks these columns: %(names)s.") % {"names": names}, code="too_few_columns")
    if len(found) > staff_file.MOST_ROWS:
        raise Invalid(_("The table has more than 2,000 people. Divide it."), code="too_many_rows")
    if not found:
        raise Invalid(_("The table has a first line and nobody below it."), code="no_rows")
    return StaffFile(
        columns=tuple(columns),
        rows=tuple(
            StaffRow(
                number=number,
                person=None if isinstance(row, str) else staff_file.person_row(row, places),
                original=row,
            )
            for number, row in enumerate(found, 1)
        ),
    )


def refused_person(row: StaffRow, problem: Invalid | None) -> Refusal:
    """Return a refused row as a person is told; its code names the first column that is wrong.

    `problem`: what the command said, None for what is no row at all.
    """
    cells: Sequence[str] = (row.original,) if isinstance(row.original, str) else row.original
    if problem is None:
        code, message = "bad_json", str(PROBLEMS["bad_json"])
    else:
        code = f"bad_{next(iter(problem.fields))}" if problem.fields else problem.code
        message = " ".join(dict.fromkeys(map(str, problem.fields.values()))) or str(problem.message)
    return Refusal(row=row.number, code=code, message=message, cells=tuple(cells))
