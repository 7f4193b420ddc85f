"""Looking into the logs is logged itself."""

from dataclasses import replace

from fuwutai.domain.compliance.entries import Sought, entry_count
from fuwutai.domain.compliance.policies import may_view_audit
from fuwutai.kernel import clock
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Refused


@command
def export_audit(*, actor: Actor, sought: Sought, place: str = "") -> Sought:
    """Write down who takes the logs out, and how many entries; return what a query may read for it: what was there.

    Raises: Refused. Source: S3-5.1-6, S3-5.2-8.
    """
    if not may_view_audit(actor):
        raise Refused
    now = clock.now()
    so_far = replace(sought, until=min(sought.until or now, now))
    record_access(
        actor, "export_audit", subject=sought.subject, subject_id=min(sought.subject_ids, default=None), place=place,
        rows=entry_count(actor, so_far),
    )  # fmt: skip
    return so_far
