"""The table by which a case gets its priority, with the clause behind every cell."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.standards.facts import FACTS
from fuwutai.domain.cases.choices import IMPACTS, PRIORITIES, URGENCIES
from fuwutai.domain.cases.priorities import UNSAID, priority_table
from fuwutai.domain.customers.choices import TIERS
from fuwutai.domain.standards.policies import may_draft

ASKED = ("type", "complexity", "line")
"""What may be chosen above the table; the tier has a table each."""


@staff_page(permission="cases.view", statements=10)
def priority_page(request: StaffRequest) -> HttpResponse:
    """Show urgency by impact for each class of customers, for the other facts that the address names."""
    form = _form(request)
    facts = {name: code for name in ASKED if (code := form[name].value() or "") in FACTS[name].codes}
    tables = [
        {"title": title, "rows": _rows(request, {**facts, "tier": tier})}
        for tier, title in {UNSAID: _("Customers without a class"), **TIERS}.items()
    ]
    context = {
        "form": form,
        "impacts": [*IMPACTS.values(), _("not said")],
        "tables": tables,
        "is_ruled": any(cell["rule"] for table in tables for row in table["rows"] for cell in row["cells"]),
        "priorities": PRIORITIES,
        "may_draft": may_draft(request.actor),
    }
    return render(request, "desk/wordlists/priorities.html", context)


def _rows(request: StaffRequest, facts: dict[str, str]) -> list[dict[str, Any]]:
    urgencies = [*URGENCIES.values(), _("not said")]
    impacts = [*IMPACTS.values(), _("not said")]
    return [
        {
            "urgency": urgency,
            "cells": [
                {"impact": impact, "priority": cell.priority, "rule": cell.rule}
                for impact, cell in zip(impacts, row, strict=True)
            ],
        }
        for urgency, row in zip(urgencies, priority_table(request.actor, facts), strict=True)
    ]


def _form(request: StaffRequest) -> forms.Form:
    form = forms.Form(initial={name: request.GET.get(name, "") for name in ASKED})
    for name in ASKED:
        choices = [("", _("any other")), *FACTS[name].codes.items()]
        form.fields[name] = forms.ChoiceField(label=FACTS[name].label, required=False, choices=choices)
    return form
