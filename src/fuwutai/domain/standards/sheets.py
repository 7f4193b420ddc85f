"""A manual as two tables, one of clauses and one of figures: written to a workbook or CSV, and read back.

Columns are headed in the reader's language and recognised in any; a row is text, what it means is judged elsewhere
(`sheet_plan`). Nothing in a cell is ever carried out as a formula.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import xlsxwriter
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.domain.standards import registry
from fuwutai.domain.standards.choices import AREAS, CLAUSE_KINDS
from fuwutai.domain.standards.manuals import Wording
from fuwutai.domain.standards.queries import Rule
from fuwutai.kernel.errors import Invalid, Text
from fuwutai.kernel.spreadsheets import AS_TEXT, TooLarge, as_written, check_workbook, csv_table

CLAUSES, FIGURES = "clauses", "figures"
HEADS: dict[str, dict[str, Text]] = {
    CLAUSES: {
        "code": pgettext_lazy("sheet", "Clause"),
        "section": pgettext_lazy("sheet", "Section"),
        "kind": pgettext_lazy("sheet", "Kind of clause"),
        "area": pgettext_lazy("sheet", "Area"),
        "zh": pgettext_lazy("sheet", "Text in Chinese"),
        "en": pgettext_lazy("sheet", "Text in English"),
        "numbers": pgettext_lazy("sheet", "Figures in the text"),
        "remove": pgettext_lazy("sheet", "Remove"),
    },
    FIGURES: {
        "rule": pgettext_lazy("sheet", "Number of the figure"),
        "kind": pgettext_lazy("sheet", "Kind of figure"),
        "clause": pgettext_lazy("sheet", "Clause"),
        "scope": pgettext_lazy("sheet", "For whom"),
        "value": pgettext_lazy("sheet", "Value"),
        "words": pgettext_lazy("sheet", "In words (only to read)"),
        "remove": pgettext_lazy("sheet", "Remove"),
    },
}
TITLES = {CLAUSES: pgettext_lazy("sheet", "Clauses"), FIGURES: pgettext_lazy("sheet", "Figures")}
NEEDED = {CLAUSES: {"code", "zh"}, FIGURES: {"rule", "value"}}
WIDTHS = {"zh": 60, "en": 60, "scope": 30, "value": 40, "words": 40, "kind": 20}
MOST_BYTES, MOST_ROWS, MOST_COLUMNS = 1_000_000, 5_000, 50
MOST_UNPACKED, MOST_CELLS = 20_000_000, 200_000
"""Of a workbook: far more than a manual needs, far less than the memory holds."""
_PARTS = re.compile(r"[;；]\s*(?=[a-z_]+\s*[=＝])")

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """The rows of both tables with their numbers in the file, whose first row is the head."""

    clauses: list[tuple[int, Row]]
    figures: list[tuple[int, Row]]


def clause_rows(wordings: Iterable[Wording]) -> list[dict[str, str]]:
    """Return clauses as rows."""
    return [
        {
            "code": one.code, "section": one.section, "kind": str(CLAUSE_KINDS.get(one.kind, one.kind)),
            "area": str(AREAS.get(one.area, one.area)), "zh": one.texts.get("zh", ""), "en": one.texts.get("en", ""),
            "numbers": one.numbers, "remove": "",
        }
        for one in wordings
    ]  # fmt: skip


def figure_rows(rules: Iterable[Rule], in_words: Callable[[Rule], str] = lambda _rule: "") -> list[dict[str, str]]:
    """Return figures as rows. `in_words`: what a figure says to people; nobody reads it back."""
    return [
        {
            "rule": str(one.id), "kind": str(registry.kind(one.kind).title), "clause": one.clause_code,
            "scope": written(one.scope), "value": written(_said(one.value)), "words": in_words(one), "remove": "",
        }
        for one in rules
    ]  # fmt: skip


def workbook(tables: Mapping[str, Sequence[Row]]) -> bytes:
    """Return a workbook with one sheet for each table."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for name, rows in tables.items():
            sheet = book.add_worksheet(str(TITLES[name]))
            sheet.freeze_panes(1, 1)
            for place, (column, label) in enumerate(HEADS[name].items()):
                sheet.set_column(place, place, WIDTHS.get(column, 14))
                sheet.write_string(0, place, str(label), head)
                for line, row in enumerate(rows, start=1):
                    sheet.write_string(line, place, row.get(column, ""), cell)
    return file.getvalue()


def table(name: str, rows: Iterable[Row]) -> bytes:
    """Return one table as CSV with the mark by which spreadsheets know UTF-8."""
    head = [str(label) for label in HEADS[name].values()]
    return csv_table([head, *([row.get(column, "") for column in HEADS[name]] for row in rows)])


def read_sheets(content: bytes) -> Sheets:
    """Return the rows of a workbook or of one table as CSV. Raises: Invalid that says what to do."""
    if len(content) > MOST_BYTES:
        raise _unreadable(_("This file is larger than 1 MB. Send the sheets of one manual only."))
    tables = list(_workbook_tables(content) if content[:4] == b"PK\x03\x04" else [_csv_table(content)])
    found: dict[str, list[tuple[int, Row]]] = {}
    for lines in tables:
        if (name := _name_of(lines)) is not None:
            found[name] = list(_rows(name, lines))
    if not found:
        raise _unreadable(
            _("No table of clauses or figures was found. Export the manual and change that file: its first row names "
              "the columns.")
        )  # fmt: skip
    if sum(map(len, found.values())) > MOST_ROWS:
        raise _unreadable(_("This file has more than %(most)d rows. Send fewer at once.") % {"most": MOST_ROWS})
    return Sheets(clauses=found.get(CLAUSES, []), figures=found.get(FIGURES, []))


def written(parts: Mapping[str, Any]) -> str:
    """Return names and values in one cell: “minutes=30; warn_percents=50,75”."""
    return "; ".join(f"{name}={_cell(value)}" for name, value in parts.items())


def parts_of(cell: str) -> dict[str, str]:
    """Return the names and values of one cell. Raises: ValueError."""
    found: dict[str, str] = {}
    for part in _PARTS.split(cell.strip()) if cell.strip() else []:
        name, equals, value = part.replace("＝", "=", 1).partition("=")
        if not equals or not name.strip() or name.strip() in found:
            raise ValueError(part)
        found[name.strip()] = value.strip().rstrip(";；")
    return found


def value_in(kind: str, cell: str) -> dict[str, Any]:
    """Return the value of a figure that a cell holds, as its kind takes it. Raises: ValueError."""
    value_type = registry.kind(kind).value_type
    lists = {one.name for one in msgspec.structs.fields(value_type) if "tuple" in str(one.type)}
    parts: dict[str, Any] = {
        name: [one for one in re.split(r"[,，、\s]+", text) if one] if name in lists else text
        for name, text in parts_of(cell).items()
    }
    try:
        value = msgspec.convert(parts, value_type, strict=False)
    except msgspec.ValidationError as problem:
        raise ValueError(str(problem)) from problem
    built: dict[str, Any] = msgspec.to_builtins(value)
    return {name: list(one) if isinstance(one := built[name], tuple) else one for name in parts}


def code_of(cell: str, choices: Mapping[str, Text]) -> str:
    """Return the code that a cell means: the code itself, or its label in any of our languages; else the cell."""
    wanted = cell.strip()
    return codes_by_name(choices).get(wanted, wanted)


def codes_by_name(choices: Mapping[str, Text]) -> dict[str, str]:
    """Return the codes by all that may mean them, for who asks for many cells; the first one where two share a name."""
    return {name: code for code, label in reversed(list(choices.items())) for name in _names(code, label)}


def _names(code: str, label: Text) -> set[str]:
    names = {code}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names.add(str(label))
    return names


def _said(value: Any) -> dict[str, Any]:
    """Return what of a value is not its default."""
    fields = msgspec.structs.fields(type(value))
    return {one.name: said for one in fields if (said := getattr(value, one.name)) != one.default}


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list):
        return ",".join(map(str, value))
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _workbook_tables(content: bytes) -> Iterator[list[list[str]]]:
    from python_calamine import CalamineError, load_workbook

    try:
        safe = check_workbook(content, most_bytes=MOST_UNPACKED, most_cells=MOST_CELLS)
        book = load_workbook(io.BytesIO(safe))
        for name in book.sheet_names:
            yield [[_text(cell) for cell in row] for row in book.get_sheet_by_name(name).iter_rows()]
    except TooLarge as problem:
        raise _unreadable(
            _("The workbook is too large: a manual needs %(most)d rows at most. Delete what stands far below or far "
              "right of the tables, or save it as CSV.") % {"most": MOST_ROWS}
        ) from problem  # fmt: skip
    except (CalamineError, OSError, ValueError) as problem:
        raise _unreadable(
            _("The workbook cannot be opened. Save it as XLSX without a password, or as CSV.")
        ) from problem


def _csv_table(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [[as_written(cell) for cell in line] for line in lines]
    except csv.Error as problem:
        raise _unreadable(_("The table cannot be read. Save it as CSV in UTF-8, or as XLSX.")) from problem


def _name_of(lines: Sequence[Sequence[str]]) -> str | None:
    head = lines[0] if lines else []
    return next((name for name in HEADS if NEEDED[name] <= set(_columns(name, head))), None)


def _columns(name: str, head: Sequence[str]) -> list[str]:
    codes = codes_by_name(HEADS[name])
    return [codes.get(cell.strip(), cell.strip()) for cell in head[:MOST_COLUMNS]]


def _rows(name: str, lines: Sequence[Sequence[str]]) -> Iterator[tuple[int, Row]]:
    columns = _columns(name, lines[0])
    for number, line in enumerate(lines[1:], start=2):
        row = {column: cell.replace("\0", "").strip() for column, cell in zip(columns, line, strict=False)}
        if any(row.values()):
            yield number, row


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _unreadable(message: Text) -> Invalid:
    return Invalid(message, code="unreadable", fields={"file": message})
