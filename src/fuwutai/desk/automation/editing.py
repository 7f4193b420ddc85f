"""Writing a rule, and trying it on what has happened before it is saved."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.automation import words
from fuwutai.desk.automation.forms import PLACES, TRIED_DAYS, RuleForm, said_before
from fuwutai.desk.steps.forms import only_edited, read_steps, steps_context
from fuwutai.desk.views.words import EXAMPLES, key_help
from fuwutai.domain.automation import queries
from fuwutai.domain.automation.checking import actions_for_rules
from fuwutai.domain.automation.commands import save_rule
from fuwutai.domain.automation.policies import refuse_editing
from fuwutai.domain.automation.trying import Tried, try_rule
from fuwutai.domain.cases.actions.registry import told
from fuwutai.kernel.errors import Conflict, Invalid, Text

EDIT = "automation.edit"


@staff_page(permission=EDIT, statements=10)
def rule_new(request: StaffRequest) -> HttpResponse:
    """Show the form of a new rule. Raises: Refused for who does not see every case."""
    refuse_editing(request.actor)
    return _page(request, RuleForm(initial={"on": "event", "unit": 60}), [], None)


@staff_action(permission=EDIT, statements=900)
def rule_new_save(request: StaffRequest) -> HttpResponse:
    """Save a new rule, or try it. Raises: Refused."""
    refuse_editing(request.actor)
    return _save(request, None)


@staff_page(permission=EDIT, statements=12)
def rule_edit(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Show the form of a rule. Raises: NotFound."""
    refuse_editing(request.actor)
    rule: Any = queries.visible_rule(request.actor, rule_id)
    version = rule.current
    spoken = words.conditions_in_words(request.actor, [version.conditions])
    given = {"name": rule.name, "note": rule.note, "conditions": spoken[version.conditions], "stops": version.stops}
    return _page(request, RuleForm(initial=given | said_before(version.trigger)), version.steps, rule)


@staff_action(permission=EDIT, statements=900)
def rule_edit_save(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Save a rule as a new version, or try it. Raises: NotFound, Refused."""
    refuse_editing(request.actor)
    return _save(request, queries.visible_rule(request.actor, rule_id))


def _save(request: StaffRequest, rule: Any) -> HttpResponse:
    steps = read_steps(request.POST)
    form = RuleForm(request.POST)
    if only_edited(request.POST):
        return _page(request, RuleForm(initial=request.POST.dict()), steps, rule)
    errors: Mapping[str, Text] = {}
    if form.is_valid():
        said = form.cleaned_data
        try:
            if "try" in request.POST:
                tried = try_rule(request.actor, form.trigger(), said["conditions"], steps, _days(request))
                return _page(request, form, steps, rule, tried=tried)
            saved = save_rule(
                actor=request.actor, rule_id=rule.pk if rule else None, seen_version=_seen(request),
                name=said["name"], note=said["note"], trigger=form.trigger(), conditions=said["conditions"],
                steps=steps, stops=said["stops"],
            )  # fmt: skip
        except (Invalid, Conflict) as problem:
            errors = {name: text for name, text in problem.fields.items() if name.startswith("steps")}
            rest = {PLACES.get(name, name): text for name, text in problem.fields.items() if name not in errors}
            if rest or not errors:
                refuse_in_form(form, type(problem)(problem.message, code=problem.code, fields=rest))
        else:
            text = _("The rule is saved.") if rule else _("The rule is saved. It is off until you switch it on.")
            return done(request, reverse("desk:automation_rule", args=[saved.pk]), text)
    return _page(request, form, steps, rule, errors=errors, status=422)


def _days(request: StaffRequest) -> int:
    said = request.POST.get("try", "")
    return int(said) if said.isdecimal() and int(said[:4]) in TRIED_DAYS else 7


def _seen(request: StaffRequest) -> int | None:
    said = request.POST.get("seen", "")
    return int(said[:9]) if said.isdecimal() and said.isascii() else None


def _page(
    request: StaffRequest,
    form: RuleForm,
    steps: Any,
    rule: Any,
    *,
    tried: Tried | None = None,
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "rule": rule,
        "seen": request.POST.get("seen") or (rule.current.number if rule else ""),
        "url": reverse("desk:automation_edit", args=[rule.pk]) if rule else reverse("desk:automation_new"),
        "steps_editor": steps_context(request.actor, steps, errors, actions_for_rules()),
        "help": key_help(),
        "examples": EXAMPLES,
        "tried_days": TRIED_DAYS.items(),
        "tried": _tried(request, tried) if tried else None,
    }
    return render(request, "desk/automation/form.html", context, status=status)


def _tried(request: StaffRequest, tried: Tried) -> dict[str, Any]:
    lines = told(request.actor, tried.steps)
    return {
        "when": words.when(tried.trigger.kept()),
        "is_daily": tried.trigger.on == "daily",
        "number": tried.number,
        "days": TRIED_DAYS[tried.days],
        "is_part": tried.is_part,
        "rows": [
            {
                "case": case,
                "steps": [
                    {"line": line, "problem": one.problem}
                    for line, one in zip(lines, tried.rehearsed[case.pk], strict=True)
                ]
                if case.pk in tried.rehearsed
                else None,
            }
            for case in tried.cases
        ],
    }
