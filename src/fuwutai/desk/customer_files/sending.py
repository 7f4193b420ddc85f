"""Files that are written while they are sent, so that their size does not matter."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import translation

from fuwutai.kernel.spreadsheets import WORKBOOK_TYPE


def csv_file(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    """Return an answer that carries these lines as a table."""
    return _attached(_in_this_language(lines), "text/csv; charset=utf-8", name)


def workbook_file(pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    """Return an answer that carries a workbook."""
    return _attached(pieces, WORKBOOK_TYPE, name)


def _in_this_language(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield lines that are made while they are sent, when the language of the request is no longer set."""
    language, rest = translation.get_language(), iter(lines)

    def pieces() -> Iterator[bytes]:
        while True:
            with translation.override(language):
                line = next(rest, None)
            if line is None:
                return
            yield line.encode()

    return pieces()


def _attached(content: Any, kind: str, name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
