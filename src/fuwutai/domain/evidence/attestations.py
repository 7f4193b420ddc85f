"""Every read of attestations: by whom a clause is vouched for, and until when; and the look at what is to be kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.evidence.models import Attestation
from fuwutai.domain.evidence.policies import may_read_figures
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.uploads import Upload, checked_upload

MOST_BYTES = 2 * 1024 * 1024
MOST_KEPT_BYTES = 4 * MOST_BYTES
"""A picture that is written anew may grow."""
TOO_LARGE = _("This file is larger than 2 MB. Choose a smaller one, such as a single page.")
EMPTY = _("This file is empty. Choose another one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """The word of a person for a clause; `file_name` "" = without a file."""

    id: int
    clause: str
    staff_name: str
    done_on: date
    expires_on: date | None
    note: str
    file_name: str
    created_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_reason: str

    def holds_on(self, day: date) -> bool:
        """Return whether it counts on a day: it began, has not expired, and was not withdrawn."""
        begun = self.done_on <= day
        return begun and self.withdrawn_at is None and (self.expires_on is None or day <= self.expires_on)


def attestations(actor: Actor, clauses: Iterable[str]) -> dict[str, list[Attested]]:
    """Return clause → all its attestations, the latest first, withdrawn too. Raises: Refused. Cost: 1 statement."""
    _refuse(actor)
    rows = Attestation.objects.filter(clause_code__in=list(clauses)).defer("file")
    found: dict[str, list[Attested]] = {}
    for row in rows.select_related("staff", "withdrawn_by").order_by("-done_on", "-id"):
        found.setdefault(row.clause_code, []).append(_attested(row))
    return found


def page_of_proof(name: str, content: bytes) -> Upload:
    """Return a file as an attestation keeps it; to be asked before the command, since a picture takes its time.

    Raises: Invalid at `file` for what is not taken.
    """
    if not content:
        raise Invalid(EMPTY, fields={"file": EMPTY})
    if len(content) > MOST_BYTES:
        raise Invalid(TOO_LARGE, fields={"file": TOO_LARGE})
    kept = checked_upload(name, content)
    if len(kept.content) > MOST_KEPT_BYTES:
        raise Invalid(TOO_LARGE, fields={"file": TOO_LARGE})
    return kept


def attestation_file(actor: Actor, attestation_id: int) -> tuple[str, bytes]:
    """Return name and content of the file of an attestation. Raises: Refused, NotFound. Cost: 1 statement."""
    _refuse(actor)
    row = Attestation.objects.filter(pk=attestation_id).exclude(file=None).first()
    if row is None or row.file is None:
        raise NotFound
    return row.file_name, bytes(row.file)


def _refuse(actor: Actor) -> None:
    if not may_read_figures(actor):
        raise Refused


def _attested(row: Attestation) -> Attested:
    return Attested(
        id=row.pk,
        clause=row.clause_code,
        staff_name=row.staff.display_name,
        done_on=row.done_on,
        expires_on=row.expires_on,
        note=row.note,
        file_name=row.file_name,
        created_at=row.created_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by.display_name if row.withdrawn_by else "",
        withdrawn_reason=row.withdrawn_reason,
    )
