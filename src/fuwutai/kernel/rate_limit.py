"""Rate limits: counted in Redis where there is one, else in this process."""

from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from limits import parse
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import MovingWindowRateLimiter

from fuwutai.kernel.errors import TooMany


@lru_cache(maxsize=1)
def _limiter() -> MovingWindowRateLimiter:
    url: str = settings.FUWUTAI_REDIS_URL
    storage: Storage = RedisStorage(url) if url else MemoryStorage()
    return MovingWindowRateLimiter(storage)


def spend(allowance: str, *who: str) -> None:
    """Count one request of `who` against an allowance such as "20/minute". Raises: TooMany when it is used up.

    Counts nothing where the setting FUWUTAI_RATE_LIMITS is off.
    """
    limit = parse(allowance)
    if settings.FUWUTAI_RATE_LIMITS and not _limiter().hit(limit, *who):
        raise TooMany(
            _("Too many attempts in a short time. Wait a minute and try again."),
            retry_after_seconds=limit.get_expiry(),
        )


def forget_all() -> None:
    """Start counting anew; for tests, each of which begins as on a fresh day."""
    _limiter().storage.reset()
