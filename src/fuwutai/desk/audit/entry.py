"""One entry of a log with all it holds: its facts, and of a customer's file what stood there before and after."""

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.audit.before_after import changes_of
from fuwutai.desk.audit.listing import VIEW, note_look
from fuwutai.desk.audit.rows import row_of
from fuwutai.desk.cases.history import Names, lines
from fuwutai.domain.compliance.choices import ACCESS
from fuwutai.domain.compliance.entries import Entry, Sought
from fuwutai.domain.compliance.entries import audit_entry as entry_of
from fuwutai.domain.compliance.things import Things, things_of


@staff_page(permission=VIEW, statements=12)
def audit_entry(request: StaffRequest, log: str, entry_id: int) -> HttpResponse:
    """Show one entry; looking is logged as well. Raises: NotFound."""
    entry = entry_of(request.actor, log, entry_id)
    things = things_of(request.actor, [entry])
    row = row_of(request.actor, entry, things)
    named = frozenset({entry.subject_id}) if entry.subject_id is not None else frozenset[int]()
    note_look(request, Sought(subject=entry.subject, subject_ids=named))
    context: dict[str, Any] = {
        "room": "audit",
        "row": row,
        "is_look": entry.log == ACCESS,
        "sentence": _sentence(entry, things),
        "facts": sorted((name, _plain(value)) for name, value in entry.data.items()),
        "changes": changes_of(request.actor, entry, things),
        "may_filter": not things.hides(entry),
    }
    return render(request, "desk/audit/entry.html", context)


def _sentence(entry: Entry, things: Things) -> str:
    """Return what happened to a case, as its own history says it; nothing for other entries."""
    if entry.code.partition(".")[0] not in ("cases", "sla", "automation") or things.hides(entry):
        return ""
    names = Names(customer=_("The customer"), staff=things.people, teams={})
    return next((line.text for line in lines([_AsWritten(entry)], names)), "")


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class _AsWritten:
    """An entry with the names of the journal's columns, as the history of a case reads them."""

    def __init__(self, entry: Entry) -> None:
        self.code, self.data, self.at = entry.code, entry.data, entry.moment
        self.actor_kind, self.actor_id, self.actor_name = entry.actor_kind, entry.actor_id, entry.actor_name
