"""Template tags of the table of cases: `{% load case_table %}`."""

from collections.abc import Iterable, Sequence

from django import template
from django.utils.safestring import SafeString

from fuwutai.desk.cases.rows import Row
from fuwutai.desk.cases.table import headings, lines
from fuwutai.domain.cases.lists.views import USUAL_COLUMNS
from fuwutai.kernel.errors import Text

register = template.Library()


@register.simple_tag
def case_headings(columns: Sequence[str] = ()) -> list[tuple[str, Text]]:
    """Return (classes, label) of each column, of the usual ones where none are named."""
    return headings(columns or USUAL_COLUMNS)


@register.simple_tag
def case_lines(rows: Iterable[Row], columns: Sequence[str] = (), with_boxes: object = False) -> SafeString:
    """Return the lines of the table in these columns, in the usual ones where none are named."""
    return lines(rows, columns or USUAL_COLUMNS, with_boxes=bool(with_boxes))
