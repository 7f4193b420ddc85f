"""A manual as a file: taken out to be worked on elsewhere, and taken in as a draft after a preview."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.downloads import CSV_TYPE, whole_file
from fuwutai.desk.drafts.choosing import DraftForm
from fuwutai.desk.drafts.listing import EDIT
from fuwutai.desk.drafts.version import back_to
from fuwutai.desk.drafts.words import ACTION_LOOKS
from fuwutai.desk.standards.saying import about, whom
from fuwutai.desk.standards.views import names_for
from fuwutai.desk.standards.words import Names, promise
from fuwutai.domain.standards import manuals, queries
from fuwutai.domain.standards.choices import ACTIONS, ADOPT, END, OWN, REVISE
from fuwutai.domain.standards.commands import import_manual_draft
from fuwutai.domain.standards.manuals import ManualView
from fuwutai.domain.standards.queries import Rule
from fuwutai.domain.standards.rule_kinds import DECISION, PACK_IN_USE
from fuwutai.domain.standards.sheet_plan import REMOVE, Plan, Step, plan_import
from fuwutai.domain.standards.sheets import (
    CLAUSES,
    FIGURES,
    MOST_BYTES,
    TITLES,
    Sheets,
    clause_rows,
    figure_rows,
    read_sheets,
    table,
    workbook,
)
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Conflict, Invalid, NotFound
from fuwutai.kernel.spreadsheets import WORKBOOK_TYPE
from fuwutai.kernel.turns import reading_alone

MOST_SHOWN = 200


class FileForm(forms.Form):
    """The file to take in."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("File"),
        max_length=255,
        allow_empty_file=True,
        help_text=_("XLSX with both sheets, or CSV with one of them, as the export makes it. At most 1 MB."),
        error_messages={"required": _("Choose the file with the clauses and figures.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> UploadedFile[Any]:
        """Return the file. Raises: ValidationError when it is too large to be read at all."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 1 MB. Send the sheets of one manual only."))
        return file


@staff_page(permission=None, statements=10)
def manual_export(request: StaffRequest, code: str) -> HttpResponse:
    """Send the clauses and figures of a manual: `?format=xlsx`, or `csv` with `?part=clauses|figures`; `?version=`."""
    manual = manuals.manual(request.actor, code)
    tables = _tables(request, manual)
    part = request.GET.get("part", CLAUSES)
    if request.GET.get("format", "xlsx") == "csv" and part in tables:
        return whole_file(table(part, tables[part]), f"{code}-{part}.csv", CSV_TYPE)
    return whole_file(workbook(tables), f"{code}.xlsx", WORKBOOK_TYPE)


@staff_page(permission=EDIT, statements=10)
def manual_import(request: StaffRequest, code: str) -> HttpResponse:
    """Show the form for the file."""
    return _page(request, code, FileForm())


@staff_action(permission=EDIT, statements=60)
def manual_imported(request: StaffRequest, code: str) -> HttpResponse:
    """Show what the file would change; with `confirm` make the draft. Nothing of it is obeyed before its approval."""
    if "confirm" in request.POST:
        return _confirmed(request, code)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, code, form, 422)
    content: bytes = form.cleaned_data["file"].read()
    try:
        return _preview(request, code, content, DraftForm(initial={"title": form.cleaned_data["file"].name}))
    except Invalid as error:
        refuse_in_form(form, error)
    return _page(request, code, form, 422)


def _confirmed(request: StaffRequest, code: str) -> HttpResponse:
    try:
        content = base64.b64decode(request.POST.get("content", ""), validate=True)
    except (binascii.Error, ValueError):
        form = FileForm({})
        form.add_error(None, _("The file did not arrive whole. Choose it once more."))
        return _page(request, code, form, 422)
    about = DraftForm(request.POST)
    status = 422
    if about.is_valid():
        try:
            read = _read(content)
            version = import_manual_draft(actor=request.actor, manual_code=code, sheets=read, **about.cleaned_data)
        except (Invalid, Conflict) as error:
            refuse_in_form(about, error)
            status = error.http_status
        else:
            text = _("The draft is made from the file. Look at the changes, then send it for review.")
            return done(request, back_to(version.pk, "changes"), text)
    try:
        return _preview(request, code, content, about, status)
    except Invalid as error:
        form = FileForm({})
        refuse_in_form(form, error)
        return _page(request, code, form, 422)


def _read(content: bytes) -> Sheets:
    """Return the rows of a file. Raises: Invalid, TooMany while somebody else's file is read."""
    with reading_alone():
        return read_sheets(content)


def _tables(request: StaffRequest, manual: ManualView) -> dict[str, list[dict[str, str]]]:
    """Return clauses and figures now, or as an approved version had them when it began.

    Raises: NotFound, also for a draft: its figures are in force nowhere. Cost: 2 statements.
    """
    asked = request.GET.get("version", "")
    if not asked:
        wordings, at = manuals.wordings(request.actor, manual_code=manual.code), clock.now()
    else:
        version = manuals.version(request.actor, int(asked)) if _is_number(asked) else None
        if version is None or version.manual_code != manual.code or version.effective_from is None:
            raise NotFound
        wordings = manuals.wordings(request.actor, version_id=version.id)
        at = version.effective_from
    rules = [one for one in queries.rules_at(at) if _is_of(manual, one)]
    names = names_for(request)
    return {CLAUSES: clause_rows(wordings), FIGURES: figure_rows(rules, lambda rule: _in_words(rule, names))}


def _in_words(rule: Rule, names: Names) -> str:
    said = (about(rule.kind, rule.scope), promise(rule.kind, rule.value, names), whom(rule.scope))
    return " · ".join(one for one in said if one)


def _is_of(manual: ManualView, rule: Rule) -> bool:
    if rule.kind in (DECISION, PACK_IN_USE):
        return False
    return rule.manual_id == manual.id or (rule.manual_id is None and manual.code == OWN)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _page(request: StaffRequest, code: str, form: FileForm, status: int = 200) -> HttpResponse:
    context = {"manual": manuals.manual(request.actor, code), "form": form, "plan": None}
    return render(request, "desk/drafts/import.html", context, status=status)


def _preview(request: StaffRequest, code: str, content: bytes, about: DraftForm, status: int = 200) -> HttpResponse:
    """Return what a file would change. Raises: Invalid for one that cannot be read."""
    plan = plan_import(request.actor, code, _read(content))
    context = {
        "manual": manuals.manual(request.actor, code),
        "form": FileForm(),
        "about": about,
        "plan": plan,
        "steps": [_step(one) for one in plan.steps[:MOST_SHOWN]],
        "rejects": [{"sheet": TITLES[one.sheet], "row": one.row, "reason": one.reason} for one in plan.rejects],
        "summary": _summary(plan),
        "not_shown": max(0, len(plan.steps) - MOST_SHOWN),
        "content": base64.b64encode(content).decode(),
    }
    return render(request, "desk/drafts/import.html", context, status=status)


def _step(step: Step) -> dict[str, Any]:
    like = {REMOVE: END, "word": ADOPT if step.is_new else REVISE}.get(step.action, step.action)
    words = {
        REMOVE: gettext("Clause goes"),
        "word": gettext("New clause") if step.is_new else gettext("Changed clause"),
    }
    tone, icon = ACTION_LOOKS[like]
    texts = step.given.get("texts", {})
    text = manuals.in_language(texts) if texts else ""
    return {
        "row": step.row,
        "clause": step.clause_code,
        "badge": {"text": words.get(step.action) or ACTIONS[like], "tone": tone, "icon": icon},
        "text": text,
    }


def _summary(plan: Plan) -> str:
    changes = ngettext("%(n)d change", "%(n)d changes", len(plan.steps)) % {"n": len(plan.steps)}
    rejects = ngettext("%(n)d row cannot be taken", "%(n)d rows cannot be taken", len(plan.rejects))
    same = ngettext("%(n)d row says what is there already", "%(n)d rows say what is there already", plan.unchanged)
    return gettext(", ").join([changes, rejects % {"n": len(plan.rejects)}, same % {"n": plan.unchanged}])
