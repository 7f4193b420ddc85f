"""Give out and withdraw the keys with which programs act as people."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.commands.people import NOBODY, locked_person
from fuwutai.domain.accounts.events import TokenCreated, TokenRevoked
from fuwutai.domain.accounts.models import ApiToken, Staff
from fuwutai.domain.accounts.policies import may_edit_tokens
from fuwutai.domain.accounts.queries import editable_staff
from fuwutai.domain.accounts.rules import SCOPES, token_digest
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code

PREFIX = "fwt_"
"""So that whoever finds one in a file knows what it is."""
SECRET_BYTES = 32
MOST_DAYS = 3_650
USED_ANEW_AFTER = timedelta(minutes=1)
"""How exact it is known when a token was last used; each time is a write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token with its secret, which is shown once and kept nowhere."""

    token: ApiToken
    secret: str = field(repr=False)


@command(statements=6)
def create_token(*, actor: Actor, staff_id: int, scopes: Sequence[str], expires_days: int | None = None) -> NewToken:
    """Give a program a key with which it acts as a person, as far as the scopes reach; None = it does not expire.

    It ends with the person's password, with her place once that may let it do more, and with the account of its maker.
    Emits: TokenCreated.
    Raises: Refused, also for a person who may do more than the actor, NotFound for nobody who works here, Invalid
    naming each wrong field.
    """
    if not may_edit_tokens(actor):
        raise Refused
    person = locked_person(actor, staff_id)
    if not person.is_active:
        raise NotFound(NOBODY)
    _check(person, scopes, expires_days)
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    now = clock.now()
    token = ApiToken.objects.create(
        staff_id=staff_id,
        digest=token_digest(secret),
        made_by_id=actor.id if actor.is_person else None,
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=now + timedelta(days=expires_days) if expires_days is not None else None,
    )
    emit(
        TokenCreated(
            staff_id=staff_id,
            token_id=token.pk,
            scopes=tuple(Code(scope) for scope in token.scopes),
            expires_at=token.expires_at,
        )
    )
    return NewToken(token=token, secret=secret)


@command(statements=5)
def revoke_token(*, actor: Actor, token_id: int) -> ApiToken:
    """Withdraw a key for good. Emits: TokenRevoked. Raises: Refused, NotFound for one that is withdrawn already."""
    if not may_edit_tokens(actor):
        raise Refused
    theirs = editable_staff(actor).order_by()
    alive = ApiToken.objects.select_for_update(no_key=True).filter(revoked_at=None, staff__in=theirs)
    token = alive.filter(pk=token_id).first()
    if token is None:
        raise NotFound(_("There is no such token, or it is withdrawn already."))
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])
    emit(TokenRevoked(staff_id=token.staff_id, token_id=token.pk))
    return token


@command(statements=1)
def note_token_use(*, actor: Actor, token_id: int) -> None:
    """Keep when a key was last used, to the minute, so that a forgotten one shows."""
    stale = Q(last_used_at=None) | Q(last_used_at__lte=clock.now() - USED_ANEW_AFTER)
    ApiToken.objects.filter(stale, pk=token_id, staff_id=actor.id or 0).update(last_used_at=clock.now())


def _check(person: Staff, scopes: Sequence[str], expires_days: int | None) -> None:
    wrong: dict[str, Text] = {}
    if person.must_change_password:
        wrong["staff_id"] = _("The person must change the password first. Until then no program acts as her.")
    if unknown := sorted(set(scopes) - SCOPES.keys()):
        wrong["scopes"] = _("Unknown: %(names)s. Choose from: %(known)s.") % {
            "names": ", ".join(unknown),
            "known": ", ".join(SCOPES),
        }
    elif not scopes:
        wrong["scopes"] = _("A token needs at least one scope. Choose from: %(known)s.") % {"known": ", ".join(SCOPES)}
    if expires_days is not None and not 1 <= expires_days <= MOST_DAYS:
        wrong["expires_days"] = _("A token lives from 1 to %(most)s days, or without end.") % {"most": MOST_DAYS}
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
