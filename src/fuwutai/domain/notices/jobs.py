"""What notices do by themselves as time passes."""

from typing import Any

from fuwutai.domain.notices.bell import ring
from fuwutai.kernel.jobs import job


@job("notices.ring")
def ring_when_due(payload: dict[str, Any]) -> None:
    """Ring for people whose held-back notice has come due."""
    ring(payload["staff_ids"])
