"""What stands in the columns of a list, written in Python: a template would ask of each cell which column it is."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fuwutai.design.templatetags.design import (
    avatar,
    badge_priority,
    badge_status,
    badge_type,
    clock_chip,
    local_time,
)
from fuwutai.desk.cases.rows import Row
from fuwutai.domain.cases.choices import CATEGORY_TERM, PRIORITIES, REGION_TERM, STATUSES, TYPES
from fuwutai.domain.cases.vocabularies import label_of
from fuwutai.domain.customers.choices import TIERS

NOTHING = "—"
Cell = Callable[[Row], Any]


def rows_with_cells(rows: Iterable[Row], columns: Iterable[tuple[str, Any]]) -> list[tuple[Row, list[tuple[str, Any]]]]:
    """Return rows, each with (label, what stands there) for its columns; all but SafeString is still to be escaped."""
    wanted = [(str(label), CELLS[code]) for code, label in columns]
    return [(row, [(label, cell(row)) for label, cell in wanted]) for row in rows]


def _assignee(row: Row) -> SafeString:
    if row.case.assignee is None:
        return format_html('<span class="muted small">{}</span>', _("Nobody yet"))
    name = row.case.assignee.display_name
    return format_html('<span class="owner">{}{}</span>', avatar(name, row.case.assignee_id, size="s"), name)


def _due(row: Row) -> SafeString | str:
    if (chip := row.clock) is None:
        return NOTHING
    return clock_chip(
        chip.state, chip.due_at, label=chip.label, details=chip.details, warn_at=chip.warn_at,
        used_percent=chip.used_percent, align="end",
    )  # fmt: skip


def _moment(name: str) -> Cell:
    return lambda row: format_html('<span class="muted small">{}</span>', local_time(getattr(row.case, name)))


def _term(vocabulary: str) -> Cell:
    def cell(row: Row) -> str:
        code = getattr(row.case, vocabulary)
        return label_of(vocabulary, code) if code else ""

    return cell


CELLS: Mapping[str, Cell] = {
    "status": lambda row: badge_status(row.case.status, STATUSES),
    "priority": lambda row: badge_priority(row.case.priority, PRIORITIES),
    "type": lambda row: badge_type(row.case.type, TYPES),
    "category": _term(CATEGORY_TERM),
    "region": _term(REGION_TERM),
    "team": lambda row: row.case.team.name,
    "assignee": _assignee,
    "responsible": lambda row: row.case.responsible.display_name if row.case.responsible else NOTHING,
    "due": _due,
    "updated": _moment("last_message_at"),
    "opened": _moment("opened_at"),
    "tags": lambda row: (
        format_html_join("", '<span class="badge">{}</span>', ((one,) for one in row.case.tags)) or NOTHING
    ),
    "urges": lambda row: row.case.urges or NOTHING,
    "tier": lambda row: TIERS.get(row.case.tier, ""),
}
"""Column → what stands in it."""
