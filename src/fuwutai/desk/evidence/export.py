"""The scoreboard as a file: CSV for programs, a workbook for people."""

import io
from collections.abc import Sequence
from datetime import timedelta

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.downloads import CSV_TYPE, form_of, whole_file
from fuwutai.desk.evidence.choosing import Chosen
from fuwutai.desk.evidence.saying import line
from fuwutai.desk.manuals.changes import numbers_of
from fuwutai.domain.evidence.choices import STANDINGS
from fuwutai.domain.evidence.scoreboard import Standing, standings
from fuwutai.domain.standards import manuals
from fuwutai.domain.standards.choices import AREAS, CLAUSE_KINDS
from fuwutai.domain.standards.manuals import Wording
from fuwutai.kernel.spreadsheets import AS_TEXT, WORKBOOK_TYPE, csv_table

WIDTHS = (14, 9, 9, 12, 14, 60, 18, 16, 10, 10, 12, 22, 40, 40)
Cell = str | int | float | None


@staff_page(permission="overview.view", statements=12)
def evidence_export(request: StaffRequest) -> HttpResponse:
    """Send what the scoreboard shows, all pages of it: `?format=csv|xlsx` and what the scoreboard is asked."""
    shelf = [one.code for one in manuals.manuals(request.actor)]
    chosen = Chosen.of(request.GET, shelf)
    fitting = [one for one in manuals.wordings(request.actor) if chosen.narrowing.fits(one)]
    found = standings(request.actor, fitting, *chosen.days)
    state = chosen.narrowing.state
    rows = [_row(one, found[one.code]) for one in fitting if state in ("", found[one.code].state)]
    since, last = chosen.days[0], chosen.days[1] - timedelta(days=1)
    name = f"evidence-{since:%Y%m%d}-{last:%Y%m%d}"
    if form_of(request.GET.get("format")) == "xlsx":
        return whole_file(_workbook(rows), f"{name}.xlsx", WORKBOOK_TYPE)
    return whole_file(csv_table([_titles(), *rows]), f"{name}.csv", CSV_TYPE)


def _titles() -> list[str]:
    return [
        _("Clause"), _("Manual"), _("Section"), _("Kind of clause"), _("Area of clause"), _("Wording"),
        _("Figures as written"), _("How it stands"), _("Above the line"), _("Counted"), _("Value"),
        pgettext("figure", "Target"), _("What it rests on"), _("How it is counted"),
    ]  # fmt: skip


def _row(wording: Wording, standing: Standing) -> list[Cell]:
    return [
        wording.code,
        wording.manual_code,
        wording.section,
        str(CLAUSE_KINDS.get(wording.kind, wording.kind)),
        str(AREAS.get(wording.area, wording.area)),
        wording.text,
        numbers_of(wording),
        str(STANDINGS[standing.state]),
        standing.part,
        standing.whole,
        standing.value,
        standing.target,
        line(standing),
        str(standing.formula),
    ]


def _workbook(rows: Sequence[Sequence[Cell]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        sheet = book.add_worksheet(_("Evidence"))
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top"})
        sheet.write_row(0, 0, _titles(), head)
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row, cell)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(rows)), len(WIDTHS) - 1)
    return file.getvalue()
