"""Write down that cases are taken out as a file, before they are."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fuwutai.domain.cases.events import CasesExported
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.policies import may_export
from fuwutai.domain.customers.limits import MAX_REASON
from fuwutai.domain.customers.policies import may_reveal_contacts
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, Refused
from fuwutai.kernel.masking import mask_text
from fuwutai.kernel.text import storable

PLACE = "desk:cases_export"
MOST_KEPT = 400


@command(statements=8)
def export_cases(*, actor: Actor, cases: QuerySet[Case], what: str, full: bool, reason: str = "") -> int:
    """Write down who takes the cases of a list out, how many and why, and return how many; then a query reads them.

    `cases`: of the actor's sight; `what`: the list in words, kept with the reason.
    Emits: CasesExported. Raises: Refused, Invalid without a reason for full data. Source: S0-5.4-3.
    """
    if not may_export(actor) or (full and not may_reveal_contacts(actor)):
        raise Refused
    told = reason.strip()
    if (full and not told) or not storable(told) or len(told) > MAX_REASON:
        raise Invalid(
            _("Say what the full data is needed for. It is kept with your name."),
            fields={"reason": _("Enter a reason of 200 characters at most.")},
        )
    rows = cases.order_by().count()
    which = " · ".join(part for part in (told, mask_text(what)) if part)[:MOST_KEPT]
    entry = record_access(actor, "export_cases", reason=which, rows=rows, place=PLACE)
    emit(CasesExported(export_id=entry.pk, access_entry_id=entry.pk, rows=rows, full=full))
    return rows
