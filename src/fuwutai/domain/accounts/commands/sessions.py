"""Start and end sign-in sessions."""

from fuwutai.domain.accounts.doors import is_left_alone
from fuwutai.domain.accounts.events import SessionEnded, SessionStarted
from fuwutai.domain.accounts.models import StaffSession
from fuwutai.domain.accounts.policies import may_end_session
from fuwutai.domain.accounts.queries import own_sessions
from fuwutai.kernel import clock
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import NotFound


@command(statements=6)
def start_session(*, actor: Actor, session_key: str, browser: str, address: str) -> StaffSession:
    """List the browser in which a person has just signed in. Emits: SessionStarted."""
    if not actor.is_person or actor.id is None:
        raise NotFound
    session = StaffSession.objects.create(
        staff_id=actor.id,
        session_key=session_key,
        browser=browser[:200],
        started_at=clock.now(),
        seen_at=clock.now(),
    )
    record_access(actor, "sign_in", subject="staff", subject_id=actor.id, address=address)
    emit(SessionStarted(staff_id=actor.id, staff_session_id=session.pk))
    return session


@command(statements=7)
def end_session(*, actor: Actor, staff_session_id: int) -> StaffSession:
    """Sign a browser out for good, one's own or a revoked one. Emits: SessionEnded. Raises: NotFound."""
    session = StaffSession.objects.select_for_update(no_key=True).filter(pk=staff_session_id, ended_at=None).first()
    if session is None or not may_end_session(actor, session):
        raise NotFound
    session.ended_at = clock.now()
    session.save(update_fields=["ended_at"])
    record_access(actor, "sign_out", subject="staff", subject_id=session.staff_id)
    emit(SessionEnded(staff_id=session.staff_id, staff_session_id=session.pk))
    return session


@command(statements=7)
def expire_session(*, actor: Actor, staff_session_id: int) -> None:
    """Sign out a browser in which nobody has worked for the idle time; one that is ended already stays as it is.

    Emits: SessionEnded. Raises: NotFound for one in which somebody works, and for anybody but the platform.
    """
    if not actor.is_system:
        raise NotFound
    session = StaffSession.objects.select_for_update(no_key=True).filter(pk=staff_session_id, ended_at=None).first()
    if session is None:
        return
    if not is_left_alone(session):
        raise NotFound
    session.ended_at = clock.now()
    session.save(update_fields=["ended_at"])
    record_access(actor, "signed_out_idle", subject="staff", subject_id=session.staff_id)
    emit(SessionEnded(staff_id=session.staff_id, staff_session_id=session.pk))


@command(statements=1)
def note_session_use(*, actor: Actor, staff_session_id: int) -> None:
    """Keep when a browser was last used, so that a forgotten one shows in the list of sessions."""
    own_sessions(actor).filter(pk=staff_session_id).update(seen_at=clock.now())
