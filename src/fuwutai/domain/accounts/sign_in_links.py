"""Links by which people choose their own password: kept as a digest, once, for a limited time."""

from datetime import timedelta

from fuwutai.domain.accounts.models import SignInLink, Staff
from fuwutai.domain.accounts.rules import token_digest
from fuwutai.kernel import clock

INVITATION, RESET = "invitation", "reset"
LIVES = {INVITATION: timedelta(days=3), RESET: timedelta(days=1)}


def open_link(secret: str) -> SignInLink | None:
    """Return the link of a secret with its person; None once used, expired, replaced or the person deactivated.

    None also once who made it is. Cost: 1 statement.
    """
    alive = SignInLink.objects.filter(used_at=None, expires_at__gt=clock.now(), staff__is_active=True)
    alive = alive.exclude(made_by__in=Staff.objects.filter(is_active=False))
    return alive.filter(digest=token_digest(secret)).select_related("staff").first()
