"""End what was given out to act as somebody: links to choose a password, and tokens of programs."""

from django.db.models import Q

from fuwutai.domain.accounts.models import ApiToken, SignInLink
from fuwutai.kernel import clock


def end_ways_in(whose: Q) -> None:
    """End the open links and tokens of which something is true, as `Q(staff=…)` or `Q(made_by=…)`. Cost: 2 statements.

    So none lets in more than its maker could have taken for herself, and none outlives the password or the maker.
    """
    now = clock.now()
    SignInLink.objects.filter(whose, used_at=None, expires_at__gt=now).update(expires_at=now)
    ApiToken.objects.filter(whose, revoked_at=None).update(revoked_at=now)
