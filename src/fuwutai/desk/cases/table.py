"""The table of cases, the same everywhere; its lines are written in Python, for a template takes half as long again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from fuwutai.design.templatetags.design import (
    avatar,
    badge,
    badge_channel,
    badge_priority,
    badge_status,
    badge_type,
    clock_chip,
    icon,
    local_time,
)
from fuwutai.desk.cases.rows import Row
from fuwutai.domain.cases.choices import CATEGORY_TERM, CHANNELS, PRIORITIES, REGION_TERM, STATUSES, TYPES
from fuwutai.domain.cases.lists.views import USUAL_COLUMNS
from fuwutai.domain.cases.vocabularies import label_of
from fuwutai.domain.customers.choices import TIERS
from fuwutai.kernel.errors import Text

COLUMN_LABELS: Mapping[str, Text] = {
    "status": gettext_lazy("Status"),
    "priority": gettext_lazy("Priority"),
    "type": pgettext_lazy("case fact", "Type"),
    "category": pgettext_lazy("case fact", "Category"),
    "team": gettext_lazy("Team"),
    "assignee": gettext_lazy("Owner"),
    "due": gettext_lazy("Deadline"),
    "updated": gettext_lazy("Last activity"),
    "opened": gettext_lazy("Opened"),
    "tags": gettext_lazy("Tags"),
    "urges": pgettext_lazy("column", "Urged"),
    "tier": pgettext_lazy("case fact", "Customer tier"),
    "region": pgettext_lazy("case fact", "Region"),
    "responsible": gettext_lazy("Answers for it"),
}
"""Column → what stands above it, in the order in which columns are offered."""
CLASSES = {
    "status": "cell-status", "priority": "cell-priority", "assignee": "cell-optional", "due": "cell-clock",
    "updated": "cell-time muted small", "opened": "cell-time muted small",
}  # fmt: skip
"""How a column is laid out; what needs no label on a telephone stands here."""
TAGS_SHOWN = 3
NOTHING = "—"
Cell = Callable[[Row], Any]


def headings(columns: Sequence[str] = USUAL_COLUMNS) -> list[tuple[str, Text]]:
    """Return (classes, label) of each column."""
    return [(CLASSES.get(one, ""), COLUMN_LABELS[one]) for one in columns]


def lines(rows: Iterable[Row], columns: Sequence[str] = USUAL_COLUMNS, *, with_boxes: bool = False) -> SafeString:
    """Return a line for each case; `with_boxes`: with a box to tick in front, for the form `bulk`."""
    opening = {code: _opening(code) for code in columns}
    before, after = reverse("desk:case", args=[0]).rsplit("0", 1)
    tick = escape(_("Tick case %(number)s"))
    parts: list[str] = []
    for row in rows:
        unread = ' class="is-unread"' if row.unread else ""
        parts.append(f'<tr data-keys-item data-priority="{escape(row.case.priority)}"{unread}>')
        parts.append(f'<td class="cell-lead cell-ticked">{_box(row, tick)}' if with_boxes else '<td class="cell-lead">')
        parts.append(f"{_lead(row, f'{before}{row.case.pk}{after}')}</td>")
        parts += [f"{opening[one]}{conditional_escape(CELLS[one](row))}</td>" for one in columns]
        parts.append("</tr>")
    return mark_safe("".join(parts))


def _opening(code: str) -> str:
    if code in CLASSES:
        return f'<td class="{CLASSES[code]}">'
    return f'<td data-label="{escape(str(COLUMN_LABELS[code]))}">'


def _box(row: Row, tick: str) -> str:
    return (
        f'<label class="bulk-tick"><input type="checkbox" name="case" value="{row.case.pk}" form="bulk" data-bulk-tick>'
        f'<span class="sr-only">{tick % {"number": escape(row.case.number)}}</span></label>'
    )


def _lead(row: Row, address: str) -> str:
    """Return the subject, and below it by whom and on which way it came, and what is special about it."""
    case = row.case
    parts = [f'<a class="case-title" id="case-{case.pk}" data-keys-open href="{address}">{escape(case.subject)}']
    if row.unread:
        waits = _("the customer waits for us")
        parts.append(f'<span class="sr-only"> ({escape(waits)})</span>')
    parts.append(f'</a><span class="case-meta"><span class="mono">{escape(case.number)}</span>')
    if getattr(case, "has_draft", False):
        parts.append(badge(pgettext("flag", "Draft"), "amber", "edit"))
    if row.is_emergency:
        parts.append(badge(pgettext("case type", "Emergency"), "alarm", "siren"))
    parts.append(f"<span>{icon('person')}{escape(row.customer)}</span>{badge_channel(case.channel, CHANNELS)}")
    parts += [f'<span class="badge">{escape(tag)}</span>' for tag in case.tags[:TAGS_SHOWN]]
    if (more := len(case.tags) - TAGS_SHOWN) > 0:
        parts.append(f'<span class="muted small">+{more}</span>')
    parts.append("</span>")
    if row.snippet:
        pieces = (f"<mark>{escape(words)}</mark>" if hit else escape(words) for words, hit in row.snippet.pieces)
        parts.append(f'<span class="case-snippet">{"".join(pieces)}</span>')
    return "".join(parts)


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
        used_percent=chip.used_percent, align="end", asks=chip.asks, reckoned_at=chip.reckoned_at,
    )  # fmt: skip


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
    "updated": lambda row: local_time(row.case.last_message_at),
    "opened": lambda row: local_time(row.case.opened_at),
    "tags": lambda row: (
        format_html_join("", '<span class="badge">{}</span>', ((one,) for one in row.case.tags)) or NOTHING
    ),
    "urges": lambda row: row.case.urges or NOTHING,
    "tier": lambda row: TIERS.get(row.case.tier, ""),
}
"""Column → what stands in it; all but SafeString is still to be escaped."""
