"""The logs as a file, as they are narrowed, without a limit: streamed as it is read."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.desk.access import StaffRequest, staff_action
from fuwutai.desk.audit.asking import asked_of
from fuwutai.desk.audit.listing import VIEW
from fuwutai.desk.audit.rows import row_of
from fuwutai.desk.downloads import form_of, table
from fuwutai.domain.compliance.commands import export_audit
from fuwutai.domain.compliance.entries import Sought, all_entries
from fuwutai.domain.compliance.things import things_of
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid

PLACE = "desk:audit_export"


@staff_action(permission=VIEW, statements=20)
def audit_export(request: StaffRequest) -> HttpResponseBase:
    """Hand out what the list shows, all pages of it, after writing down who took how much: `format` csv or xlsx.

    Raises: Invalid where what is asked cannot be.
    """
    asked = asked_of(request.actor, request.GET)
    if asked.problem:
        raise Invalid(asked.problem)
    sought = export_audit(actor=request.actor, sought=asked.sought, place=PLACE)
    name = f"audit-{timezone.localtime(clock.now()):%Y%m%d-%H%M}"
    return table(_lines(request.actor, sought), form_of(request.POST.get("format")), name, title=_("Audit"))


def _lines(actor: Actor, sought: Sought) -> Iterator[list[Any]]:
    yield [
        pgettext("audit", "When"), pgettext("audit", "Happened"), pgettext("audit", "Who"), _("Kind"),
        pgettext("audit", "What"), pgettext("audit", "Code"), pgettext("audit", "About"), pgettext("audit", "Where"),
        _("Reason"), _("Rows"), _("Number"),
    ]  # fmt: skip
    for entries in all_entries(actor, sought):
        things = things_of(actor, entries)
        for entry in entries:
            row = row_of(actor, entry, things)
            yield [
                _moment(entry.at), _moment(entry.happened_at), row["who"], row["kind"]["label"], row["what"],
                entry.code, row["thing"], entry.place, row["reason"], entry.rows, f"{entry.log} {entry.id}",
            ]  # fmt: skip


def _moment(value: Any) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}" if value else ""
