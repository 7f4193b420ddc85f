"""What stands in the room of the audit: entries of the logs, and something unusual."""

from tests import given

from fuwutai.domain.compliance.choices import MANY_MISSES
from fuwutai.domain.compliance.models import Finding
from fuwutai.kernel import clock
from fuwutai.kernel.models import JournalEntry


def audited() -> dict[str, int]:
    """Return an entry of the journal, and a finding of which nobody was told, about a person who asks for nothing."""
    now = clock.now()
    finding = Finding.objects.create(
        key="-", kind=MANY_MISSES, day=now.date(), staff_id=given.staff(given.ZHAO).pk, facts={"n": 20}, found_at=now
    )
    event = JournalEntry.objects.filter(subject="case").order_by("pk").first()
    assert event is not None
    return {"finding": finding.pk, "event": event.pk}
