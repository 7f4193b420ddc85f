"""The list of fields with a preview by type, a new one, changing one, their order, and retiring them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.case_fields.answers import AnswersForm, said_in
from fuwutai.desk.case_fields.forms import FieldForm, initial_of
from fuwutai.desk.case_fields.words import explained
from fuwutai.domain.cases.choices import FAULT, TYPES
from fuwutai.domain.cases.commands import order_case_fields, retire_case_field, save_case_field
from fuwutai.domain.cases.work.fields import GIVEN, KINDS, case_field, case_fields, fields_for
from fuwutai.kernel.errors import Conflict, Invalid

CONFIGURE = "cases.configure"
PREVIEW = "desk/case_fields/_preview.html"


@staff_page(permission=CONFIGURE, statements=10)
def case_fields_list(request: StaffRequest) -> HttpResponse:
    """List the fields with when each is asked for, and what the form of a type asks."""
    rows = case_fields(request.actor)
    in_use = [one for one in rows if one.retired_at is None]
    others = {one.code: one for one in rows}
    context = {
        "rows": [
            {"field": one, "kind": KINDS.get(one.kind, one.kind), "says": _explained(one, others),
             "is_first": place == 0, "is_last": place == len(in_use) - 1}
            for place, one in enumerate(in_use)
        ],
        "retired": [one for one in rows if one.retired_at is not None],
        "current": request.path,
        **_preview(request.GET.get("type", FAULT), {}),
    }  # fmt: skip
    return render(request, "desk/case_fields/list.html", context)


@staff_action(permission=CONFIGURE, statements=10)
def case_fields_try(request: StaffRequest) -> HttpResponse:
    """Return the preview anew, by the answers that are tried out; nothing is stored."""
    return render(request, PREVIEW, _preview(request.POST.get("type", FAULT), said_in(request.POST)))


@staff_page(permission=CONFIGURE, statements=10)
def case_field_new(request: StaffRequest) -> HttpResponse:
    """Show the form of a new field."""
    return _page(request, None, FieldForm(is_new=True, others=_others(request, None), initial={"kind": "text"}))


@staff_action(permission=CONFIGURE, statements=25)
def case_field_add(request: StaffRequest) -> HttpResponse:
    """Add the field, after the others."""
    form = FieldForm(request.POST, is_new=True, others=_others(request, None))
    if form.is_valid():
        try:
            save_case_field(actor=request.actor, **form.said())
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:case_fields"), _("The field is added. From now on it is asked for."))
    return _page(request, None, form, 422)


@staff_page(permission=CONFIGURE, statements=10)
def case_field_page(request: StaffRequest, field_id: int) -> HttpResponse:
    """Show a field with its form. Raises: NotFound."""
    row = case_field(request.actor, field_id)
    others = _others(request, field_id)
    return _page(request, row, FieldForm(is_new=False, others=others, initial=initial_of(row)))


@staff_action(permission=CONFIGURE, statements=25)
def case_field_change(request: StaffRequest, field_id: int) -> HttpResponse:
    """Change the field. Raises: NotFound."""
    row = case_field(request.actor, field_id)
    form = FieldForm(request.POST, is_new=False, others=_others(request, field_id))
    if form.is_valid():
        try:
            save_case_field(actor=request.actor, field_id=field_id, **form.said())
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:case_fields"), _("The field is saved."))
    return _page(request, row, form, 422)


@staff_action(permission=CONFIGURE, statements=10)
def case_field_explain(request: StaffRequest) -> HttpResponse:
    """Say in words when the field of the form would be asked for; nothing is stored."""
    rows = case_fields(request.actor)
    form = FieldForm(request.POST, is_new="code" in request.POST, others=rows)
    form.is_valid()
    return render(request, "desk/case_fields/_explained.html", {"says": _of_form(form, rows)})


@staff_action(permission=CONFIGURE, statements=25)
def case_field_move(request: StaffRequest, field_id: int) -> HttpResponse:
    """Let the field stand one place earlier or later. Raises: NotFound."""
    ids = [one.pk for one in case_fields(request.actor) if one.retired_at is None]
    case_field(request.actor, field_id)
    if field_id in ids:
        here = ids.index(field_id)
        there = max(0, min(len(ids) - 1, here + (-1 if request.POST.get("to") == "up" else 1)))
        ids.insert(there, ids.pop(here))
        order_case_fields(actor=request.actor, field_ids=ids)
    return done(request, reverse("desk:case_fields"), _("The order is saved."))


@staff_action(permission=CONFIGURE, statements=25)
def case_field_retire(request: StaffRequest, field_id: int) -> HttpResponse:
    """Ask for the field no more, or again. Raises: NotFound, Conflict."""
    back = "back" in request.POST
    retire_case_field(actor=request.actor, field_id=field_id, is_retired=not back)
    said = _("The field is asked for again.") if back else _("The field is retired. What stands in it is kept.")
    return done(request, reverse("desk:case_fields"), said)


def _others(request: StaffRequest, field_id: int | None) -> list[Any]:
    """Return the fields on which one may depend."""
    return [
        one
        for one in case_fields(request.actor)
        if one.pk != field_id and one.retired_at is None and not any(key.startswith("field.") for key in one.condition)
    ]


def _page(request: StaffRequest, row: Any, form: FieldForm, status: int = 200) -> HttpResponse:
    rows = case_fields(request.actor)
    if row is None and not form.is_bound:
        says: list[str] = []
    else:
        says = _of_form(form, rows) if form.is_bound else _explained(row, {one.code: one for one in rows})
    kind = KINDS.get(row.kind, row.kind) if row else ""
    context = {"form": form, "field": row, "kind": kind, "says": says, "current": reverse("desk:case_fields")}
    return render(request, "desk/case_fields/field.html", context, status=status)


def _explained(row: Any, others: dict[str, Any]) -> list[str]:
    return explained(
        types=row.types, condition=row.condition, needed_at=row.needed_at, is_personal=row.is_personal,
        for_customer=row.for_customer, others=others,
    )  # fmt: skip


def _of_form(form: FieldForm, rows: list[Any]) -> list[str]:
    said = form.said()
    kind = said.get("kind", "")
    return explained(
        types=said["types"],
        condition=said["condition"],
        needed_at=said["needed_at"],
        is_personal=said["is_personal"] or kind in ("phone", "mail"),
        for_customer=said["for_customer"],
        others={one.code: one for one in rows},
    )


def _preview(type: str, said: Any) -> dict[str, Any]:
    chosen = type if type in TYPES else FAULT
    asked = fields_for({"type": chosen}, said)
    form = AnswersForm(asked, initial={GIVEN + code: value for code, value in said.items()},
                       look_url=reverse("desk:case_fields_try"))  # fmt: skip
    return {"preview": form, "type": chosen, "types": TYPES.items()}
