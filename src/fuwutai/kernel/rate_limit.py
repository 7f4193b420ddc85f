"""Rate limits: counted in Redis where there is one, else in this process."""

import logging
import time
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

from fuwutai.kernel.errors import TooMany

log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def _shared() -> MovingWindowRateLimiter:
    url: str = settings.FUWUTAI_REDIS_URL
    return MovingWindowRateLimiter(RedisStorage(url, wrap_exceptions=True)) if url else _own()


@lru_cache(maxsize=1)
def _own() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())


def spend(allowance: str, *who: str) -> None:
    """Count one request of `who` against an allowance such as "20/minute". Raises: TooMany when it is used up.

    Counts nothing where the setting FUWUTAI_RATE_LIMITS is off.
    """
    if not settings.FUWUTAI_RATE_LIMITS:
        return
    limit = parse(allowance)
    try:
        seconds = _spend(_shared(), limit, who)
    except StorageError:
        log.warning("Redis does not count requests; this process counts its own")
        seconds = _spend(_own(), limit, who)
    if seconds:
        raise TooMany(_("Too many attempts in a short time. Wait a minute and try again."), retry_after_seconds=seconds)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of an allowance: so many requests of `most`, all of them again after `reset_seconds`."""

    most: int
    remaining: int
    reset_seconds: int


def left(allowance: str, *who: str) -> Left | None:
    """Return what `who` has left of an allowance, None where nothing is counted or nobody knows."""
    if not settings.FUWUTAI_RATE_LIMITS:
        return None
    limit = parse(allowance)
    try:
        stats = _shared().get_window_stats(limit, *who)
    except StorageError:
        return None
    return Left(limit.amount, max(0, stats.remaining), max(0, ceil(stats.reset_time - time.time())))


def _spend(limiter: MovingWindowRateLimiter, limit: RateLimitItem, who: tuple[str, ...]) -> int:
    """Count a request and return 0, or how many seconds to wait."""
    if limiter.hit(limit, *who):
        return 0
    return max(1, ceil(limiter.get_window_stats(limit, *who).reset_time - time.time()))


def forget_all() -> None:
    """Start counting anew; for tests, each of which begins as on a fresh day."""
    for limiter in (_shared(), _own()):
        limiter.storage.reset()
