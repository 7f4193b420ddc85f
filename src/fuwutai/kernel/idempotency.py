"""Idempotency keys: a request that is sent twice is carried out once."""

import hashlib
import hmac
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from fuwutai.kernel import clock, keyring
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict
from fuwutai.kernel.models import IdempotencyKey

KEEP = timedelta(days=7)


def begin(actor: Actor, command: str, key: str, arguments: dict[str, Any]) -> tuple[bool, int | None]:
    """Claim a key inside the transaction; return (was it used before, the id of what it made then).

    A second request that arrives while the first still runs waits here for the first one's commit.
    Raises: Conflict when the key was used with other arguments. Cost: 1 statement, 2 on a repetition.
    """
    fingerprint = _fingerprint(arguments)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_idempotencykey (actor, command, key, fingerprint, created_at)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (actor, command, key) DO NOTHING",
            [_who(actor), command, _short(key), fingerprint, connection.ops.adapt_datetimefield_value(clock.wall())],
        )
        if cursor.rowcount == 1:
            return False, None
    seen = IdempotencyKey.objects.get(actor=_who(actor), command=command, key=_short(key))
    if seen.fingerprint != fingerprint:
        raise Conflict(
            _("This form was already sent with other content. Reload the page before sending it again."),
            code="idempotency_key_reused",
        )
    return True, seen.result_id


def finish(actor: Actor, command: str, key: str, result_id: int | None) -> None:
    """Remember what the key made. Cost: 1 statement."""
    IdempotencyKey.objects.filter(actor=_who(actor), command=command, key=_short(key)).update(result_id=result_id)


def forget_old() -> int:
    """Delete keys older than a week and return how many."""
    return IdempotencyKey.objects.filter(created_at__lt=clock.wall() - KEEP).delete()[0]


def _who(actor: Actor) -> str:
    return f"{actor.kind}:{actor.id or actor.name}"


def _short(key: str) -> str:
    """Return a key of a caller as something of known length and letters."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _fingerprint(arguments: dict[str, Any]) -> str:
    plain = repr(sorted((name, value) for name, value in arguments.items() if name != "actor"))
    return hmac.new(keyring.ring().index_key, plain.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
