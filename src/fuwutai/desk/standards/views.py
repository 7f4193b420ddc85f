"""The promises of the centre by clock, which would apply to a case, and the versions of one of them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.standards.facts import FACTS
from fuwutai.desk.standards.forms import FactsForm
from fuwutai.desk.standards.lookup import answers
from fuwutai.desk.standards.words import ESCALATION, Names, shown
from fuwutai.domain.accounts.queries import centre_calendar, visible_teams
from fuwutai.domain.calendars.queries import calendars
from fuwutai.domain.cases.choices import LINES
from fuwutai.domain.sla.choices import CLOCKS
from fuwutai.domain.standards import queries
from fuwutai.kernel import clock
from fuwutai.kernel.errors import NotFound

EDIT = "standards.edit"
CLOCK_KINDS = {f"sla.{code}": (code, label) for code, label in CLOCKS.items()}
KINDS = (*CLOCK_KINDS, ESCALATION)


@staff_page(permission=None, statements=10)
def promises(request: StaffRequest) -> HttpResponse:
    """Show what every clock obeys now and later, in the order in which it decides; with `?type=…` what would apply.

    `?all`: also the figures of manuals that no service line obeys.
    """
    names, now, used = names_for(request), clock.now(), _packs_in_use()
    rules = [rule for rule in queries.all_rules(request.actor) if rule.kind in KINDS]
    everything = "all" in request.GET
    kept = [rule for rule in rules if everything or rule.pack in used]
    rows = [shown(rule, names, now) | {"on_the_shelf": rule.pack not in used} for rule in kept]
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: row["coming"]):  # the order of deciding stays within each half
        by_kind.setdefault(row["rule"].kind, []).append(row)
    form = FactsForm(request.GET if request.GET.keys() & FACTS.keys() else None)
    context = {
        "clocks": [
            {"code": code, "label": label, "rows": by_kind[kind]}
            for kind, (code, label) in CLOCK_KINDS.items()
            if kind in by_kind
        ],
        "silent": [label for kind, (_code, label) in CLOCK_KINDS.items() if kind not in by_kind],
        "escalations": sorted(by_kind.get(ESCALATION, []), key=lambda row: (row["coming"], row["rule"].value.level)),
        "facts": [fact.label for fact in FACTS.values()],
        "form": form,
        "answers": answers(form.facts(), names) if form.is_bound and form.is_valid() else None,
        "left_out": len(rules) - len(kept),
        "everything": everything,
        "may_revise": request.actor.may(EDIT),
    }
    return render(request, "desk/standards/promises.html", context)


@staff_page(permission=None, statements=10)
def promise(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Show one promise with all its versions, their dates and reasons."""
    names = names_for(request)
    versions = versions_of(request, rule_id)
    rule = next(one for one in versions if one.id == rule_id)
    context = {
        "row": shown(rule, names, clock.now()),
        "title": title_of(rule),
        "versions": [shown(one, names, clock.now()) for one in versions],
        "may_revise": request.actor.may(EDIT) and rule.valid_to is None,
    }
    return render(request, "desk/standards/promise.html", context)


def _packs_in_use() -> set[str]:
    """Return the packs whose manuals some service line obeys, and those obeyed everywhere."""
    now = clock.now()
    return {"", queries.GENERAL, *(queries.pack_in_use(line, now) for line in ("", *LINES))}


def versions_of(request: StaffRequest, rule_id: int) -> list[queries.Rule]:
    """Return the versions of a promise, the newest first. Raises: NotFound, also for a rule that is none."""
    versions = queries.rule_versions(request.actor, rule_id)
    if versions[0].kind not in KINDS:
        raise NotFound
    return versions


def title_of(rule: queries.Rule) -> str:
    """Return what a promise is about: its clock, or its step of the escalation."""
    return _("Escalation of a deadline") if rule.kind == ESCALATION else str(CLOCK_KINDS[rule.kind][1])


def names_for(request: StaffRequest) -> Names:
    """Return the names of calendars and teams. Cost: 2 statements."""
    teams = {team.code: team.name for team in visible_teams(request.actor)}
    return Names({one.code: one.name for one in calendars()}, teams, centre_calendar())
