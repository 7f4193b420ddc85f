"""The list of rules, one rule with its versions, and switching, moving and taking away."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done
from fuwutai.desk.automation import words
from fuwutai.domain.automation import queries
from fuwutai.domain.automation.choices import PROBLEMS
from fuwutai.domain.automation.commands import let_go_on, move_rule, restore_version, retire_rule, switch_rule
from fuwutai.domain.automation.policies import may_edit_rules
from fuwutai.domain.packs.commands import adopt_automation
from fuwutai.domain.packs.queries import automation_of, pack_titles, packs_with_automation
from fuwutai.kernel.errors import Invalid

VIEW, EDIT = "automation.view", "automation.edit"


@staff_page(permission=VIEW, statements=12)
def automation(request: StaffRequest) -> HttpResponse:
    """Show the rules in their order, each with what it did lately."""
    rules = queries.rules_with_figures(request.actor)
    may_edit = may_edit_rules(request.actor)
    titles = pack_titles()
    missing = _missing(request) if may_edit else {}
    context = {
        "rows": [{"rule": one, "when": words.when(one.current.trigger)} for one in rules],
        "may_edit": may_edit,
        "shipped": [{"code": code, "title": titles[code], "number": n} for code, n in missing.items()],
        "days": queries.DAYS,
    }
    return render(request, "desk/automation/rules.html", context)


@staff_page(permission=VIEW, statements=12)
def rule(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Show one rule with its versions and where it is stopped. Raises: NotFound."""
    found = queries.visible_rule(request.actor, rule_id)
    versions = queries.versions_of(request.actor, rule_id)
    spoken = words.conditions_in_words(request.actor, {one.conditions for one in versions})
    told = [words.told_version(request.actor, one, spoken) for one in versions[:20]]
    older: list[Any] = [*told[1:], None]
    context = {
        "rule": found,
        "now": told[0],
        "versions": [
            {"row": row, "told": this, "differences": words.differences(this, before)}
            for row, this, before in zip(versions, told, older, strict=False)
        ],
        "runs": [{"run": one, "why": words.why(one)} for one in _runs(request, rule_id)],
        "halts": [
            {"row": one, "why": PROBLEMS.get(one.why, one.why)} for one in queries.halts_of(request.actor, rule_id)
        ],
        "may_edit": may_edit_rules(request.actor),
    }
    return render(request, "desk/automation/rule.html", context)


@staff_action(permission=EDIT, statements=14)
def rule_switch(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Let a rule be obeyed, or no longer. Raises: NotFound, Refused."""
    is_on = request.POST.get("on") == "1"
    try:
        switch_rule(actor=request.actor, rule_id=rule_id, is_on=is_on)
    except Invalid as problem:
        said = _("The rule stays off: %(why)s Change it first.") % {
            "why": " ".join(str(one) for one in problem.fields.values()) or str(problem.message)
        }
        return done(request, reverse("desk:automation_rule", args=[rule_id]), said)
    said = _("The rule is obeyed from now on.") if is_on else _("The rule is off. What it waited for is dropped.")
    return done(request, _back(request, rule_id), said)


@staff_action(permission=EDIT, statements=12)
def rule_move(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Let a rule change places with the one before or after it. Raises: NotFound, Refused."""
    move_rule(actor=request.actor, rule_id=rule_id, up=request.POST.get("to") == "up")
    return done(request, reverse("desk:automation"), _("The order is changed."))


@staff_action(permission=EDIT, statements=12)
def rule_retire(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Take a rule away. Raises: NotFound, Refused."""
    retire_rule(actor=request.actor, rule_id=rule_id)
    return done(request, reverse("desk:automation"), _("The rule is gone. What it did stays in the cases."))


@staff_action(permission=EDIT, statements=18)
def rule_restore(request: StaffRequest, rule_id: int, number: int) -> HttpResponse:
    """Let a rule say again what it said in an older version. Raises: NotFound, Refused, Invalid."""
    restore_version(actor=request.actor, rule_id=rule_id, number=number)
    said = _("The rule says again what version %(number)s said, as a new version.") % {"number": number}
    return done(request, reverse("desk:automation_rule", args=[rule_id]), said)


@staff_action(permission=EDIT, statements=10)
def rule_let_go_on(request: StaffRequest, rule_id: int, case_id: int) -> HttpResponse:
    """Let a rule act again on a case in which it had gone in a circle. Raises: NotFound, Refused."""
    let_go_on(actor=request.actor, rule_id=rule_id, case_id=case_id)
    return done(request, reverse("desk:automation_rule", args=[rule_id]), _("The rule acts on this case again."))


@staff_action(permission=EDIT, statements=200)
def adopt(request: StaffRequest) -> HttpResponse:
    """Take over the rules that a manual asks for. Raises: NotFound, Refused."""
    number = adopt_automation(actor=request.actor, code=request.POST.get("pack", ""))
    said = ngettext("%(n)s rule is taken over.", "%(n)s rules are taken over.", number) % {"n": number}
    return done(request, reverse("desk:automation"), said)


def _missing(request: StaffRequest) -> dict[str, int]:
    """Return how many rules of which manual were never taken over. Cost: 1 statement."""
    there = queries.codes_there(request.actor)
    found = {
        code: sum(1 for one in automation_of(code, "zh") if one.code not in there) for code in packs_with_automation()
    }
    return {code: number for code, number in found.items() if number}


def _runs(request: StaffRequest, rule_id: int) -> list[Any]:
    return queries.runs_page(request.actor, queries.RunFilter(rule_id=rule_id), None, size=10).rows


def _back(request: StaffRequest, rule_id: int) -> str:
    """Return where a switch was pressed."""
    listed = request.POST.get("from") == "list"
    return reverse("desk:automation") if listed else reverse("desk:automation_rule", args=[rule_id])
