"""What standards do when their own manuals change."""

from typing import cast

from fuwutai.domain.standards.commands.announcing import take_announcement_back
from fuwutai.domain.standards.events import ApprovalWithdrawn
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.reactions import Recorded, react_to


@react_to(ApprovalWithdrawn, when="in_transaction")
def follow_withdrawal(recorded: Recorded) -> None:
    """Take the announcement of a version back whose approval was taken back: what it says does not come."""
    withdrawn = cast(ApprovalWithdrawn, recorded.event)
    take_announcement_back(actor=Actor.system("standards"), version_id=withdrawn.version_id)
