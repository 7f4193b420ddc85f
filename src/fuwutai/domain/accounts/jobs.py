"""What people leave undone, done for them."""

from datetime import timedelta
from typing import Any

from fuwutai.domain.accounts.choices import OFFLINE
from fuwutai.domain.accounts.commands import set_presence
from fuwutai.domain.accounts.presence import gone_without_a_word
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.jobs import job, repeat


@job("accounts.mark_offline")
def mark_offline(_payload: dict[str, Any]) -> None:
    """Show as offline who went home without saying so, so that no work waits for her."""
    for staff_id in gone_without_a_word():
        try:
            set_presence(actor=Actor.system("accounts"), state=OFFLINE, staff_id=staff_id)
        except NotFound:
            continue  # deactivated, and shown nowhere


repeat("accounts.mark_offline", every=timedelta(minutes=1))
