"""Add many people from a table: each row by itself, with a link for each that is shown this once."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk import downloads
from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.domain.accounts import staff_file
from fuwutai.domain.accounts.commands import add_from_row
from fuwutai.domain.imports.source import IN_A_REQUEST, Unreadable, open_source
from fuwutai.kernel.errors import Invalid
from fuwutai.kernel.spreadsheets import csv_table
from fuwutai.kernel.turns import reading_alone

EDIT = "staff.edit"
MOST_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What became of one row of the file."""

    number: int
    name: str
    username: str
    staff_id: int | None = None
    link: str = ""
    problems: tuple[str, ...] = ()


class FileForm(forms.Form):
    """The table, and what is done with it."""

    file = forms.FileField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy(
            "XLSX or CSV with the columns name, username, role, and if you like teams, unit, mail. At most 2 MB and "
            "2,000 people."
        ),
    )
    what = forms.ChoiceField(
        label=gettext_lazy("What to do"),
        choices=[
            ("check", gettext_lazy("Only check, and add nobody")),
            ("page", gettext_lazy("Add them, and show the links on the page")),
            ("file", gettext_lazy("Add them, and hand out the links as a file")),
        ],
    )

    def clean_file(self) -> Any:
        """Return the file. Raises: ValidationError for one that is too large."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 2 MB. Divide it."))
        return file


@staff_page(permission=EDIT, statements=10)
def people_import_form(request: StaffRequest) -> HttpResponse:
    """Ask for the table."""
    return _page(request, FileForm())


@staff_action(permission=EDIT, statements=60_000)
def people_import(request: StaffRequest) -> HttpResponse:
    """Check the table, or add its people and hand out their links once."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        with reading_alone():
            rows = _rows(form.cleaned_data["file"].read())
    except (Unreadable, Invalid) as problem:
        form.add_error("file", str(getattr(problem, "sentence", "") or getattr(problem, "message", "")))
        return _page(request, form, 422)
    only_check = form.cleaned_data["what"] == "check"
    lines = [_line(request, number, row, only_check=only_check) for number, row in rows]
    if form.cleaned_data["what"] == "file":
        return _as_file(lines)
    refused = sum(bool(one.problems) for one in lines)
    told = {"lines": lines, "refused": refused, "good": len(lines) - refused, "only_check": only_check}
    return _page(request, FileForm(), **told)


def _rows(content: bytes) -> list[tuple[int, staff_file.PersonRow]]:
    """Return the rows with their numbers. Raises: Unreadable, Invalid for a table without the columns needed."""
    source = open_source(io.BytesIO(content), limits=IN_A_REQUEST)
    columns = staff_file.columns_in(source.columns)
    if missing := [name for name in staff_file.NEEDED if name not in columns]:
        raise Invalid(_("The first line lacks these columns: %(names)s.") % {"names": ", ".join(missing)})
    found = list(islice(enumerate(source, 2), staff_file.MOST_ROWS + 1))
    if len(found) > staff_file.MOST_ROWS:
        raise Invalid(_("The table has more than 2,000 people. Divide it."))
    if not found:
        raise Invalid(_("The table has a first line and nobody below it."))
    return [(number, staff_file.person_row(_cells(row), columns)) for number, row in found]


def _cells(row: Any) -> list[str]:
    return row if isinstance(row, list) else [row]


def _line(request: StaffRequest, number: int, row: staff_file.PersonRow, *, only_check: bool) -> Line:
    said = {"number": number, "name": row.display_name, "username": row.username}
    try:
        with transaction.atomic():
            added = add_from_row(actor=request.actor, row=row)
            if only_check:
                transaction.set_rollback(True)
                return Line(**said)
    except Invalid as problem:
        return Line(**said, problems=tuple(str(text) for text in problem.fields.values()) or (str(problem.message),))
    address = f"{reverse('desk:sign_in_link')}?{urlencode({'key': added.secret})}"
    return Line(**said, staff_id=added.staff_id, link=request.build_absolute_uri(address))


def _as_file(lines: list[Line]) -> HttpResponse:
    def table() -> Iterator[list[object]]:
        yield [_("Row"), _("Name"), _("User name"), _("Result"), _("Link to choose a password")]
        for one in lines:
            yield [one.number, one.name, one.username, "; ".join(one.problems) or _("Added"), one.link]

    return downloads.whole_file(csv_table(table()), "people.csv", downloads.CSV_TYPE)


def _page(request: StaffRequest, form: FileForm, status: int = 200, **told: Any) -> HttpResponse:
    context = {"room": "people", "form": form, "columns": staff_file.HEADINGS, **told}
    return render(request, "desk/people/import.html", context, status=status)
