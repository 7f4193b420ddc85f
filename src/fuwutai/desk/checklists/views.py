"""The checklists: all of them, a new one, changing and retiring one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done
from fuwutai.desk.checklists.forms import ChecklistForm, items_in, rows_for
from fuwutai.desk.standards.facts import FACTS
from fuwutai.domain.cases.choices import TYPES
from fuwutai.domain.cases.commands import retire_checklist, save_checklist
from fuwutai.domain.cases.work import tasks
from fuwutai.kernel.errors import Invalid

CONFIGURE = "cases.configure"


@staff_page(permission=CONFIGURE, statements=10)
def checklists(request: StaffRequest) -> HttpResponse:
    """List the checklists with what they are meant for."""
    rows = tasks.checklists(request.actor)
    context = {
        "rows": [{"list": one, "whom": _whom(one)} for one in rows if one.retired_at is None],
        "retired": [one for one in rows if one.retired_at is not None],
        "current": reverse("desk:checklists"),
    }
    return render(request, "desk/checklists/list.html", context)


@staff_page(permission=CONFIGURE, statements=10)
def checklist_new(request: StaffRequest) -> HttpResponse:
    """Show the form of a new list."""
    return _page(request, None, ChecklistForm(is_new=True), [])


@staff_action(permission=CONFIGURE, statements=25)
def checklist_add(request: StaffRequest) -> HttpResponse:
    """Keep the new list."""
    form, items = ChecklistForm(request.POST, is_new=True), items_in(request.POST)
    if form.is_valid():
        try:
            save_checklist(actor=request.actor, items=items, **form.cleaned_data)
        except Invalid as error:
            _refuse(form, error)
        else:
            return done(request, reverse("desk:checklists"), _("The checklist is added."))
    return _page(request, None, form, items, 422)


@staff_page(permission=CONFIGURE, statements=10)
def checklist(request: StaffRequest, checklist_id: int) -> HttpResponse:
    """Show a list with its form. Raises: NotFound."""
    found: Any = tasks.checklist(request.actor, checklist_id)
    now = {name: getattr(found, name) for name in ("name", "types", "category", "by_itself")}
    return _page(request, found, ChecklistForm(initial=now, is_new=False), found.items)


@staff_action(permission=CONFIGURE, statements=25)
def checklist_change(request: StaffRequest, checklist_id: int) -> HttpResponse:
    """Change the list; the tasks that cases have of it stay. Raises: NotFound."""
    found = tasks.checklist(request.actor, checklist_id)
    form, items = ChecklistForm(request.POST, is_new=False), items_in(request.POST)
    if form.is_valid():
        try:
            save_checklist(actor=request.actor, checklist_id=checklist_id, items=items, **form.cleaned_data)
        except Invalid as error:
            _refuse(form, error)
        else:
            said = _("The checklist is saved. Cases that have it keep their tasks.")
            return done(request, reverse("desk:checklists"), said)
    return _page(request, found, form, items, 422)


@staff_action(permission=CONFIGURE, statements=25)
def checklist_retire(request: StaffRequest, checklist_id: int) -> HttpResponse:
    """Give the list to no case any more, or again. Raises: NotFound."""
    back = "back" in request.POST
    retire_checklist(actor=request.actor, checklist_id=checklist_id, is_retired=not back)
    said = _("The checklist is in use again.") if back else _("The checklist is retired. Its tasks in cases stay.")
    return done(request, reverse("desk:checklists"), said)


def _refuse(form: ChecklistForm, error: Invalid) -> None:
    for name, text in error.fields.items():
        form.add_error(name if name in form.fields else None, str(text))


def _page(
    request: StaffRequest, found: Any, form: ChecklistForm, items: list[dict[str, Any]], status: int = 200
) -> HttpResponse:
    context = {"list": found, "form": form, "rows": rows_for(items), "current": reverse("desk:checklists")}
    return render(request, "desk/checklists/checklist.html", context, status=status)


def _whom(one: Any) -> str:
    """Return for which cases a list is meant, as “Complaint, Fault · Refunds”."""
    types = ", ".join(str(TYPES[code]) for code in TYPES if code in one.types) or _("Every type")
    category = FACTS["category"].codes.get(one.category, one.category)
    return f"{types} · {category}" if category else types
