"""Ask for the next revision of a manual. Source: S3-8.2.3-1."""

from fuwutai.domain.standards.events import RevisionDue
from fuwutai.domain.standards.models import Manual
from fuwutai.domain.standards.revision_cycle import due_revision
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.events import Code


@command
def ask_for_revision(*, actor: Actor, manual_id: int) -> str:
    """Ask those who draft for a revision that the manual's schedule wants by the end of the period, once for each.

    Return the period, "" where nothing is to be asked (any more). Emits: RevisionDue. Raises: Refused unless the
    system acts.
    """
    if not actor.is_system:
        raise Refused
    row = Manual.objects.select_for_update(no_key=True).filter(pk=manual_id).first()
    period = due_revision(row, clock.now()) if row else ""
    if row is None or not period:
        return ""
    row.reminded_for = period
    row.save(update_fields=["reminded_for"])
    emit(RevisionDue(manual_id=row.pk, quarter=Code(period)))
    return period
