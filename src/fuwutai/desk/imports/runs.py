"""Imports of cases as they are seen: the list, one with its progress and refused rows, and what is done with it."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.imports import words
from fuwutai.desk.imports.room import ImportRoom
from fuwutai.domain.imports.choices import CASES

IMPORT = "cases.import"
ROOM = ImportRoom(
    kind=CASES, address="desk:import", acts="desk:import", listed_at="desk:imports", page="desk/imports/run.html",
    figures=words.figures, why=words.why,
)  # fmt: skip


@staff_page(permission=IMPORT, statements=8)
def imports(request: StaffRequest) -> HttpResponse:
    """List the imports, the newest first. Raises: Invalid for a damaged page link."""
    return render(request, "desk/imports/imports.html", ROOM.listed(request))


@staff_page(permission=IMPORT, statements=10)
def import_run(request: StaffRequest, run_id: int) -> HttpResponse:
    """Show one import; asked by htmx, only what changes while it runs. Raises: NotFound."""
    return ROOM.shown(request, run_id)


@staff_action(permission=IMPORT, statements=20)
def import_stop(request: StaffRequest, run_id: int) -> HttpResponse:
    """Stop an import after the rows it is at. Raises: NotFound, Conflict."""
    return ROOM.stopped(request, run_id)


@staff_action(permission=IMPORT, statements=20)
def import_resume(request: StaffRequest, run_id: int) -> HttpResponse:
    """Let an import go on where it stands. Raises: NotFound, Conflict."""
    return ROOM.resumed(request, run_id)


@staff_action(permission=IMPORT, statements=20)
def import_rejects(request: StaffRequest, run_id: int) -> HttpResponseBase:
    """Hand out all refused rows as a table, after writing down who took them. Raises: NotFound."""
    return ROOM.rejects(request, run_id)
