"""The cases that two figures which disagree both hold for."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.cases.rows import rows_of
from fuwutai.desk.conflicts.words import shown
from fuwutai.desk.standards.views import names_for
from fuwutai.domain.evidence.touched import DAYS, touched_cases
from fuwutai.domain.standards.conflicts import conflict


@staff_page(permission="cases.view", statements=12)
def conflict_cases(request: StaffRequest, one: int, other: int) -> HttpResponse:
    """Show the cases of the last days that fit both figures, the latest first."""
    found = conflict(request.actor, one, other)
    cursor = request.GET.get("after")
    page = touched_cases(request.actor, found, cursor)
    here = reverse("desk:conflict_cases", args=found.ids)
    context = {
        "row": shown(found, names_for(request), {}, {}),
        "days": DAYS,
        "rows": rows_of(request.actor, page.rows),
        "first_url": here if cursor else "",
        "next_url": f"{here}?{urlencode({'after': page.next})}" if page.next else "",
    }
    return render(request, "desk/conflicts/cases.html", context)
