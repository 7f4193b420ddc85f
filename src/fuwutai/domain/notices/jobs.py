"""What notices do by themselves as time passes."""

from typing import Any

from fuwutai.domain.notices.bell import ring
from fuwutai.domain.notices.post import send_letter
from fuwutai.kernel.jobs import job


@job("notices.ring")
def ring_when_due(payload: dict[str, Any]) -> None:
    """Ring for people whose held-back notice has come due."""
    ring(payload["staff_ids"])


@job("notices.mail", external=True)
def send_when_due(payload: dict[str, Any]) -> None:
    """Send a mail that has come due. Whether it goes again is decided by its row, not by this job."""
    send_letter(payload["letter"])
