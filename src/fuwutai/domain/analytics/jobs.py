"""The worker's part of the figures."""

from datetime import timedelta
from typing import Any

from fuwutai.domain.analytics.following import OLDER, count_older, follow_some
from fuwutai.kernel.jobs import enqueue, job, repeat

FURTHER = "analytics.count_further"


@job("analytics.count")
def count(_payload: dict[str, Any]) -> None:
    """Count some of what was written; what is left comes after everybody else's work."""
    if follow_some() is not None:
        enqueue(FURTHER, unique_key=FURTHER)


@job(FURTHER)
def count_further(payload: dict[str, Any]) -> None:
    """Go on counting what was written."""
    count(payload)


@job(OLDER)
def count_some_older(payload: dict[str, Any]) -> None:
    """Count older cases, some at a time."""
    if (below := count_older(payload["below"])) is not None:
        enqueue(OLDER, {"below": below}, unique_key=f"{OLDER}:{below}")


repeat("analytics.count", every=timedelta(seconds=5))
