"""Set up, use, renew and take away the second factor of signing in."""

import pyotp
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.commands.people import locked_person
from fuwutai.domain.accounts.events import (
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    SecondFactorConfirmed,
    SecondFactorRemoved,
)
from fuwutai.domain.accounts.models import RecoveryCode, SecondFactor, Staff, StaffSession
from fuwutai.domain.accounts.second_factor import (
    demands_second_factor,
    fitting_step,
    is_under_way,
    new_recovery_codes,
    own_row,
    recovery_digest,
)
from fuwutai.kernel import clock
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Text

WRONG_CODE: Text = _("This code does not fit. Wait for the next one on your telephone and enter that.")
WRONG_PASSWORD: Text = _("This is not your password. Check it and try again.")
IS_ON: Text = _("Your second factor is on already. Turn it off first to set up another telephone.")
IS_OFF: Text = _("Your second factor is off. Set it up first.")


@command(statements=6)
def begin_second_factor(*, actor: Actor) -> SecondFactor:
    """Give a person a secret for her telephone; it counts once a first code fits, within some minutes.

    Raises: NotFound, Conflict if on.
    """
    person = own_row(actor, locked=True)
    factor = SecondFactor.objects.filter(staff=person).first()
    if factor is not None and factor.confirmed_at is not None:
        raise Conflict(IS_ON, code="already_so")
    factor = factor or SecondFactor(staff=person)
    factor.secret, factor.last_step, factor.created_at = pyotp.random_base32(), 0, clock.now()
    factor.save()
    return factor


@command(statements=10)
def confirm_second_factor(*, actor: Actor, code: str, proof: str = "") -> list[str]:
    """Ask for a second factor from now on, and return the recovery codes, which are kept nowhere.

    `proof`: the password of who has one, or somebody at a browser left open could lock its owner out.
    Emits: SecondFactorConfirmed. Raises: NotFound, Conflict when none was begun shortly before or one is on, Invalid
    naming each wrong field.
    """
    person = own_row(actor, locked=True)
    factor = SecondFactor.objects.filter(staff=person).first()
    if factor is not None and factor.confirmed_at is not None:
        raise Conflict(IS_ON, code="already_so")
    if factor is None or not is_under_way(factor):
        raise Conflict(IS_OFF, code="not_begun")
    wrong: dict[str, Text] = {}
    if person.has_usable_password() and not person.check_password(proof):
        wrong["proof"] = WRONG_PASSWORD
    step = fitting_step(factor.secret, code, clock.now(), factor.last_step)
    if step is None:
        wrong["code"] = WRONG_CODE
    if step is None or wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    factor.confirmed_at, factor.last_step = clock.now(), step
    factor.save(update_fields=["confirmed_at", "last_step"])
    record_access(actor, "second_factor_on", subject="staff", subject_id=person.pk)
    emit(SecondFactorConfirmed(staff_id=person.pk))
    return _given_anew(person)


@command(statements=10)
def renew_recovery_codes(*, actor: Actor, proof: str) -> list[str]:
    """Return new recovery codes; those before open nothing any more. `proof`: as `turn_off_second_factor`.

    Emits: RecoveryCodesRenewed. Raises: NotFound, Conflict when the factor is off, Invalid for a wrong proof.
    """
    person, factor = _own_confirmed(actor)
    _check_proof(person, factor, proof)
    record_access(actor, "recovery_codes_renewed", subject="staff", subject_id=person.pk)
    emit(RecoveryCodesRenewed(staff_id=person.pk))
    return _given_anew(person)


@command(statements=10)
def turn_off_second_factor(*, actor: Actor, proof: str) -> None:
    """Sign in without a second factor again. `proof`: the password, for who has none a code of the telephone.

    Emits: SecondFactorRemoved. Raises: NotFound, Conflict when it is off or the role demands it, Invalid for a wrong
    proof.
    """
    person, factor = _own_confirmed(actor)
    if demands_second_factor(person.role):
        raise Conflict(
            _("Your role must sign in with a second factor. Ask your administrator for a change."), code="demanded"
        )
    _check_proof(person, factor, proof)
    _remove(actor, person)


@command(statements=10)
def remove_second_factor(*, actor: Actor, staff_id: int) -> Staff:
    """Take the second factor away from a person who has lost her telephone; her browsers are signed out.

    Emits: SecondFactorRemoved. Raises: Refused, NotFound, Conflict when there is none, and for oneself.
    """
    person = locked_person(actor, staff_id)
    if person.pk == actor.id:
        raise Conflict(_("Turn your own second factor off on its own page."), code="oneself")
    if not SecondFactor.objects.filter(staff=person, confirmed_at__isnull=False).exists():
        raise Conflict(_("This person signs in without a second factor."), code="already_so")
    StaffSession.objects.filter(staff=person, ended_at=None).update(ended_at=clock.now())
    _remove(actor, person)
    return person


@command(statements=9)
def accept_second_factor(*, actor: Actor, code: str) -> str:
    """Return by what somebody whose password was right proved to be herself: “telephone” or “recovery_code”.

    Each code opens once. Emits: RecoveryCodeUsed. Raises: NotFound, Conflict when the factor is off, Invalid for a code
    that does not fit.
    """
    person, factor = _own_confirmed(actor)
    if _used_up(factor, code):
        return "telephone"
    waiting = RecoveryCode.objects.filter(staff=person, used_at=None)
    if not waiting.filter(digest=recovery_digest(person.pk, code)).update(used_at=clock.now()):
        raise Invalid(WRONG_CODE, fields={"code": WRONG_CODE})
    record_access(actor, "recovery_code_used", subject="staff", subject_id=person.pk)
    emit(RecoveryCodeUsed(staff_id=person.pk, codes_left=waiting.count()))
    return "recovery_code"


def _own_confirmed(actor: Actor) -> tuple[Staff, SecondFactor]:
    """Return the person who acts, locked, and her factor. Raises: NotFound, Conflict when it is off."""
    person = own_row(actor, locked=True)
    factor = SecondFactor.objects.filter(staff=person, confirmed_at__isnull=False).first()
    if factor is None:
        raise Conflict(IS_OFF, code="already_so")
    return person, factor


def _used_up(factor: SecondFactor, code: str) -> bool:
    """Return whether a code of the telephone fits; it fits no second time."""
    step = fitting_step(factor.secret, code, clock.now(), factor.last_step)
    if step is None:
        return False
    factor.last_step = step
    factor.save(update_fields=["last_step"])
    return True


def _check_proof(person: Staff, factor: SecondFactor, proof: str) -> None:
    if person.has_usable_password():
        if not person.check_password(proof):
            raise Invalid(WRONG_PASSWORD, fields={"proof": WRONG_PASSWORD})
    elif not _used_up(factor, proof):
        raise Invalid(WRONG_CODE, fields={"proof": WRONG_CODE})


def _given_anew(person: Staff) -> list[str]:
    codes = new_recovery_codes()
    RecoveryCode.objects.filter(staff=person).delete()
    rows = (RecoveryCode(staff=person, digest=recovery_digest(person.pk, one)) for one in codes)
    RecoveryCode.objects.bulk_create(rows)
    return codes


def _remove(actor: Actor, person: Staff) -> None:
    if not SecondFactor.objects.filter(staff=person).delete()[0]:
        raise NotFound
    RecoveryCode.objects.filter(staff=person).delete()
    record_access(actor, "second_factor_off", subject="staff", subject_id=person.pk)
    emit(SecondFactorRemoved(staff_id=person.pk))
