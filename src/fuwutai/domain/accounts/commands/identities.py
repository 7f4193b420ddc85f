"""Say which systems vouch for people, and recognise who comes from one."""

import re

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.events import IdentityProviderSaved, OutsideIdentityLinked
from fuwutai.domain.accounts.identities import Vouched, wrong_issuer
from fuwutai.domain.accounts.models import IdentityProvider, OutsideIdentity, Staff
from fuwutai.domain.accounts.policies import may_edit_providers
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import blind_index, normalise_email
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
    is_on: bool = True,
) -> IdentityProvider:
    """Add a provider of single sign-on or change one; its code stays, an empty secret keeps the one there is.

    With another issuer its people are recognised anew: the same subject is somebody else there.
    Emits: IdentityProviderSaved. Raises: Refused, NotFound, Invalid naming each wrong field.
    """
    if not may_edit_providers(actor):
        raise Refused
    provider = IdentityProvider(code=code.strip().lower())
    if provider_id is not None:
        found = IdentityProvider.objects.select_for_update().filter(pk=provider_id).first()
        if found is None:
            raise NotFound
        provider = found
    issuer, before = issuer.strip(), provider.issuer
    wrong = _wrong_key(provider, client_secret) if provider_id is None else {}
    wrong |= _wrong_names(name.strip(), client_id.strip())
    if text := wrong_issuer(issuer):
        wrong["issuer"] = text
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    provider.name, provider.issuer, provider.client_id = name.strip(), issuer, client_id.strip()
    provider.is_on = is_on
    provider.client_secret = client_secret.strip() or provider.client_secret
    provider.save()
    if before and before != issuer:
        OutsideIdentity.objects.filter(provider=provider).delete()
    emit(IdentityProviderSaved(identity_provider_id=provider.pk, provider=Code(provider.code), is_on=is_on))
    return provider


@command(statements=8)
def recognise_outside(*, actor: Actor, vouched: Vouched) -> Staff:
    """Return the person for whom a provider vouches: who was recognised before, else who has the verified address.

    Nobody is added. Emits: OutsideIdentityLinked at the first time. Raises: Refused for anybody but the platform,
    NotFound for who is unknown or deactivated.
    """
    if not actor.is_system:
        raise Refused
    known = OutsideIdentity.objects.filter(provider_id=vouched.provider_id, subject=vouched.subject)
    if identity := known.select_related("staff").first():
        return _active(identity.staff)
    normal = normalise_email(vouched.mail) if vouched.is_mail_verified else None
    if normal is None:
        raise NotFound
    index = blind_index("email", normal)
    person = _active(Staff.objects.select_for_update().filter(mail_index=index).first())
    if OutsideIdentity.objects.filter(provider_id=vouched.provider_id, staff=person).exists():
        raise NotFound  # somebody else there got the address of a person we know under another subject
    OutsideIdentity.objects.create(
        provider_id=vouched.provider_id, staff=person, subject=vouched.subject, linked_at=clock.now()
    )
    emit(OutsideIdentityLinked(staff_id=person.pk, identity_provider_id=vouched.provider_id))
    return person


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
