"""A draft run over past cases: ask for it, watch it, read what it would have meant."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx, done, refuse_in_form, with_toast
from fuwutai.desk.evidence.forms import DaysForm
from fuwutai.desk.trials import words
from fuwutai.domain.evidence.choices import TRIAL_RUNNING, TRIAL_WAITING
from fuwutai.domain.evidence.commands.trials import ask_for_trial, stop_trial
from fuwutai.domain.evidence.trials import flip_page, trials_of_version, visible_trial
from fuwutai.domain.standards.manuals import version
from fuwutai.kernel.errors import Conflict, Invalid

FIGURES = "overview.view"
SIDES = ("lost", "won")


@staff_page(permission=FIGURES, statements=10)
def trials_of_draft(request: StaffRequest, version_id: int) -> HttpResponse:
    """Show the trials of a draft that the reader asked for, and the form for another: `?first=&last=`.

    Raises: NotFound.
    """
    return _asking(request, version_id, DaysForm(initial={name: request.GET.get(name) for name in ("first", "last")}))


@staff_action(permission=FIGURES, statements=20)
def trial_asked(request: StaffRequest, version_id: int) -> HttpResponse:
    """Promise a trial and show its progress. Raises: NotFound."""
    form = DaysForm(request.POST)
    if form.is_valid():
        try:
            asked = ask_for_trial(actor=request.actor, version_id=version_id, **form.period())
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:trial", args=[asked.pk]))
    return _asking(request, version_id, form)


@staff_page(permission=FIGURES, statements=12)
def trial(request: StaffRequest, trial_id: int) -> HttpResponse:
    """Show one trial; asked by htmx, only what changes while it runs. Raises: NotFound, Invalid for a damaged link."""
    template = "desk/trials/_trial.html" if by_htmx(request) else "desk/trials/trial.html"
    return render(request, template, _context(request, trial_id))


@staff_action(permission=FIGURES, statements=20)
def trial_stop(request: StaffRequest, trial_id: int) -> HttpResponse:
    """Stop a trial; what was found so far stays. Raises: NotFound."""
    stop_trial(actor=request.actor, trial_id=trial_id)
    said = _("The trial is stopped. What was found so far stays.")
    if not by_htmx(request):
        return done(request, reverse("desk:trial", args=[trial_id]), said)
    return with_toast(render(request, "desk/trials/_trial.html", _context(request, trial_id)), said)


def _asking(request: StaffRequest, version_id: int, form: DaysForm) -> HttpResponse:
    draft = version(request.actor, version_id)
    trials = [{"trial": one, "state": words.state(one)} for one in trials_of_version(request.actor, version_id)]
    context = {"version": draft, "form": form, "trials": trials, "presets": words.presets(version_id)}
    return render(request, "desk/trials/trials.html", context, status=422 if form.errors else 200)


def _context(request: StaffRequest, trial_id: int) -> dict[str, Any]:
    one = visible_trial(request.actor, trial_id)
    goes_on = one.state in (TRIAL_WAITING, TRIAL_RUNNING)
    context: dict[str, Any] = {
        "trial": one,
        "state": words.state(one),
        "goes_on": goes_on,
        "failure": words.failure(one),
        "period": words.period(one),
    }
    if one.result:
        context |= {"clocks": words.clocks(one.result), "hours": words.hours(one.result)}
    if not goes_on and one.result:
        context["flips"] = [_side(request, one, side) for side in SIDES]
    return context


def _side(request: StaffRequest, one: Any, side: str) -> dict[str, Any]:
    """Return one page of the promises that change to one side; `?lost=` and `?won=` are cursors."""
    cursor = request.GET.get(side)
    found = flip_page(request.actor, one.pk, lost=side == "lost", cursor=cursor)
    here = reverse("desk:trial", args=[one.pk])
    return {
        "name": side,
        "title": words.side_title(side),
        "count": one.result.get(side, 0),
        "rows": [words.flip(row) for row in found.rows],
        "first_url": f"{here}#{side}" if cursor else "",
        "next_url": f"{here}?{urlencode({side: found.next})}#{side}" if found.next else "",
    }
