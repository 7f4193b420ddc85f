"""Whether the logs are what was written: how far they are sealed, and what looks through the chain found."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done
from fuwutai.desk.audit.listing import VIEW
from fuwutai.domain.compliance.choices import BROKEN
from fuwutai.domain.compliance.commands import check_chain
from fuwutai.domain.compliance.findings import chain_checks
from fuwutai.kernel import chain


@staff_page(permission=VIEW, statements=12)
def audit_chain(request: StaffRequest) -> HttpResponse:
    """Show how far the logs are sealed, and what the last looks through the chain found. Source: S4-4.3-7."""
    counted = chain.sealed_so_far()
    checks = [_check(one) for one in chain_checks(request.actor)]
    context: dict[str, Any] = {
        "room": "chain",
        "tables": [(title, *counted.get(table, (0, 0))) for table, title in _tables().items()],
        "sealed_at": chain.last_sealed_at(),
        "head_is_noted": chain.head_is_noted(),
        "last": checks[0] if checks else None,
        "checks": checks,
    }
    return render(request, "desk/audit/chain.html", context)


@staff_action(permission=VIEW, statements=20)
def audit_chain_check(request: StaffRequest) -> HttpResponse:
    """Have the whole chain looked through by the worker."""
    check_chain(actor=request.actor)
    return done(request, reverse("desk:audit_chain"), _("The chain is being checked. Reload the page in a moment."))


def _tables() -> dict[str, str]:
    return {
        "kernel_journalentry": _("Journal of changes"),
        "kernel_accessentry": _("Log of looks and sign-ins"),
    }


def _check(one: Any) -> dict[str, Any]:
    why = BROKEN.get(one.broken_why, one.broken_why)
    return {
        "check": one,
        "seconds": round(one.took_ms / 1_000, 1),
        "by": one.by.display_name if one.by else "",
        "why": str(why),
        "table": _tables().get(one.broken_table, one.broken_table),
    }
