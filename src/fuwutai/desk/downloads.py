"""Files handed out: a browser keeps them, neither opens nor guesses them; long ones are written while they are sent."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Literal, TypeVar

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import translation

from fuwutai.kernel.http import handed_out
from fuwutai.kernel.spreadsheets import BYTE_ORDER_MARK, WORKBOOK_TYPE, csv_line, harmless
from fuwutai.kernel.workbook_stream import workbook_pieces

CSV_TYPE = "text/csv; charset=utf-8"
JSON_LINES_TYPE = "application/jsonl; charset=utf-8"
UNKNOWN_TYPE = "application/octet-stream"
Form = Literal["csv", "xlsx"]
AnyAnswer = TypeVar("AnyAnswer", bound=HttpResponseBase)
Item = TypeVar("Item")


def form_of(asked: str | None) -> Form:
    """Return the form of a table that was asked for, CSV where it is none we know."""
    return "xlsx" if asked == "xlsx" else "csv"


def whole_file(content: bytes, name: str, content_type: str = UNKNOWN_TYPE) -> HttpResponse:
    """Return an answer that carries a file whose content is at hand."""
    return _kept(HttpResponse(content, content_type=content_type), name)


def table(lines: Iterable[Sequence[object]], form: Form, name: str, title: str = "") -> StreamingHttpResponse:
    """Return an answer that carries a table, its head first; the ending of the name and the type follow from the form.

    `title`: of the sheet. What begins like a formula is written so that none comes of it, whoever saves it as what.
    The lines are made while they are sent, in the language of now.
    """
    told = _in_this_language(lines)
    if form == "xlsx":
        cells = ([harmless(one) if isinstance(one, str) else one for one in line] for line in told)
        pieces = workbook_pieces(cells, title or name)
        return _kept(StreamingHttpResponse(pieces, content_type=WORKBOOK_TYPE), f"{name}.xlsx")
    return csv_text(map(csv_line, told), name)


def csv_text(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    """Return an answer that carries the lines of a CSV, made while they are sent, in the language of now."""
    pieces = (line.encode() for line in _in_this_language(chain([BYTE_ORDER_MARK], lines)))
    return _kept(StreamingHttpResponse(pieces, content_type=CSV_TYPE), f"{name}.csv")


def json_lines(objects: Iterable[str], name: str) -> StreamingHttpResponse:
    """Return an answer that carries one JSON object a line, made while they are sent."""
    pieces = (f"{one}\n".encode() for one in objects)
    return _kept(StreamingHttpResponse(pieces, content_type=JSON_LINES_TYPE), f"{name}.jsonl")


def _in_this_language(items: Iterable[Item]) -> Iterator[Item]:
    """Return the same items, each made in the language of now, which is no longer set while an answer is sent."""
    language, rest = translation.get_language(), iter(items)

    def made() -> Iterator[Item]:
        missing: Any = object()
        while True:
            with translation.override(language):
                item = next(rest, missing)
            if item is missing:
                return
            yield item

    return made()


def _kept(answer: AnyAnswer, name: str) -> AnyAnswer:
    return handed_out(answer, name)
