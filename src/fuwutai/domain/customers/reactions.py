"""What customers do when customers change."""

from collections.abc import Sequence

from fuwutai.domain.customers.commands.duplicates import forget_keys
from fuwutai.domain.customers.events import (
    ContactAdded,
    ContactChanged,
    ContactRemoved,
    CustomerRegistered,
    MemberAdded,
    MemberRemoved,
    ProfileChanged,
)
from fuwutai.kernel.reactions import Recorded, react_to_all


@react_to_all(
    CustomerRegistered, ContactAdded, ContactChanged, ContactRemoved, MemberAdded, MemberRemoved, ProfileChanged
)
def compare_anew(many: Sequence[Recorded]) -> None:
    """Let who has changed be compared with everybody again; a newcomer has nothing to forget.

    Cost: 1 statement, none for newcomers.
    """
    new = {one.event.subject_id for one in many if isinstance(one.event, CustomerRegistered)}
    changed = {one.event.subject_id for one in many} - new
    if changed:
        forget_keys(changed)
