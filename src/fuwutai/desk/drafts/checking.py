"""What stands in the way of an open version, or deserves a look before it is approved; loaded beside its page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.answers import by_htmx
from fuwutai.desk.drafts.listing import EDIT
from fuwutai.desk.drafts.words import title_of
from fuwutai.desk.standards.saying import about, whom
from fuwutai.desk.standards.views import names_for
from fuwutai.desk.standards.words import Names, promise
from fuwutai.domain.standards import manuals
from fuwutai.domain.standards.draft_conflicts import conflicts_of_draft
from fuwutai.domain.standards.queries import Rule
from fuwutai.domain.standards.record import what_moved
from fuwutai.kernel.errors import NotFound

CHECKS = 15
"""Statements: it reads the version anew with everything that was approved since, and all figures."""


@staff_page(permission=EDIT, statements=CHECKS)
def manual_version_checks(request: StaffRequest, version_id: int) -> HttpResponse:
    """Show what moved beneath an open version, and with which figures it would disagree. Raises: NotFound."""
    version = manuals.version(request.actor, version_id)
    if not version.is_open:
        raise NotFound
    pairs = conflicts_of_draft(request.actor, version_id)
    names = names_for(request) if pairs else None
    context = {
        "version": version,
        "title": title_of(version),
        "moved": what_moved(request.actor, version_id),
        "pairs": [_pair(one, other, names) for one, other in pairs] if names else [],
    }
    template = "_checks.html" if by_htmx(request) else "checks.html"
    return render(request, f"desk/drafts/{template}", context)


def _pair(one: Rule, other: Rule, names: Names) -> dict[str, Any]:
    return {
        "about": about(one.kind, one.scope),
        "whom": whom(one.scope),
        "clause": one.clause_code,
        "said": promise(one.kind, one.value, names),
        "other_clause": other.clause_code,
        "other_said": promise(other.kind, other.value, names),
    }
