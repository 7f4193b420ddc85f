"""What stands between a signed-in browser and the desk: too long without work, a password or factor that is missing."""

from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.models import StaffSession
from fuwutai.domain.accounts.queries import noted_every
from fuwutai.domain.accounts.second_factor import demands_second_factor
from fuwutai.kernel import clock

PASSWORD, FACTOR = "password", "factor"
"""What may be missing."""

__all__ = ["FACTOR", "PASSWORD", "idle_minutes", "is_left_alone", "is_missing", "noted_every", "session_serves"]


def idle_minutes() -> int:
    """Return after how many minutes without work a browser is signed out. Cost: as `queries.centre`."""
    return int(queries.idle_time().total_seconds() // 60)


def is_left_alone(session: StaffSession) -> bool:
    """Return whether nobody has worked in a browser for the idle time.

    Work that was not noted, because some had been noted shortly before, counts: nobody is signed out too early, and
    everybody at the latest a fifth later.
    """
    return session.seen_at + queries.idle_time() + noted_every() < clock.now()


def is_missing(session: StaffSession, *, has_outside_factor: bool) -> str:
    """Return what a person must do before anything else opens: PASSWORD, FACTOR or nothing.

    `session` comes from `queries.open_session`. `has_outside_factor`: the provider through which she signed in asked
    for a second factor itself.
    """
    if session.staff.must_change_password:
        return PASSWORD
    has_factor = has_outside_factor or getattr(session, "factor_since", None) is not None
    return FACTOR if demands_second_factor(session.staff.role) and not has_factor else ""


def session_serves(session_key: str, *, has_outside_factor: bool) -> bool:
    """Return whether a browser may be told anything: signed in, not left alone, nothing missing. Cost: 1 statement."""
    session = queries.open_session(session_key)
    if session is None or is_left_alone(session):
        return False
    return not is_missing(session, has_outside_factor=has_outside_factor)
