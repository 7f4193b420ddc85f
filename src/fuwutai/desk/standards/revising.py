"""Change a promise: the form, what it would mean, and the change."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.standards.facts import in_words
from fuwutai.desk.standards.forms import RevisionForm, revision_form
from fuwutai.desk.standards.views import CLOCK_KINDS, EDIT, names_for, title_of, versions_of
from fuwutai.desk.standards.words import ESCALATION, Names, promise, shown
from fuwutai.domain.sla.choices import PAUSED, RUNNING
from fuwutai.domain.sla.queries import clocks_of_visible_cases
from fuwutai.domain.standards.commands import revise_rule
from fuwutai.domain.standards.queries import Rule, value_of
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Conflict, DomainError, Invalid


@staff_page(permission=EDIT, statements=12)
def promise_revise(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Show the form; of a version that is no longer the last one, its versions."""
    rule = _rule(request, rule_id)
    if rule.valid_to is not None:
        return redirect("desk:promise", rule_id)
    names = names_for(request)
    return _page(request, rule, revision_form(rule, names), names)


@staff_action(permission=EDIT, statements=25)
def promise_revised(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Put the next version in the place of a promise."""
    rule = _rule(request, rule_id)
    names = names_for(request)
    form = revision_form(rule, names, request.POST)
    status = 422
    if form.is_valid():
        try:
            revised = revise_rule(
                actor=request.actor,
                rule_id=rule_id,
                value=form.value(),
                scope=form.scope(),
                valid_from=form.since(),
                reason=form.cleaned_data["reason"],
            )
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
            status = error.http_status
        else:
            code = "escalation" if rule.kind == ESCALATION else CLOCK_KINDS[rule.kind][0]
            text = _("The standard is changed: version %(version)d.") % {"version": revised.version}
            return done(request, f"{reverse('desk:promises')}#clock-{code}", text)
    return _page(request, rule, form, names, status)


@staff_action(permission=EDIT, statements=12)
def promise_preview(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Say what the change would mean, as it is typed."""
    rule = _rule(request, rule_id)
    names = names_for(request)
    form = revision_form(rule, names, request.POST)
    form.is_valid()
    context = {"rule": rule, "preview": _preview(request, rule, form, names)}
    return render(request, "desk/standards/_preview.html", context)


def _rule(request: StaffRequest, rule_id: int) -> Rule:
    return next(one for one in versions_of(request, rule_id) if one.id == rule_id)


def _page(
    request: StaffRequest, rule: Rule, form: RevisionForm, names: Names, status: int = 200
) -> HttpResponse:
    context = {
        "rule": rule,
        "row": shown(rule, names, clock.now()),
        "title": title_of(rule),
        "form": form,
        "preview": _preview(request, rule, form, names),
    }
    return render(request, "desk/standards/revise.html", context, status=status)


def _preview(request: StaffRequest, rule: Rule, form: RevisionForm, names: Names) -> dict[str, str]:
    """Return what open cases keep and what new ones get. Cost: 1 statement."""
    present = promise(rule.kind, rule.value, names)
    if rule.kind == ESCALATION:
        kept = _("Clocks that run already keep the step they began with: %(present)s.") % {"present": present}
    else:
        live = clocks_of_visible_cases(request.actor).filter(rule_id=rule.id, state__in=(RUNNING, PAUSED))
        count = live.values("subject_id").distinct().count()
        kept = ngettext(
            "%(n)d open case keeps its present promise: %(present)s.",
            "%(n)d open cases keep their present promise: %(present)s.",
            count,
        ) % {"n": count, "present": present}
    return {"kept": kept, "new": _new(rule, form, names)}


def _new(rule: Rule, form: RevisionForm, names: Names) -> str:
    try:
        wanted = value_of(rule.kind, form.value()) if form.is_bound else None
    except (KeyError, DomainError):  # a field is missing or cannot be read
        wanted = None
    if wanted is None:
        return _("New ones get what you enter here.")
    since = form.cleaned_data.get("valid_from")
    told = {"promise": promise(rule.kind, wanted, names), "whom": in_words(form.scope())}
    if since is None or form.since() is None:
        return _("From now on new ones get: %(promise)s (%(whom)s).") % told
    return _("From %(day)s on new ones get: %(promise)s (%(whom)s).") % {**told, "day": since.isoformat()}
