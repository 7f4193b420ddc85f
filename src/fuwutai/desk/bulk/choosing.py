"""The way to a bulk change: which cases, what is to be done, a look at what would come of it, the start."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, safe_next
from fuwutai.desk.bulk import words
from fuwutai.desk.cases.narrowing import KEYS, narrowing_of
from fuwutai.desk.steps.forms import only_edited, read_steps, steps_context
from fuwutai.domain.cases.actions.bulk import AT_ONCE, MOST_CASES, chosen, preview
from fuwutai.domain.cases.actions.macros import visible_macro, visible_macros
from fuwutai.domain.cases.actions.registry import Step, actions, checked_steps, told
from fuwutai.domain.cases.commands.bulk import start_bulk
from fuwutai.domain.cases.commands.bulk_work import carry_on
from fuwutai.domain.cases.lists.query import understood
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, Text

VIEW, MOST_MACROS = "cases.view", 100
WHILE_ONE_WAITS = 20.0
"""Seconds for which a request may work on a few cases; the worker does what is left."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the forms carry along: the cases, the steps so far, and where the list was."""

    case_ids: list[int]
    steps: list[Step]
    back: str
    macro_id: int | None = None

    @property
    def ids(self) -> str:
        """Return the cases as a form holds them."""
        return ",".join(map(str, self.case_ids))

    @property
    def steps_text(self) -> str:
        """Return the steps as a form holds them."""
        return json.dumps(self.steps, ensure_ascii=False)


@staff_page(permission=VIEW, statements=6)
def bulk_new(request: StaffRequest) -> HttpResponse:
    """Say how cases are chosen, to who comes without any."""
    return render(request, "desk/bulk/nothing.html", {})


@staff_action(permission=VIEW, statements=12)
def bulk_chosen(request: StaffRequest) -> HttpResponse:
    """Ask what shall be done with the cases that were ticked, or with all of a list."""
    try:
        wanted = _wanted(request)
    except Invalid as problem:
        return _nothing(request, problem)
    if (macro_id := _number(request.POST.get("macro", ""))) is not None:
        return _by_macro(request, wanted, macro_id)
    do = request.POST.get("do", "")
    return _choose(request, wanted, wanted.steps or [{"do": do if do in actions() else ""}])


@staff_action(permission=VIEW, statements=12)
def bulk_previewed(request: StaffRequest) -> HttpResponse:
    """Show what would come of it; nothing is done."""
    try:
        wanted = _wanted(request)
    except Invalid as problem:
        return _nothing(request, problem)
    written = read_steps(request.POST)
    if only_edited(request.POST):
        return _choose(request, wanted, written)
    try:
        steps = checked_steps(request.actor, written)
    except Invalid as problem:
        return _choose(request, wanted, written, problem.fields, 422)
    return _preview(request, Wanted(wanted.case_ids, steps, wanted.back))


@staff_action(permission=VIEW, statements=800)
def bulk_started(request: StaffRequest) -> HttpResponse:
    """Start it and lead to its report; a few cases are done at once. The same form starts no second run."""
    try:
        wanted = _wanted(request)
    except Invalid as problem:
        return _nothing(request, problem)
    found = preview(request.actor, wanted.case_ids, wanted.steps)
    if found.speaks and not request.POST.get("sure"):
        said = _("Customers will hear of this. Tick that you have read what they get.")
        return _preview(request, wanted, said, 422)
    token = request.POST.get("token", "") or secrets.token_urlsafe(16)
    try:
        run = start_bulk.once(token)(
            actor=request.actor, steps=wanted.steps, case_ids=wanted.case_ids, macro_id=wanted.macro_id
        )
    except (Invalid, Conflict) as problem:
        return _preview(request, wanted, str(next(iter(problem.fields.values()), problem.message)), 422)
    if run.wanted <= AT_ONCE:
        carry_on(run.pk, WHILE_ONE_WAITS)
    return done(request, reverse("desk:bulk_run", args=[run.pk]), _("The bulk change has started."))


def _wanted(request: StaffRequest) -> Wanted:
    """Raises: Invalid for no cases, too many, a query that is not understood, or steps that are none."""
    said = request.POST
    back = safe_next(request)
    steps = _steps(request.actor, said)
    if said.get("all") and said.get("q"):
        ids = chosen(request.actor, query=understood(request.actor, said["q"]))
    elif said.get("all") and said.get("queue"):
        only, _words = narrowing_of(request.actor, {key: said[key] for key in KEYS if key in said})
        ids = chosen(request.actor, queue_name=said["queue"], only=only)
    else:
        written = [*said.getlist("case"), *said.get("ids", "").split(",")]
        numbers = {number for one in written if (number := _number(one)) is not None}
        ids = chosen(request.actor, case_ids=numbers)
    return Wanted(ids, steps, back, _number(said.get("macro", "")))


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


def _by_macro(request: StaffRequest, wanted: Wanted, macro_id: int) -> HttpResponse:
    """Show what a macro would come to, or the editor where its steps do not fit any more. Raises: NotFound."""
    written = visible_macro(request.actor, macro_id).steps
    try:
        steps = checked_steps(request.actor, written)
    except Invalid as problem:
        return _choose(request, wanted, written, problem.fields, 422)
    return _preview(request, Wanted(wanted.case_ids, steps, wanted.back, macro_id if steps == written else None))


def _steps(actor: Actor, said: QueryDict) -> list[Step]:
    """Return the steps that were chosen before. Raises: Invalid for what no page of ours writes."""
    if not (text := said.get("steps", "")) or text == "[]":
        return []
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Invalid(_("These steps are damaged. Choose them again."), code="bad_steps")
    return checked_steps(actor, found)


def _nothing(request: StaffRequest, problem: Invalid) -> HttpResponse:
    said = next(iter(problem.fields.values()), problem.message)
    return render(request, "desk/bulk/nothing.html", {"problem": said, "back": safe_next(request)}, status=422)


def _choose(
    request: StaffRequest,
    wanted: Wanted,
    steps: Sequence[Mapping[str, str]],
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "wanted": wanted,
        "number": len(wanted.case_ids),
        "steps_editor": steps_context(request.actor, steps, errors),
        "macros": [(one.pk, one.name) for one in visible_macros(request.actor)[:MOST_MACROS]],
    }
    return render(request, "desk/bulk/choose.html", context, status=status)


def _preview(request: StaffRequest, wanted: Wanted, problem: str = "", status: int = 200) -> HttpResponse:
    if not wanted.steps:
        return _choose(request, wanted, [{"do": ""}])
    actor = request.actor
    found = preview(actor, wanted.case_ids, wanted.steps)
    context: dict[str, Any] = {
        "wanted": wanted,
        "number": len(wanted.case_ids),
        "found": found,
        "refused": len(found.case_ids) - found.allowed,
        "lines": told(actor, wanted.steps),
        "hindrances": words.hindrances(actor, wanted.steps, found.hindrances),
        "speaks": told(actor, found.speaks),
        "final": told(actor, found.final),
        "is_final": len(found.final) == len(wanted.steps),
        "at_once": len(wanted.case_ids) <= AT_ONCE,
        "most": MOST_CASES,
        "problem": problem,
        "token": request.POST.get("token") or secrets.token_urlsafe(16),
    }
    return render(request, "desk/bulk/preview.html", context, status=status)
