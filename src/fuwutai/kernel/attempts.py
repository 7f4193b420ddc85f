"""Attempts that came to nothing: what was refused, and what was asked for but is not there or out of sight.

Each is written down, for somebody who tries numbers or doors shows by them alone; but never without bound, for a
program gone wild must not fill the log.
"""

from fuwutai.kernel import rate_limit
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import TooMany

REFUSED, MISSED, REFUSED_MANY = "refused", "missed", "refused_many"
ATTEMPTS = frozenset({REFUSED, MISSED, REFUSED_MANY})
EACH, MANY = "60/minute", "1/minute"
"""So many attempts of one person are written down one by one; beyond, one row a minute says that there were more."""


def note_attempt(
    actor: Actor, action: str, *, place: str, subject: str = "", subject_id: int | None = None
) -> None:
    """Write down that somebody of the centre tried in vain. Source: S3-5.1-5. Cost: 1 statement at most."""
    if _is_within(EACH, actor):
        record_access(actor, action, place=place, subject=subject, subject_id=subject_id)
    elif _is_within(MANY, actor):
        record_access(actor, REFUSED_MANY, place=place)


def _is_within(allowance: str, actor: Actor) -> bool:
    try:
        rate_limit.spend(allowance, f"attempts_{allowance}", str(actor.id))
    except TooMany:
        return False
    return True
