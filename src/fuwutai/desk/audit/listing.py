"""Both logs as one list, the newest first. Source: S3-5.2-7, S4-4.2-8."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.audit.asking import Asked, asked_of
from fuwutai.desk.audit.rows import row_of
from fuwutai.desk.audit.words import ACTIONS, EVENTS
from fuwutai.domain.compliance.choices import KINDS
from fuwutai.domain.compliance.entries import AuditPage, Sought, audit_page
from fuwutai.domain.compliance.things import things_of
from fuwutai.kernel.access_log import record_access

VIEW = "audit.view"


@staff_page(permission=VIEW, statements=12)
def audit(request: StaffRequest) -> HttpResponse:
    """List who did, saw and took out what: `?person=`, `?kind=`, `?code=`, `?case=` a number, `?customer=`, `?staff=`,
    `?since=` and `?until=` days. Looking is logged as well. Raises: Invalid for a damaged page link.
    """  # fmt: skip
    asked, cursor = asked_of(request.actor, request.GET), request.GET.get("after")
    found = AuditPage([], None) if asked.problem else audit_page(request.actor, asked.sought, cursor)
    things = things_of(request.actor, found.rows)
    note_look(request, asked.sought)
    url = reverse("desk:audit")
    context: dict[str, Any] = {
        "room": "audit",
        "rows": [row_of(request.actor, one, things) for one in found.rows],
        "asked": asked,
        "offered": offered(asked),
        "export_url": asked.address(reverse("desk:audit_export")),
        "first_url": asked.address(url) if cursor else "",
        "next_url": asked.address(url, after=found.next) if found.next else "",
    }
    return render(request, "desk/audit/audit.html", context)


def note_look(request: StaffRequest, sought: Sought) -> None:
    """Write down that somebody looked into the logs, and at what she looked. Cost: 1 statement."""
    match = request.resolver_match
    record_access(
        request.actor, "view_audit", subject=sought.subject, subject_id=min(sought.subject_ids, default=None),
        place=match.view_name if match else "",
    )  # fmt: skip


def offered(asked: Asked) -> dict[str, Any]:
    """Return what can be chosen: people, kinds, and what happened, each group by its words."""
    return {
        "people": list(asked.people.items()),
        "kinds": list(KINDS.items()),
        "events": sorted(((code, str(text)) for code, text in EVENTS.items()), key=lambda one: one[1]),
        "actions": sorted(((code, str(text)) for code, text in ACTIONS.items()), key=lambda one: one[1]),
    }
