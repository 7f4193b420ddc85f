"""Single sign-on by OpenID Connect: who vouches for people, and what such a system said of somebody.

The authorization code flow with PKCE, `state` and `nonce`; the ID token is checked by signature, issuer, audience,
expiry and nonce. Source: S4-4.1-11.
"""

import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from fuwutai.domain.accounts.models import Directory, IdentityProvider
from fuwutai.domain.accounts.policies import may_edit_providers
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import blind_index, normalise_email
from fuwutai.kernel.errors import DomainError, NotFound, Refused, Text
from fuwutai.kernel.memo import Shelf
from fuwutai.kernel.outgoing import Gate, fetch

SCOPE = "openid email profile"
SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Signatures that only the provider can make; never “none”, never one with a shared secret."""
LEEWAY_SECONDS = 60
"""How far the clocks of two computers may differ."""
SECOND_FACTORS = frozenset({"mfa", "otp"})
"""What an ID token says (`amr`, RFC 8176) when the provider has asked for a second factor."""
TIMEOUT_SECONDS = 3.0
"""So long a provider may take for each answer: somebody waits for it in front of the sign-in page."""
MOST_AT_ONCE = 2
"""So many calls to providers are under way at once in a process, so that a silent one does not hold up all pages."""
KEPT_SECONDS = 300
"""So long it holds what a provider says of itself, and its keys."""
NOT_VOUCHED: Text = _("The sign-in service gave an answer that cannot be trusted. Try again, or sign in by password.")


NO_ANSWER: Text = _("The sign-in service did not answer. Try again in a few minutes, or sign in by password.")

_gate = Gate(MOST_AT_ONCE)
_answers: "Shelf[dict[str, Any]]" = Shelf(KEPT_SECONDS)
"""By address: what providers said of themselves, and their keys."""


class NotVouched(DomainError):
    """A provider did not vouch for somebody in the form that was asked for; `code` says what was wrong."""

    code = "not_vouched"
    http_status = 422

    def __init__(self, code: str) -> None:
        super().__init__(NOT_VOUCHED, code=code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A sign-in that began: where the browser goes, and what is kept until it comes back."""

    url: str
    kept: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """What a provider, or a directory, said of somebody, checked; a directory may know several addresses.

    `has_second_factor`: it asked for one itself, and is believed in this.
    """

    provider_id: int | None = None
    directory_id: int | None = None
    subject: str
    mail: str
    more_mails: tuple[str, ...] = ()
    is_mail_verified: bool
    has_second_factor: bool


def offered_providers() -> list[IdentityProvider]:
    """Return the providers through which anybody may sign in, by name. Cost: 1 statement."""
    return list(IdentityProvider.objects.filter(is_on=True).defer("client_secret").order_by("name", "id"))


def is_anybody_vouching() -> bool:
    """Return whether people are recognised by their mail address anywhere. Cost: 1 statement, or 2."""
    return any(one.objects.filter(is_on=True).exists() for one in (IdentityProvider, Directory))


def visible_providers(actor: Actor) -> QuerySet[IdentityProvider]:
    """Return all providers by name, to whoever may change them, without their secrets."""
    if not may_edit_providers(actor):
        return IdentityProvider.objects.none()
    return IdentityProvider.objects.defer("client_secret").order_by("name", "id")


def provider_to_change(actor: Actor, provider_id: int) -> IdentityProvider:
    """Return a provider. Raises: Refused, NotFound. Cost: 1 statement."""
    if not may_edit_providers(actor):
        raise Refused
    found = visible_providers(actor).filter(pk=provider_id).first()
    if found is None:
        raise NotFound
    return found


def claimed_index(mail: str) -> str | None:
    """Return by which index an address that another system names is looked up; None for one that names nobody.

    Only the case of ASCII letters does not count. Whatever else our normal form folds, as width or a long s, would
    make other addresses of other people equal to one here.
    """
    normal = normalise_email(mail)
    return blind_index("email", normal) if normal and normal == mail.translate(SMALL) else None


def forget_answers() -> None:
    """Ask providers anew what they say of themselves; called when one was changed."""
    _answers.forget()


def wrong_issuer(issuer: str) -> Text:
    """Return what is wrong with the address of a provider, nothing when it is right."""
    try:
        parts = urlsplit(issuer)
        is_address = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    schemes = ("https", "http") if settings.FUWUTAI_ALLOW_PRIVATE_ISSUERS else ("https",)
    if not is_address or len(issuer) > 200 or parts.scheme not in schemes or parts.query or parts.fragment:
        return _("Enter the address of the issuer as the provider gives it, beginning with https://.")
    return ""


def start(code: str, redirect_uri: str) -> Started:
    """Return how to sign in through a provider. Raises: NotFound, NotVouched, CallFailed.

    Cost: 1 statement, 1 call every few minutes.
    """
    provider = _provider(code=code)
    verifier, state, nonce = (secrets.token_urlsafe(48) for _nth in range(3))
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": SCOPE,
        "state": state,
        "nonce": nonce,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    address = _told(_discovered(provider), "authorization_endpoint")
    joint = "&" if urlsplit(address).query else "?"
    kept = {"provider": code, "state": state, "nonce": nonce, "verifier": verifier, "redirect_uri": redirect_uri}
    return Started(url=f"{address}{joint}{urlencode(asked)}", kept=kept)


def finish(kept: Mapping[str, str], answer: Mapping[str, str]) -> Vouched:
    """Return what the provider says of the person who came back with `answer`.

    Raises: NotFound, NotVouched, CallFailed. Cost: 1 statement, 1 call, 2 when the ID token names no mail address;
    every few minutes 2 more.
    """
    if not secrets.compare_digest(kept["state"].encode(), answer.get("state", "").encode()):
        raise NotVouched("wrong_state")
    if not answer.get("code") or answer.get("error"):
        raise NotVouched("no_code")
    provider = _provider(code=kept["provider"])
    if answer.get("iss", provider.issuer) != provider.issuer:  # RFC 9207: an answer of another provider
        raise NotVouched("wrong_issuer")
    known = _discovered(provider)
    tokens = _tokens(provider, known, kept, answer["code"])
    claims = _claims(provider, known, str(tokens.get("id_token") or ""), kept["nonce"])
    told = claims
    if "email" not in claims and "userinfo_endpoint" in known:
        told = _user_info(known, str(tokens.get("access_token") or ""), str(claims["sub"]))
    methods = claims.get("amr")
    return Vouched(
        provider_id=provider.pk,
        subject=str(claims["sub"])[:255],
        mail=str(told.get("email") or ""),
        is_mail_verified=told.get("email_verified") is True,
        has_second_factor=provider.vouches_for_factor
        and isinstance(methods, list)
        and not SECOND_FACTORS.isdisjoint(map(str, methods)),
    )


def _provider(code: str) -> IdentityProvider:
    found = IdentityProvider.objects.filter(code=code, is_on=True).first()
    if found is None:
        raise NotFound
    return found


def _discovered(provider: IdentityProvider) -> dict[str, Any]:
    """Return what a provider says of itself (OpenID Connect Discovery)."""
    address = f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"
    known = _answers.get(address) or _asked("GET", address)
    if known.get("issuer") != provider.issuer:
        raise NotVouched("other_issuer")
    _answers.put(address, known)
    return known


def _tokens(
    provider: IdentityProvider, known: dict[str, Any], kept: Mapping[str, str], code: str
) -> dict[str, Any]:
    """Exchange the code; the secret goes in the body, or in the head for who takes it only there."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": kept["redirect_uri"],
        "code_verifier": kept["verifier"],
        "client_id": provider.client_id,
        "client_secret": provider.client_secret,
    }
    return _asked("POST", _told(known, "token_endpoint"), data=form)


def _claims(provider: IdentityProvider, known: dict[str, Any], token: str, nonce: str) -> dict[str, Any]:
    """Return the claims of an ID token after all checks. Raises: NotVouched naming which one failed."""
    try:
        claims = _signed_claims(_told(known, "jwks_uri"), token)
        demanded = jwt.JWTClaimsRegistry(
            now=int(clock.now().timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": provider.issuer},
            aud={"essential": True, "value": provider.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        demanded.validate(claims)
    except (JoseError, ValueError, TypeError, KeyError) as wrong:
        raise NotVouched(getattr(wrong, "error", "") or "bad_token") from wrong
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else provider.client_id) != provider.client_id:
        raise NotVouched("other_party")
    return claims


def _signed_claims(address: str, token: str) -> dict[str, Any]:
    """Return what stands in a token; keys kept from before are asked for anew when none of them signed it."""
    if kept := _answers.get(address):
        try:
            return _decoded(kept, token)
        except (JoseError, ValueError, TypeError, KeyError):
            pass
    keys = _asked("GET", address)
    claims = _decoded(keys, token)
    _answers.put(address, keys)
    return claims


def _decoded(keys: dict[str, Any], token: str) -> dict[str, Any]:
    return jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]


def _user_info(known: dict[str, Any], access_token: str, subject: str) -> dict[str, Any]:
    address = _told(known, "userinfo_endpoint")
    told = _asked("GET", address, headers={"Authorization": f"Bearer {access_token}"})
    if told.get("sub") != subject:  # OpenID Connect 5.3.2: the answer may be about somebody else
        raise NotVouched("other_subject")
    return told


def _told(known: dict[str, Any], name: str) -> str:
    address = known.get(name)
    if not isinstance(address, str) or wrong_issuer(address.partition("?")[0]):
        raise NotVouched("bad_discovery")
    return address


def _asked(method: str, url: str, *, data: Any = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the JSON object behind an address of a provider. Raises: NotVouched, CallFailed."""
    with _gate.passed():
        answer = fetch(
            method,
            url,
            data=data,
            headers={"Accept": "application/json", **(headers or {})},
            timeout_seconds=TIMEOUT_SECONDS,
            allow_private=settings.FUWUTAI_ALLOW_PRIVATE_ISSUERS,
        )
    try:
        told = answer.json()
    except ValueError as wrong:
        raise NotVouched("no_json") from wrong
    if answer.status_code != 200 or not isinstance(told, dict):
        raise NotVouched("refused_by_provider")
    return told
