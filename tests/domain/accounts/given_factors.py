"""People who sign in with a second factor, and the codes that their telephones show."""

from datetime import datetime

import pyotp
from tests import given

from fuwutai.domain.accounts.commands import begin_second_factor, confirm_second_factor
from fuwutai.domain.accounts.models import Centre, SecondFactor
from fuwutai.domain.accounts.queries import forget_centre
from fuwutai.kernel import clock


def code_of(username: str, at: datetime | None = None) -> str:
    """Return the six digits that the telephone of a person shows, now or at a moment."""
    secret = SecondFactor.objects.get(staff__username=username).secret
    return pyotp.TOTP(secret).at(at or clock.now())


def a_second_factor(username: str = given.LIN) -> list[str]:
    """Let a person sign in with a second factor from now on, and return her recovery codes."""
    begin_second_factor(actor=given.actor(username))
    return confirm_second_factor(actor=given.actor(username), code=code_of(username), proof=given.PASSWORD)


def demanded_of(*roles: str) -> None:
    """Let some roles need a second factor."""
    given.centre()
    Centre.objects.update(second_factor_roles=list(roles))
    forget_centre()


def idle_after(minutes: int) -> None:
    """Let browsers be left alone for so long."""
    given.centre()
    Centre.objects.update(idle_minutes=minutes)
    forget_centre()
