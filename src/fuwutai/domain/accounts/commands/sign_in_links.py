"""Make and use the links by which people choose their own password."""

import secrets
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.commands.identities import unlink
from fuwutai.domain.accounts.commands.people import locked_person
from fuwutai.domain.accounts.commands.profile import end_sessions, give_password
from fuwutai.domain.accounts.events import PasswordChosen, SignInLinkMade
from fuwutai.domain.accounts.models import SignInLink, Staff
from fuwutai.domain.accounts.rules import token_digest
from fuwutai.domain.accounts.sign_in_links import INVITATION, LIVES, RESET
from fuwutai.kernel import clock
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, NotFound
from fuwutai.kernel.events import Code

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """A link with its secret, which is shown once and kept nowhere."""

    link: SignInLink
    secret: str = field(repr=False)


@command(statements=9)
def make_sign_in_link(*, actor: Actor, staff_id: int) -> NewLink:
    """Let a person choose her own password by a link: an invitation for who has none yet, else a reset.

    Links made for her before open nothing any more. Emits: SignInLinkMade. Raises: Refused, NotFound, Conflict for who
    is deactivated.
    """
    person = locked_person(actor, staff_id)
    if not person.is_active:
        raise Conflict(_("This person is deactivated. Let the person sign in again first."), code="deactivated")
    purpose = RESET if person.has_usable_password() else INVITATION
    secret, now = secrets.token_urlsafe(SECRET_BYTES), clock.now()
    SignInLink.objects.filter(staff=person, used_at=None, expires_at__gt=now).update(expires_at=now)
    link = SignInLink.objects.create(
        staff=person,
        purpose=purpose,
        digest=token_digest(secret),
        made_by_id=actor.id if actor.is_person else None,
        created_at=now,
        expires_at=now + LIVES[purpose],
    )
    record_access(actor, "sign_in_link_made", subject="staff", subject_id=person.pk)
    emit(
        SignInLinkMade(
            staff_id=person.pk, sign_in_link_id=link.pk, purpose=Code(purpose), expires_at=link.expires_at
        )
    )  # fmt: skip
    return NewLink(link=link, secret=secret)


@command(statements=14)
def choose_password_by_link(*, actor: Actor, secret: str, password: str) -> Staff:
    """Give the person of a link the password she chose, and use the link up; her browsers and programs are shut out.

    Accounts of other systems are unlinked: she is recognised anew.
    Emits: PasswordChosen, OutsideIdentitiesUnlinked. Raises: NotFound for a link that opens nothing, whatever the
    reason, Invalid for a weak password.
    """
    now = clock.now()
    alive = SignInLink.objects.select_for_update(no_key=True).filter(used_at=None, expires_at__gt=now)
    alive = alive.exclude(made_by__in=Staff.objects.filter(is_active=False))
    link = alive.filter(digest=token_digest(secret)).first()
    active = Staff.objects.select_for_update(no_key=True).filter(is_active=True)
    person = active.filter(pk=link.staff_id).first() if link else None
    if link is None or person is None:
        raise NotFound(_("This link is not valid any more. Ask who gave it to you for a new one."), code="no_link")
    give_password(person, password)
    link.used_at = now
    link.save(update_fields=["used_at"])
    end_sessions(person)
    by = Actor(kind="staff", id=person.pk)
    record_access(by, "password_chosen", subject="staff", subject_id=person.pk)
    emit(PasswordChosen(staff_id=person.pk))
    unlink(person)
    return person
