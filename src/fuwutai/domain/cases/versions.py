"""Which state of a case somebody has read, so that a program writes over nothing that it has not seen.

The version of a case is the number of its events: whatever is done with it writes one, and nothing else does.
"""

from collections.abc import Collection

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.queries import locked_case
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import DomainError
from fuwutai.kernel.models import JournalEntry


class ChangedMeanwhile(DomainError):
    """The case is not any more what was read of it."""

    code = "changed_meanwhile"
    http_status = 412

    def __init__(self) -> None:
        super().__init__(_("This case has changed since it was read. Read it again, then decide anew."))


def version_of(case_id: int) -> int:
    """Return the version of a case. Cost: 1 statement."""
    entries = JournalEntry.objects.filter(subject="case", subject_id=case_id)
    return int(entries.aggregate(last=Max("subject_seq"))["last"] or 0)


def hold_at(actor: Actor, case_id: int, versions: Collection[int]) -> None:
    """Keep a case as it was read until the open transaction ends.

    Raises: ChangedMeanwhile where its version is another one, NotFound. Cost: 2 statements.
    """
    locked_case(actor, case_id)
    if version_of(case_id) not in versions:
        raise ChangedMeanwhile
