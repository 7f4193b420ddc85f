"""The figures of a draft: choose one, change it, add one, end one, take the change back."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.drafts.clauses import clause_options, draft_of
from fuwutai.desk.drafts.listing import EDIT
from fuwutai.desk.drafts.version import back_to, version_page
from fuwutai.desk.drafts.words import title_of
from fuwutai.desk.standards.forms import FigureForm
from fuwutai.desk.standards.plain_form import CLOCK, figure_form, kinds_to_propose
from fuwutai.desk.standards.previewing import preview
from fuwutai.desk.standards.saying import about, whom
from fuwutai.desk.standards.views import names_for
from fuwutai.desk.standards.words import Names, shown
from fuwutai.domain.standards import commands, manuals, queries, registry
from fuwutai.domain.standards.choices import ADOPT, END, OWN, REVISE
from fuwutai.domain.standards.manuals import VersionView
from fuwutai.domain.standards.queries import Rule
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Conflict, Invalid, NotFound


@staff_page(permission=EDIT, statements=12)
def draft_rules(request: StaffRequest, version_id: int) -> HttpResponse:
    """Show the figures of the manual, to choose one; each says what the draft does with it."""
    version = draft_of(request, version_id)
    if version is None:
        return version_page(request, version_id)
    names = names_for(request)
    changed = {one.before.id for one in manuals.proposals(request.actor, version_id) if one.before}
    rows = [
        shown(one, names, clock.now())
        | {"about": about(one.kind, one.scope), "whom": whom(one.scope), "changed": one.id in changed}
        for one in sorted(_figures(request, version), key=lambda one: not one.kind.startswith(CLOCK))  # clocks first
    ]
    context = {"version": version, "title": title_of(version), "rows": rows, "kinds": kinds_to_propose()}
    return render(request, "desk/drafts/rules.html", context)


@staff_page(permission=EDIT, statements=12)
def draft_rule(request: StaffRequest, version_id: int, rule_id: int) -> HttpResponse:
    """Show a figure as the draft has it, to change it. Raises: NotFound for one that is not of its manual."""
    version = draft_of(request, version_id)
    if version is None:
        return version_page(request, version_id)
    rule = _figure(request, version, rule_id)
    proposed = next(
        (one for one in manuals.proposals(request.actor, version_id) if one.before and one.before.id == rule_id), None
    )
    as_drafted = rule
    if proposed is not None and proposed.value is not None:
        as_drafted = replace(rule, scope=proposed.scope, value=proposed.value, clause_code=proposed.clause_code)
    names = names_for(request)
    form = figure_form(rule.kind, as_drafted, names, clauses=_clauses(request, version_id))
    return _rule_page(request, version, rule, form, names)


@staff_action(permission=EDIT, statements=40)
def draft_rule_revised(request: StaffRequest, version_id: int, rule_id: int) -> HttpResponse:
    """Let the draft change a figure."""
    version = manuals.version(request.actor, version_id)
    rule = _figure(request, version, rule_id)
    names = names_for(request)
    form = figure_form(rule.kind, rule, names, request.POST, clauses=_clauses(request, version_id))
    said = _("The change of the figure stands in the draft.")
    return _proposed(request, version, rule, form, names, said, action=REVISE, rule_id=rule_id)


@staff_action(permission=EDIT, statements=40)
def draft_rule_end(request: StaffRequest, version_id: int, rule_id: int) -> HttpResponse:
    """Let the draft end a figure."""
    commands.propose_rule(actor=request.actor, version_id=version_id, action=END, rule_id=rule_id)
    return done(request, back_to(version_id, "changes"), _("The end of the figure stands in the draft."))


@staff_page(permission=EDIT, statements=12)
def draft_rule_new(request: StaffRequest, version_id: int) -> HttpResponse:
    """Show the form for a new figure: `?kind=` what kind, else the kinds to choose from; `?clause=` of which clause."""
    version = draft_of(request, version_id)
    if version is None:
        return version_page(request, version_id)
    kind = request.GET.get("kind", "")
    if kind not in {one.code for one in kinds_to_propose()}:
        context = {"version": version, "title": title_of(version), "kinds": kinds_to_propose()}
        return render(request, "desk/drafts/rule_kind.html", context | {"clause": request.GET.get("clause", "")})
    names = names_for(request)
    return _rule_page(request, version, None, _new_form(request, version_id, kind, names), names)


@staff_action(permission=EDIT, statements=40)
def draft_rule_adopted(request: StaffRequest, version_id: int) -> HttpResponse:
    """Let the draft bring a new figure."""
    version = manuals.version(request.actor, version_id)
    kind = request.POST.get("kind", "")
    if kind not in {one.code for one in kinds_to_propose()}:
        raise NotFound
    names = names_for(request)
    form = _new_form(request, version_id, kind, names)
    said = _("The new figure stands in the draft.")
    return _proposed(request, version, None, form, names, said, action=ADOPT, kind=kind)


@staff_action(permission=EDIT, statements=30)
def draft_proposal_drop(request: StaffRequest, version_id: int, proposal_id: int) -> HttpResponse:
    """Take back what the draft does with a figure."""
    commands.drop_proposal(actor=request.actor, version_id=version_id, proposal_id=proposal_id)
    return done(request, back_to(version_id, "changes"), _("Taken back: the figure stays as it is."))


@staff_action(permission=EDIT, statements=12)
def draft_rule_preview(request: StaffRequest, version_id: int) -> HttpResponse:
    """Say what a change or a new figure would mean, as it is typed: `?rule=` or `?kind=`."""
    version = manuals.version(request.actor, version_id)
    names = names_for(request)
    asked = request.GET.get("rule", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 19:
        rule = _figure(request, version, int(asked))
        form = figure_form(rule.kind, rule, names, request.POST)
    elif (kind := request.GET.get("kind", "")) in {one.code for one in kinds_to_propose()}:
        rule, form = None, figure_form(kind, None, names, request.POST)
    else:
        raise NotFound
    form.is_valid()
    context = {"preview": preview(request, form, names), "preview_url": _preview_url(version_id, rule, form.kind)}
    return render(request, "desk/standards/_preview.html", context)


def _proposed(
    request: StaffRequest, version: VersionView, rule: Rule | None, form: FigureForm, names: Names, said: str,
    **what: Any,
) -> HttpResponse:  # fmt: skip
    """Put what was filled in into the draft, or show what is wrong with it. `what`: as `propose_rule` takes it."""
    status = 422
    if form.is_valid():
        try:
            commands.propose_rule(
                actor=request.actor, version_id=version.id, value=form.value(), scope=form.scope(),
                clause_code=form.chosen_clause() or "", **what,
            )  # fmt: skip
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
            status = error.http_status
        else:
            return done(request, back_to(version.id, "changes"), said)
    return _rule_page(request, version, rule, form, names, status)


def _figures(request: StaffRequest, version: VersionView) -> list[Rule]:
    """Return the figures that a version of the manual may change: its own, and through OWN those of no manual."""
    offered = {one.code for one in kinds_to_propose()}
    return [
        one
        for one in queries.all_rules(request.actor)
        if one.valid_to is None and one.kind in offered and _is_of(version, one)
    ]


def _figure(request: StaffRequest, version: VersionView, rule_id: int) -> Rule:
    rule = next(one for one in queries.rule_versions(request.actor, rule_id) if one.id == rule_id)
    if not _is_of(version, rule):
        raise NotFound
    return rule


def _is_of(version: VersionView, rule: Rule) -> bool:
    return rule.manual_id == version.manual_id or (rule.manual_id is None and version.manual_code == OWN)


def _clauses(request: StaffRequest, version_id: int) -> list[tuple[str, str]]:
    return clause_options(manuals.wordings(request.actor, version_id=version_id))


def _new_form(request: StaffRequest, version_id: int, kind: str, names: Names) -> FigureForm:
    data: Any = request.POST if request.method == "POST" else None
    clauses = _clauses(request, version_id)
    asked = request.GET.get("clause", "")
    return figure_form(kind, None, names, data, clauses=clauses, clause_code=asked if asked in dict(clauses) else "")


def _preview_url(version_id: int, rule: Rule | None, kind: str) -> str:
    asked = f"rule={rule.id}" if rule else f"kind={kind}"
    return f"{reverse('desk:draft_rule_preview', args=[version_id])}?{asked}"


def _rule_page(
    request: StaffRequest, version: VersionView, rule: Rule | None, form: FigureForm, names: Names, status: int = 200
) -> HttpResponse:
    context = {
        "version": version,
        "title": title_of(version),
        "rule": rule,
        "kind": registry.kind(form.kind),
        "row": shown(rule, names, clock.now()) if rule else None,
        "about": about(rule.kind, rule.scope) if rule else registry.kind(form.kind).title,
        "whom": whom(rule.scope) if rule else "",
        "form": form,
        "preview": preview(request, form, names),
        "preview_url": _preview_url(version.id, rule, form.kind),
    }
    return render(request, "desk/drafts/rule.html", context, status=status)
