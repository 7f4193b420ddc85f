"""Idempotency keys: a request that is sent twice is carried out once."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.kernel import clock, keyring
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict
from fuwutai.kernel.models import IdempotencyKey, KeptAnswer

KEEP = timedelta(days=7)
KEEP_ANSWERS = timedelta(hours=72)
Answer = tuple[int, str]


class SentBefore(Exception):
    """The key is taken; what the repeated request did in the meantime is rolled back."""


def remember(actor: Actor, command: str, key: str, arguments: dict[str, Any], result_id: int) -> None:
    """Store what a key made, as the last act of its transaction. Cost: 1 statement.

    A second request that arrives while the first still runs waits here for the first one's commit.
    Raises: SentBefore.
    """
    moment = connection.ops.adapt_datetimefield_value(clock.wall())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_idempotencykey (actor, command, key, fingerprint, result_id, created_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (actor, command, key) DO NOTHING",
            [_who(actor), command, _short(key), _fingerprint(arguments), result_id, moment],
        )
        if cursor.rowcount == 0:
            raise SentBefore


def result_of(actor: Actor, command: str, key: str, arguments: dict[str, Any]) -> int | None:
    """Return the id of what a key made before, or None. Cost: 1 statement.

    Raises: Conflict when the key was used with other arguments.
    """
    seen = IdempotencyKey.objects.filter(actor=_who(actor), command=command, key=_short(key)).first()
    if seen is not None and seen.fingerprint != _fingerprint(arguments):
        raise Conflict(
            _("This form was already sent with other content. Reload the page before sending it again."),
            code="idempotency_key_reused",
        )
    return seen.result_id if seen else None


def was_sent(actor: Actor, command: str, key: str) -> bool:
    """Return whether something was done under a key already, whatever was said with it. Cost: 1 statement."""
    return IdempotencyKey.objects.filter(actor=_who(actor), command=command, key=_short(key)).exists()


def answer_once(
    actor: Actor, key: str, request: dict[str, Any], work: Callable[[], Answer]
) -> tuple[Answer, bool]:
    """Return the answer (status, text) of a whole request, and whether it was given before.

    What is refused keeps no key, so it may be tried again. A second request that arrives while the first still runs
    waits for it. Raises: Conflict when the key was used for another request. Cost: 2 statements more than the work.
    """
    who, short, print_ = _who(actor), _short(key), _fingerprint(request)
    moment = connection.ops.adapt_datetimefield_value(clock.wall())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO kernel_keptanswer (actor, key, fingerprint, status, body, created_at)"
                " VALUES (%s, %s, %s, 0, '', %s) ON CONFLICT (actor, key) DO NOTHING",
                [who, short, print_, moment],
            )
            is_new = cursor.rowcount != 0
        kept = KeptAnswer.objects.filter(actor=who, key=short)
        if is_new:
            answer = work()
            kept.update(status=answer[0], body=answer[1])
            return answer, False
        seen = kept.get()
        if seen.fingerprint != print_:
            raise Conflict(
                _("This key was already used for another request. Send a new key."), code="idempotency_key_reused"
            )
        return (seen.status, seen.body), True


def forget_old() -> int:
    """Delete keys older than a week and answers older than three days, and return how many keys."""
    KeptAnswer.objects.filter(created_at__lt=clock.wall() - KEEP_ANSWERS).delete()
    return IdempotencyKey.objects.filter(created_at__lt=clock.wall() - KEEP).delete()[0]


def _who(actor: Actor) -> str:
    return f"{actor.kind}:{actor.id or actor.name}"


def _short(key: str) -> str:
    """Return a key of a caller as something of known length and letters."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _fingerprint(arguments: dict[str, Any]) -> str:
    plain = repr(sorted((name, value) for name, value in arguments.items() if name != "actor"))
    return hmac.new(keyring.ring().index_key, plain.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
