"""Who asks, and what an operation demands: declared on each one and tested from the URL table like the pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from fuwutai.domain.accounts.commands import USED_ANEW_AFTER, note_token_use
from fuwutai.domain.accounts.queries import actor_by_token, open_token
from fuwutai.kernel import clock, rate_limit
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import DomainError, Refused

REQUESTS = "1200/minute"
WRONG_TOKENS = "60/minute"
"""How often one token may ask, and how often one address may try tokens that open nothing."""

View = Callable[..., Any]
DECLARED: dict[str, View] = {}
"""Every operation by its name, with `permission` and `statements`; the URL table reads them."""


class ApiRequest(HttpRequest):
    """A request whose sender carries a token. `answer_headers`: what its answer says beside its body."""

    actor: Actor
    answer_headers: dict[str, str]


class Unauthenticated(DomainError):
    """Nobody is known to ask: no token, or one that opens nothing."""

    code = "unauthenticated"
    http_status = 401

    def __init__(self) -> None:
        super().__init__(
            _("This address needs a token that is neither expired nor withdrawn: “Authorization: Bearer TOKEN”.")
        )


class BearerToken(HttpBearer):
    """Recognises the person for whom a program acts. Cost: 2 statements, 1 more once a minute."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """Return the actor and put it on the request. Raises: Unauthenticated, TooMany."""
        found = open_token(token.strip())
        if found is None:
            rate_limit.spend(WRONG_TOKENS, "api_wrong_token", str(request.META.get("REMOTE_ADDR", "")))
            raise Unauthenticated
        asked = cast(ApiRequest, request)
        asked.answer_headers = {}
        rate_limit.spend(REQUESTS, "api", str(found.pk))
        asked.answer_headers |= _allowance(str(found.pk))
        actor = actor_by_token(found)
        if found.last_used_at is None or found.last_used_at <= clock.now() - USED_ANEW_AFTER:
            note_token_use(actor=actor, token_id=found.pk)
        asked.actor = actor
        return actor


def _allowance(who: str) -> dict[str, str]:
    """Return the headers that say how often a token may still ask. Cost: none."""
    left = rate_limit.left(REQUESTS, "api", who)
    if left is None:
        return {}
    return {
        "RateLimit-Limit": str(left.most), "RateLimit-Remaining": str(left.remaining),
        "RateLimit-Reset": str(left.reset_seconds),
    }  # fmt: skip


def operation(*, permission: str, statements: int) -> Callable[[View], View]:
    """Open an operation to tokens that hold a permission, by scope and by the role of their person.

    `statements`: its SQL budget.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: ApiRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.actor.may(permission):
                raise Refused(
                    _("This token may not do that: its scopes, or the role of its person, do not allow it.")
                )
            return view(request, *args, **kwargs)

        guarded.permission, guarded.statements = permission, statements  # type: ignore[attr-defined]
        DECLARED[view.__name__] = guarded
        return guarded

    return guard
