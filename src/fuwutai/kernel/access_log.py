"""The log of looks: reveals, reads of protected data, exports and sign-ins."""

import hashlib
import hmac
from collections.abc import Collection

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
        at=clock.now(),
        action=action,
        subject=subject,
        subject_id=subject_id,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name if actor.is_system else "",
        reason=reason,
        reason_digest=_digest(reason),
        address_digest=_digest(address),
        place=place,
        rows=rows,
    )


def forget_reasons(subject: str, subject_ids: Collection[int]) -> None:
    """Blank why somebody looked at things: people name people there. The chain seals only a digest of the reason.

    Cost: 1 statement.
    """
    AccessEntry.objects.filter(subject=subject, subject_id__in=subject_ids).exclude(reason="").update(reason="")


def _digest(value: str) -> str:
    if not value:
        return ""
    return hmac.new(keyring.ring().audit_key, value.encode(), hashlib.sha256).hexdigest()
