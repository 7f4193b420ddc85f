"""Say which systems vouch for people, and recognise who comes from one."""

import re

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.events import (
    DirectoryIdentityLinked,
    IdentityProviderSaved,
    OutsideIdentitiesUnlinked,
    OutsideIdentityLinked,
)
from fuwutai.domain.accounts.identities import Vouched, claimed_index, forget_answers, wrong_issuer
from fuwutai.domain.accounts.models import IdentityProvider, OutsideIdentity, Staff
from fuwutai.domain.accounts.policies import may_edit_providers
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code

PROVIDER_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@command(statements=7)
def save_identity_provider(
    *,
    actor: Actor,
    provider_id: int | None = None,
    code: str = "",
    name: str,
    issuer: str,
    client_id: str,
    client_secret: str = "",
    vouches_for_factor: bool = False,
    is_on: bool = True,
) -> IdentityProvider:
    """Add a provider of single sign-on or change one; its code stays, an empty secret keeps the one there is.

    With another issuer its people are recognised anew: the same subject is somebody else there. It asks for the secret
    again, so that nobody has it sent to a server of her own.
    Emits: IdentityProviderSaved. Raises: Refused, NotFound, Invalid naming each wrong field.
    """
    if not may_edit_providers(actor):
        raise Refused
    provider = IdentityProvider(code=code.strip().lower())
    if provider_id is not None:
        found = IdentityProvider.objects.select_for_update(no_key=True).filter(pk=provider_id).first()
        if found is None:
            raise NotFound
        provider = found
    issuer, before = issuer.strip(), provider.issuer
    wrong = _wrong_key(provider, client_secret) if provider_id is None else {}
    wrong |= _wrong_names(name.strip(), client_id.strip())
    if before and before != issuer and not client_secret.strip():
        wrong["client_secret"] = _("With another issuer, enter the secret that it gave you.")
    if text := wrong_issuer(issuer):
        wrong["issuer"] = text
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    provider.name, provider.issuer, provider.client_id = name.strip(), issuer, client_id.strip()
    provider.is_on, provider.vouches_for_factor = is_on, vouches_for_factor
    provider.client_secret = client_secret.strip() or provider.client_secret
    provider.save()
    if before and before != issuer:
        OutsideIdentity.objects.filter(provider=provider).delete()
    forget_answers()
    transaction.on_commit(forget_answers)
    emit(
        IdentityProviderSaved(
            identity_provider_id=provider.pk, provider=Code(provider.code), is_on=is_on,
            vouches_for_factor=vouches_for_factor,
        )
    )  # fmt: skip
    return provider


@command(statements=8)
def recognise_outside(*, actor: Actor, vouched: Vouched) -> Staff:
    """Return the person for whom a provider or a directory vouches: who was recognised before, else who has the
    verified address.

    Nobody is added. Emits: OutsideIdentityLinked or DirectoryIdentityLinked at the first time.
    Raises: Refused for anybody but the platform, NotFound for who is unknown or deactivated.
    """  # fmt: skip
    if not actor.is_system:
        raise Refused
    by = {"provider_id": vouched.provider_id, "directory_id": vouched.directory_id}
    there = OutsideIdentity.objects.filter(**by)
    if identity := there.filter(subject=vouched.subject).select_related("staff").first():
        return _active(identity.staff)
    person = _active(_person_with(vouched))
    if there.filter(staff=person).exists():
        raise NotFound  # somebody else there got the address of a person we know under another subject
    OutsideIdentity.objects.create(staff=person, subject=vouched.subject, linked_at=clock.now(), **by)
    if vouched.directory_id is not None:
        emit(DirectoryIdentityLinked(staff_id=person.pk, directory_id=vouched.directory_id))
    elif vouched.provider_id is not None:
        emit(OutsideIdentityLinked(staff_id=person.pk, identity_provider_id=vouched.provider_id))
    return person


def unlink(person: Staff, identity_id: int | None = None) -> bool:
    """Let accounts of other systems, or only one, open nothing as a person any more; return whether any did.

    Emits: OutsideIdentitiesUnlinked. Cost: 1 statement where there was none, else 2.
    """
    linked = OutsideIdentity.objects.filter(staff=person)
    gone = list(linked.filter(pk=identity_id) if identity_id is not None else linked.order_by("pk"))
    if not gone:
        return False
    OutsideIdentity.objects.filter(pk__in=[one.pk for one in gone]).delete()
    emit(
        OutsideIdentitiesUnlinked(
            staff_id=person.pk,
            identity_provider_ids=tuple(one.provider_id for one in gone if one.provider_id is not None),
            directory_ids=tuple(one.directory_id for one in gone if one.directory_id is not None),
        )
    )
    return True


def _person_with(vouched: Vouched) -> Staff | None:
    """Return the one person who has a verified address, None when there are several or none."""
    mails = (vouched.mail, *vouched.more_mails) if vouched.is_mail_verified else ()
    indexes = {index for mail in mails if (index := claimed_index(mail))}
    if not indexes:
        return None
    found = list(Staff.objects.select_for_update(no_key=True).filter(mail_index__in=indexes)[:2])
    return found[0] if len(found) == 1 else None


def _active(person: Staff | None) -> Staff:
    if person is None or not person.is_active:
        raise NotFound
    return person


def _wrong_key(provider: IdentityProvider, client_secret: str) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if not PROVIDER_CODE.fullmatch(provider.code):
        wrong["code"] = _("Use 1 to 40 small letters, digits and dashes.")
    elif IdentityProvider.objects.filter(code=provider.code).exists():
        wrong["code"] = _("This code is taken. Choose another one.")
    if not client_secret.strip():
        wrong["client_secret"] = _("Enter the secret that the provider gave you.")
    return wrong


def _wrong_names(name: str, client_id: str) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if not 1 <= len(name) <= 60:
        wrong["name"] = _("Enter the name that people know, at most 60 characters.")
    if not 1 <= len(client_id) <= 200:
        wrong["client_id"] = _("Enter the client ID that the provider gave you.")
    return wrong
