"""The second factor of signing in: six digits of a telephone (RFC 6238), and codes for when it is lost."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pyotp

from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.models import RecoveryCode, SecondFactor, Staff
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import fingerprint
from fuwutai.kernel.errors import NotFound

STEP_SECONDS = 30
DRIFT_STEPS = 1
"""How many half minutes a telephone may be fast or slow."""
RECOVERY_CODES = 10
MINUTES_TO_SET_UP = 10
"""So long a secret waits for its first code; later it is neither shown nor taken."""
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of recovery codes: none that looks like another."""
CODE_LETTERS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorView:
    """How a person's second factor stands. `uri` is what a telephone reads while it is being set up."""

    is_on: bool
    since: datetime | None
    codes_left: int
    is_demanded: bool
    has_password: bool
    secret: str = field(repr=False)
    uri: str = field(repr=False)


def fitting_step(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """Return the half minute of which six digits are the code, None if of none near `now` or of one used already."""
    typed = "".join(code.split())
    present = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        if step > last_step and secrets.compare_digest(totp.generate_otp(step).encode(), typed.encode()):
            return step
    return None


def is_under_way(factor: SecondFactor) -> bool:
    """Return whether a factor is being set up: its secret was made shortly before, and no code has confirmed it."""
    return factor.confirmed_at is None and clock.now() - factor.created_at < timedelta(minutes=MINUTES_TO_SET_UP)


def new_recovery_codes() -> list[str]:
    """Return codes that nobody can guess, in halves that are easy to copy."""
    drawn = ("".join(secrets.choice(LETTERS) for _nth in range(CODE_LETTERS)) for _nth in range(RECOVERY_CODES))
    return [f"{code[: CODE_LETTERS // 2]}-{code[CODE_LETTERS // 2 :]}" for code in drawn]


def recovery_digest(staff_id: int, code: str) -> str:
    """Return what is kept of a recovery code: keyed, since it is short enough to be tried out."""
    typed = "".join(mark for mark in code.casefold() if mark.isalnum())
    return fingerprint(f"recovery\0{staff_id}\0{typed}")


def demands_second_factor(role: str) -> bool:
    """Return whether people of a role must sign in with a second factor. Cost: as `queries.centre`."""
    here = queries.centre()
    return here is not None and role in here.second_factor_roles


def has_second_factor(staff_id: int) -> bool:
    """Return whether a person signs in with a second factor. Cost: 1 statement."""
    return SecondFactor.objects.filter(staff_id=staff_id, confirmed_at__isnull=False).exists()


def own_factor(actor: Actor) -> FactorView:
    """Return how the actor's own second factor stands. Raises: NotFound for who is no person. Cost: 2 statements."""
    person = own_row(actor)
    found = SecondFactor.objects.filter(staff=person).first()
    is_on = found is not None and found.confirmed_at is not None
    secret = found.secret if found is not None and is_under_way(found) else ""
    here = queries.centre()
    centre_name = here.name if here else ""
    uri = pyotp.TOTP(secret).provisioning_uri(name=person.username, issuer_name=centre_name) if secret else ""
    return FactorView(
        is_on=is_on,
        since=found.confirmed_at if found is not None else None,
        codes_left=RecoveryCode.objects.filter(staff=person, used_at=None).count() if is_on else 0,
        is_demanded=demands_second_factor(person.role),
        has_password=person.has_usable_password(),
        secret=secret,
        uri=uri,
    )


def own_row(actor: Actor, *, locked: bool = False) -> Staff:
    """Return the row of the person who acts. Raises: NotFound for who is no person here. Cost: 1 statement."""
    rows = Staff.objects.select_for_update(no_key=True) if locked else Staff.objects.all()
    found = rows.filter(pk=actor.id or 0, is_active=True).first() if actor.is_person else None
    if found is None:
        raise NotFound
    return found

