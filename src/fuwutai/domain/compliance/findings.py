"""Every read of what was found unusual, and of the looks through the chain."""

from django.db.models import Count, F, Q, QuerySet

from fuwutai.domain.compliance.models import ChainCheck, Finding
from fuwutai.domain.compliance.policies import may_view_audit
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.paging import Page, page

FINDINGS_AT_ONCE = 30
CHECKS_SHOWN = 14


def visible_findings(actor: Actor) -> QuerySet[Finding]:
    """Return what was found, to whom may look into the logs; nothing to others."""
    return Finding.objects.select_related("staff", "looked_by") if may_view_audit(actor) else Finding.objects.none()


def finding_page(actor: Actor, *, is_open: bool, cursor: str | None) -> Page[Finding]:
    """Return one page of what nobody has looked at yet, or of what somebody has; the newest first.

    Cost: 1 statement. Raises: Invalid for a cursor of another list.
    """
    return page(visible_findings(actor).filter(looked_at__isnull=is_open), ("-day", "-id"), cursor, FINDINGS_AT_ONCE)


def finding_counts(actor: Actor) -> tuple[int, int]:
    """Return how many findings are open, and how many somebody has looked at. Cost: 1 statement."""
    counted = visible_findings(actor).aggregate(open=Count("pk", filter=Q(looked_at=None)), all=Count("pk"))
    return counted["open"], counted["all"] - counted["open"]


def visible_finding(actor: Actor, finding_id: int) -> Finding:
    """Return one finding. Raises: NotFound. Cost: 1 statement."""
    found = visible_findings(actor).filter(pk=finding_id).first()
    if found is None:
        raise NotFound
    return found


def chain_checks(actor: Actor) -> list[ChainCheck]:
    """Return the last looks through the chain, the newest first. Cost: 1 statement."""
    rows = ChainCheck.objects.select_related("by") if may_view_audit(actor) else ChainCheck.objects.none()
    return list(rows.order_by("-pk")[:CHECKS_SHOWN])


def broken_chain() -> str:
    """Return why the chain was not whole when it was last looked through, "" where it was. Cost: 1 statement."""
    last = ChainCheck.objects.order_by("-pk").values_list(F("broken_why"), flat=True).first()
    return last or ""
