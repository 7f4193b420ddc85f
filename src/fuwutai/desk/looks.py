"""Looks at personal data, written down before anything is shown; where that fails, nothing is shown.

Who keeps a page open gets its moving parts anew all the time: they carry a pass that says that the look was written
down, and without one the fragment writes it down itself. Source: S0-4.1-3, S4-7.1-7.
"""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner

from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor

PASS_LASTS = timedelta(hours=12)
_signer = TimestampSigner(salt="fuwutai.desk.looks", sep=".")


def look_at_case(actor: Actor, case_id: int, place: str, *, original: bool = False) -> None:
    """Write down that somebody opens a case, or one message of it as it came. Cost: 1 statement."""
    record_access(
        actor, "view_original" if original else "view_case", subject="case", subject_id=case_id, place=place
    )


def look_at_customer(actor: Actor, customer_id: int, place: str) -> None:
    """Write down that somebody opens what we know of a customer. Cost: 1 statement."""
    record_access(actor, "view_customer", subject="customer", subject_id=customer_id, place=place)


def look_pass(actor: Actor, case_id: int) -> str:
    """Return a sign that this reader's look at a case was written down."""
    return _signer.sign(f"{actor.id}-{case_id}")


def has_looked(actor: Actor, case_id: int, given: str) -> bool:
    """Return whether a pass is this reader's, for this case, and not too old."""
    try:
        return _signer.unsign(given, max_age=PASS_LASTS) == f"{actor.id}-{case_id}"
    except BadSignature:
        return False
