"""What happens to files of cases as time passes, and when a customer is erased."""

from datetime import timedelta
from typing import Any, cast

from fuwutai.domain.cases.commands.attachments import drop_unsent_files
from fuwutai.domain.cases.models import Attachment, Case, Redaction
from fuwutai.domain.customers.choices import ERASED
from fuwutai.domain.customers.events import CustomerErased
from fuwutai.domain.customers.person import whole_ids
from fuwutai.domain.files.commands import erase_unused_files
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.jobs import job, repeat
from fuwutai.kernel.reactions import Recorded, react_to

PLATFORM = Actor.system("cases")
ASIDE_FOR = timedelta(days=7)
"""So long files wait beside words that somebody has begun to write."""
BATCH_FILES = 200


@react_to(CustomerErased, when="in_transaction")
def erase_files(recorded: Recorded) -> None:
    """Erase what the files of the customer's cases hold, and their names; that there were some stays.

    Bytes that somebody else has sent too stay for them. Cost: 3 statements, 5 more with files. Source: S0-5.4-3.
    """
    erased = cast(CustomerErased, recorded.event)
    theirs = Case.objects.filter(customer_id__in=whole_ids(erased.customer_id)).order_by().values("pk")
    Redaction.objects.filter(message__case__in=theirs).update(reason=ERASED)
    rows = Attachment.objects.filter(case__in=theirs)
    files = set(rows.exclude(file=None).order_by().values_list("file_id", flat=True))
    rows.filter(removed_at=None).update(file=None, name=ERASED, removed_at=clock.now())
    if files:
        erase_unused_files(actor=PLATFORM, file_ids=files)


@job("cases.sweep_unsent_files")
def sweep_unsent_files(_payload: dict[str, Any]) -> None:
    """Take away files that were put aside and never sent."""
    old = Attachment.objects.filter(
        message=None, held_reply=None, removed_at=None, added_at__lt=clock.now() - ASIDE_FOR
    )
    if due := list(old.order_by("added_at").values_list("pk", flat=True)[:BATCH_FILES]):
        drop_unsent_files(actor=PLATFORM, attachment_ids=due)


repeat("cases.sweep_unsent_files", every=timedelta(hours=1))
