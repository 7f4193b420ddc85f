"""The log of looks: reveals, reads of protected data, exports and sign-ins."""

import hashlib
import hmac
from collections.abc import Collection, Sequence
from typing import Any

from fuwutai.kernel import clock, keyring
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.models import AccessEntry


def record_access(
    actor: Actor,
    action: str,
    *,
    subject: str = "",
    subject_id: int | None = None,
    reason: str = "",
    address: str = "",
    place: str = "",
    rows: int | None = None,
) -> AccessEntry:
    """Write down that an actor looked at something; the network address is kept only as a keyed digest."""
    return AccessEntry.objects.create(
        **_row(actor, action, subject, reason, address, place), subject_id=subject_id, rows=rows
    )


def record_accesses(
    actor: Actor, action: str, *, subject: str, subject_ids: Sequence[int], reason: str = "", place: str = ""
) -> list[AccessEntry]:
    """Write down one look at several things, an entry for each, in their order. Cost: 1 statement."""
    row = _row(actor, action, subject, reason, "", place)
    return AccessEntry.objects.bulk_create(AccessEntry(**row, subject_id=subject_id) for subject_id in subject_ids)


def forget_reasons(subject: str, subject_ids: Collection[int]) -> None:
    """Blank why somebody looked at things: people name people there. The chain seals only a digest of the reason.

    Cost: 1 statement.
    """
    AccessEntry.objects.filter(subject=subject, subject_id__in=subject_ids).exclude(reason="").update(reason="")


def _row(actor: Actor, action: str, subject: str, reason: str, address: str, place: str) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "action": action,
        "subject": subject,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_name": actor.name if actor.is_system else "",
        "reason": reason,
        "reason_digest": _digest(reason),
        "address_digest": _digest(address),
        "place": place,
    }


def _digest(value: str) -> str:
    if not value:
        return ""
    return hmac.new(keyring.ring().audit_key, value.encode(), hashlib.sha256).hexdigest()
