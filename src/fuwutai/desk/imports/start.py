"""The way to an import: the file stays in the browser until it starts, so that nothing lies about meanwhile."""

import hashlib
import io
import secrets
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx, done, refuse_in_form
from fuwutai.desk.imports.forms import TOO_LARGE, MappingForm, SourceForm, meaning_fields, meanings_in
from fuwutai.domain.accounts.queries import centre_zone, visible_teams
from fuwutai.domain.imports.commands import start_run
from fuwutai.domain.imports.mapping import Mapping
from fuwutai.domain.imports.pages import read_file
from fuwutai.domain.imports.queries import MOST_SAMPLED, Preview, preview, run_of_file, sample, visible_run
from fuwutai.domain.imports.source import IN_A_REQUEST
from fuwutai.kernel.errors import Conflict, Invalid
from fuwutai.kernel.turns import reading_alone

IMPORT = "cases.import"
start_once = replace(start_run, replay=visible_run)


class Sent(io.BytesIO):
    """A file as it was sent. Two of them are the same where their content is; no reader closes it for the next one."""

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__(content)
        self.name = name
        self.digest = hashlib.sha256(content).hexdigest()

    def __repr__(self) -> str:
        return f"Sent({self.digest})"

    def close(self) -> None:
        """Stay open."""


@staff_page(permission=IMPORT, statements=10)
def import_new(request: StaffRequest) -> HttpResponse:
    """Show the form for the file."""
    return render(request, "desk/imports/new.html", _context(SourceForm(), {}))


@staff_action(permission=IMPORT, statements=20)
def import_previewed(request: StaffRequest) -> HttpResponse:
    """Show how the file would come in, with a mapping to mend; nothing is stored."""
    form = SourceForm(request.POST, request.FILES)
    sent = _sent(form)
    if sent is None:
        return _refused(request, form)
    try:
        return _step(request, form, sent, _mapping(request, form, sent))
    except Invalid as error:
        refuse_in_form(form, error)
    return _refused(request, form)


@staff_action(permission=IMPORT, statements=60)
def import_started(request: StaffRequest) -> HttpResponse:
    """Start the import of the file that was previewed and lead to it; the same form starts no second one."""
    form = SourceForm(request.POST, request.FILES)
    sent = _sent(form)
    if sent is None:
        return _refused(request, form)
    try:
        mapping = _mapping(request, form, sent)
        if mapping is None or not _is_previewed(request, form, sent):
            _look(request, sent, mapping)  # a file that cannot be read says only that
            said = _("This is not the file or the mapping that you looked at. Look at it now, then start.")
            form.add_error(None, said)
            return _step(request, form, sent, mapping, status=422)
        with reading_alone():
            read = read_file(sent, IN_A_REQUEST)
        run = start_once.once(request.POST.get("token", "") or secrets.token_urlsafe(16))(
            actor=request.actor, file=read, file_name=sent.name, mapping=mapping, in_background=True
        )
    except (Invalid, Conflict) as error:
        refuse_in_form(form, error)
        return _again(request, form, sent)
    url = reverse("desk:import", args=[run.pk])
    answer = done(request, url, _("The import has started."))
    return HttpResponse(headers={"HX-Redirect": url}) if by_htmx(request) else answer


def _sent(form: SourceForm) -> Sent | None:
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    return Sent(file.read(), file.name or "")


def _look(request: StaffRequest, sent: Sent, mapping: Mapping | None) -> Preview:
    """Return the first rows as they would come in. Raises: Invalid, TooMany while somebody else's file is read."""
    with reading_alone():
        return preview(request.actor, sent, mapping)


def _is_previewed(request: StaffRequest, form: SourceForm, sent: Sent) -> bool:
    """Return whether the mapping in the form was made for this very file, from the source chosen now."""
    given = request.POST
    return given.get("sha256") == sent.digest and given.get("mapped_by") == form.cleaned_data["map"]


def _mapping(request: StaffRequest, form: SourceForm, sent: Sent) -> Mapping | None:
    """Return the mapping as it was edited, else that which was chosen; None = suggest one. Raises: Invalid."""
    if not _is_previewed(request, form, sent):
        return form.mapping(request.POST)
    columns = _look(request, sent, None).columns
    edited = MappingForm(columns, Mapping(), "", request.POST)
    # What the form had offered beside our own choices is judged with the mapping as a whole.
    for name in ("time_zone", *(one for one in edited.fields if one.startswith("constant_"))):
        offered: Any = edited.fields[name]
        offered.choices = [*offered.choices, (request.POST.get(name, ""), "")]
    if not edited.is_valid():
        raise Invalid(_("The mapping cannot be used as it was sent. Look at it again."), code="bad_mapping")
    return edited.mapping(meanings_in(request.POST))


def _again(request: StaffRequest, form: SourceForm, sent: Sent) -> HttpResponse:
    """Return the form that was refused, with the preview where there can be one."""
    try:
        return _step(request, form, sent, _mapping(request, form, sent), status=422)
    except Invalid:
        return _refused(request, form)


def _step(
    request: StaffRequest, form: SourceForm, sent: Sent, mapping: Mapping | None, status: int = 200
) -> HttpResponse:
    """Return the mapping and the first rows as they would come in. Raises: Invalid."""
    actor = request.actor
    found = _look(request, sent, mapping)
    with reading_alone():
        checked = None if found.problem else sample(actor, sent, found.mapping)
    unknown = checked.unknown if checked else {}
    zone = centre_zone()
    step: dict[str, Any] = {
        "file_name": sent.name,
        "sha256": sent.digest,
        "mapped_by": form.cleaned_data["map"],
        "token": request.POST.get("token") or secrets.token_urlsafe(16),
        "form": MappingForm(found.columns, found.mapping, str(zone)),
        "key": " / ".join(found.mapping.key_columns),
        "meanings": meaning_fields(
            found.mapping, unknown, lambda: [(team.code, team.name) for team in visible_teams(actor)]
        ),
        "lines": found.lines,
        "problem": found.problem,
        "sample": checked,
        "most_sampled": MOST_SAMPLED,
        "before": run_of_file(actor, sent),
    }
    return _answer(request, form, step, 422 if found.problem else status)


def _refused(request: StaffRequest, form: SourceForm) -> HttpResponse:
    return _answer(request, form, {}, 422)


def _answer(request: StaffRequest, form: SourceForm, step: dict[str, Any], status: int) -> HttpResponse:
    template = "desk/imports/_mapping.html" if by_htmx(request) else "desk/imports/new.html"
    return render(request, template, _context(form, step), status=status)


def _context(form: SourceForm, step: dict[str, Any]) -> dict[str, Any]:
    return {"form": form, "step": step, "too_large": TOO_LARGE}
