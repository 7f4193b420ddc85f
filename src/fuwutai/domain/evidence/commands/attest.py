"""Attestations: the word of a person where no figure speaks."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.evidence.events import AttestationMade, AttestationWithdrawn
from fuwutai.domain.evidence.models import Attestation
from fuwutai.domain.evidence.policies import may_attest
from fuwutai.domain.evidence.selection import YEARS, centre_today
from fuwutai.domain.standards.manuals import wordings
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code
from fuwutai.kernel.text import storable
from fuwutai.kernel.uploads import Upload

LONGEST_NOTE = 2_000


@command(statements=6)
def attest_clause(
    *,
    actor: Actor,
    clause_code: str,
    done_on: date,
    expires_on: date | None = None,
    note: str,
    file: Upload | None = None,
) -> Attestation:
    """Vouch that what a clause asks for was done on a day, or holds from it on, and until when that counts.

    For a clause with a schedule each attestation is one time it was carried out. `file`: of
    `attestations.page_of_proof`, which takes its time before anything is locked here.
    Emits: AttestationMade. Raises: Refused, NotFound for a clause not in force, Invalid naming every wrong field.
    """
    if not may_attest(actor) or actor.id is None:
        raise Refused
    if not wordings(actor, codes=[clause_code]):
        raise NotFound(_("There is no such clause in force. Look for it among the manuals."))
    if wrong := _wrong(done_on, expires_on, note):
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    made = Attestation.objects.create(
        clause_code=clause_code,
        staff_id=actor.id,
        done_on=done_on,
        expires_on=expires_on,
        note=note.strip(),
        file_name=file.name if file else "",
        file=file.content if file else None,
        created_at=clock.now(),
    )
    emit(AttestationMade(attestation_id=made.pk, clause_code=Code(clause_code), staff_id=actor.id))
    return made


@command(statements=6)
def withdraw_attestation(*, actor: Actor, attestation_id: int, reason: str) -> Attestation:
    """Let the word of a person no longer count, and say why; it stays to be read.

    Emits: AttestationWithdrawn. Raises: Refused, NotFound, Invalid, Conflict.
    """
    if not may_attest(actor):
        raise Refused
    row = Attestation.objects.select_for_update(no_key=True).defer("file").filter(pk=attestation_id).first()
    if row is None:
        raise NotFound
    if row.withdrawn_at is not None:
        raise Conflict(_("This attestation has been withdrawn already. Reload the page to see why."), code="withdrawn")
    if not reason.strip() or len(reason) > LONGEST_NOTE or not storable(reason):
        text = _("Say in a few words why it no longer counts.")
        raise Invalid(text, fields={"reason": text})
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_reason = clock.now(), actor.id, reason.strip()
    row.save(update_fields=("withdrawn_at", "withdrawn_by", "withdrawn_reason"))
    emit(AttestationWithdrawn(attestation_id=row.pk, clause_code=Code(row.clause_code)))
    return row


def _wrong(done_on: date, expires_on: date | None, note: str) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if done_on > centre_today():
        wrong["done_on"] = _("This day is yet to come. Attest what has been done.")
    elif done_on.year not in YEARS:
        wrong["done_on"] = _("Choose a day that you remember.")
    if expires_on is not None and not (done_on <= expires_on and expires_on.year in YEARS):
        wrong["expires_on"] = _("It cannot end before the day on which it was done.")
    if not note.strip():
        wrong["note"] = _("Write what was done, so that others can check it.")
    elif len(note) > LONGEST_NOTE or not storable(note):
        wrong["note"] = _("Write 2,000 characters at most, without control characters.")
    return wrong
