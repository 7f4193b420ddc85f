"""The rows of the list of notices: several of one case shortly after one another are one, and so is a digest."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.desk.notices.lines import Line, lines_of
from fuwutai.domain.notices.queries import DigestCount, digest_counts
from fuwutai.kernel.actors import Actor

TOGETHER = timedelta(minutes=10)
"""So close to the one before, another notice of the same case is the same news."""


@dataclass(slots=True, kw_only=True)
class Row:
    """What stands in one row: a notice, or several whose newest leads. `title`: in place of its own, or ""."""

    lead: Line
    more: list[Line] = field(default_factory=list)
    title: str = ""
    is_unread: bool
    is_digest: bool = False

    @property
    def ids(self) -> list[int]:
        """Return the ids of its notices."""
        return [line.notice.pk for line in (self.lead, *self.more)]


def rows_of(actor: Actor, notices: Sequence[Any], *, codes: Collection[str] | None = None) -> list[Row]:
    """Return notices of a page, the newest first, as rows. Cost: as `lines_of`, and 1 statement for digests."""
    moments = {notice.digest_at for notice in notices if notice.digest_at}
    digests = digest_counts(actor, moments, codes=codes)
    rows: list[Row] = []
    for line in lines_of(actor, notices):
        digest = digests.get(line.notice.digest_at)
        if digest and digest.notices > 1:
            rows.append(_digest(line, digest))
        elif rows and _is_same_news(rows[-1], line):
            rows[-1].more.append(line)
            rows[-1].title = _news(rows[-1])
        else:
            rows.append(Row(lead=line, is_unread=line.notice.read_at is None))
    return rows


def grouped_by_case(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines of a digest by case, in the order of the newest; what is about no case stands alone."""
    groups: dict[Any, list[Line]] = {}
    for line in lines:
        key = ("case", line.notice.case_id) if line.notice.case_id else ("notice", line.notice.pk)
        groups.setdefault(key, []).append(line)
    return list(groups.values())


def _digest(line: Line, count: DigestCount) -> Row:
    title = ngettext("Digest: %(n)s notice", "Digest: %(n)s notices", count.notices) % {"n": count.notices}
    return Row(lead=line, title=title, is_unread=count.unread > 0, is_digest=True)


def _is_same_news(row: Row, line: Line) -> bool:
    last, notice = (row.more or [row.lead])[-1].notice, line.notice
    return (
        not row.is_digest
        and notice.case_id is not None
        and notice.case_id == last.case_id
        and (notice.read_at is None) is row.is_unread
        and last.not_before - notice.not_before <= TOGETHER
    )


def _news(row: Row) -> str:
    number = row.lead.notice.case.number
    return _("%(n)s news in case %(number)s") % {"n": len(row.ids), "number": number}
