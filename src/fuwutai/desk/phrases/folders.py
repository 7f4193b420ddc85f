"""The folders of phrases: one for each situation."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.phrases.forms import FolderForm
from fuwutai.domain.knowledge.commands import move_folder, retire_folder, save_folder
from fuwutai.domain.knowledge.queries import folder_in_use, folders
from fuwutai.kernel.errors import Conflict, Invalid

EDIT = "phrases.edit"


@staff_page(permission=EDIT, statements=8)
def phrase_folders(request: StaffRequest) -> HttpResponse:
    """List the folders in their order, with a form for a new one."""
    return _page(request, FolderForm())


@staff_action(permission=EDIT, statements=16)
def phrase_folder_add(request: StaffRequest) -> HttpResponse:
    """Make a folder. Raises: Refused."""
    form = FolderForm(request.POST)
    if form.is_valid():
        try:
            save_folder(actor=request.actor, **form.cleaned_data)
        except (Invalid, Conflict) as problem:
            refuse_in_form(form, problem)
        else:
            return _back(request, _("The folder is there."))
    return _page(request, form, 422)


@staff_page(permission=EDIT, statements=8)
def phrase_folder(request: StaffRequest, folder_id: int) -> HttpResponse:
    """Show one folder to be renamed or taken away. Raises: NotFound."""
    found = folder_in_use(request.actor, folder_id)
    return _one(request, found, FolderForm(initial={"name": found.name}))


@staff_action(permission=EDIT, statements=16)
def phrase_folder_save(request: StaffRequest, folder_id: int) -> HttpResponse:
    """Give a folder another name. Raises: NotFound, Refused."""
    found, form = folder_in_use(request.actor, folder_id), FolderForm(request.POST)
    if form.is_valid():
        try:
            save_folder(actor=request.actor, folder_id=folder_id, **form.cleaned_data)
        except Invalid as problem:
            refuse_in_form(form, problem)
        else:
            return _back(request, _("The folder has its new name."))
    return _one(request, found, form, 422)


@staff_action(permission=EDIT, statements=14)
def phrase_folder_move(request: StaffRequest, folder_id: int) -> HttpResponse:
    """Let a folder stand earlier or later. Raises: NotFound, Refused."""
    move_folder(actor=request.actor, folder_id=folder_id, up=request.POST.get("to") == "up")
    return _back(request, _("The order is saved."))


@staff_action(permission=EDIT, statements=14)
def phrase_folder_retire(request: StaffRequest, folder_id: int) -> HttpResponse:
    """Take a folder away. Raises: NotFound, Refused."""
    retire_folder(actor=request.actor, folder_id=folder_id)
    return _back(request, _("The folder is gone; its phrases stand under “No folder”."))


def _back(request: StaffRequest, said: str) -> HttpResponse:
    return done(request, reverse("desk:phrase_folders"), said)


def _page(request: StaffRequest, form: FolderForm, status: int = 200) -> HttpResponse:
    return render(
        request, "desk/phrases/folders.html", {"folders": folders(request.actor), "form": form}, status=status
    )


def _one(request: StaffRequest, found: Any, form: FolderForm, status: int = 200) -> HttpResponse:
    return render(request, "desk/phrases/folder.html", {"folder": found, "form": form}, status=status)
