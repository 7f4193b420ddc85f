"""The logs as a file, as they are narrowed, without a limit: streamed as it is read."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.desk.access import StaffRequest, staff_action
from fuwutai.desk.audit.asking import asked_of
from fuwutai.desk.audit.listing import VIEW
from fuwutai.desk.audit.rows import row_of
from fuwutai.domain.compliance.commands import export_audit
from fuwutai.domain.compliance.entries import Sought, all_entries
from fuwutai.domain.compliance.things import things_of
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid
from fuwutai.kernel.spreadsheets import BYTE_ORDER_MARK, WORKBOOK_TYPE, csv_line
from fuwutai.kernel.workbook_stream import workbook_pieces

PLACE = "desk:audit_export"


@staff_action(permission=VIEW, statements=20)
def audit_export(request: StaffRequest) -> HttpResponseBase:
    """Hand out what the list shows, all pages of it, after writing down who took how much: `format` csv or xlsx.

    Raises: Invalid where what is asked cannot be.
    """
    asked = asked_of(request.actor, request.GET)
    if asked.problem:
        raise Invalid(asked.problem)
    sought = export_audit(actor=request.actor, sought=asked.sought, place=PLACE)
    kind = "xlsx" if request.POST.get("format") == "xlsx" else "csv"
    lines = _in_language(_lines(request.actor, sought), str(translation.get_language()))
    pieces = workbook_pieces(lines, _("Audit")) if kind == "xlsx" else _csv(lines)
    answer = StreamingHttpResponse(pieces, content_type=WORKBOOK_TYPE if kind == "xlsx" else "text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="audit-{timezone.localtime(clock.now()):%Y%m%d-%H%M}.{kind}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _csv(lines: Iterator[list[Any]]) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK.encode()
    for line in lines:
        yield csv_line(line).encode()


def _in_language(lines: Iterator[list[Any]], language: str) -> Iterator[list[Any]]:
    """Yield lines in the reader's language, which is no longer set while the answer is sent."""
    while True:
        with translation.override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line


def _lines(actor: Actor, sought: Sought) -> Iterator[list[Any]]:
    yield [
        pgettext("audit", "When"), pgettext("audit", "Happened"), pgettext("audit", "Who"), _("Kind"),
        pgettext("audit", "What"), pgettext("audit", "Code"), pgettext("audit", "About"), pgettext("audit", "Where"),
        _("Reason"), _("Rows"), _("Number"),
    ]  # fmt: skip
    for entries in all_entries(actor, sought):
        things = things_of(actor, entries)
        for entry in entries:
            row = row_of(actor, entry, things)
            yield [
                _moment(entry.at), _moment(entry.happened_at), row["who"], row["kind"]["label"], row["what"],
                entry.code, row["thing"], entry.place, row["reason"], entry.rows, f"{entry.log} {entry.id}",
            ]  # fmt: skip


def _moment(value: Any) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}" if value else ""
