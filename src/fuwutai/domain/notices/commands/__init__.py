"""Every write of notices. They are not history, so none of them emits an event."""

from fuwutai.domain.notices.commands.forget import forget_notices
from fuwutai.domain.notices.commands.give import give_notice
from fuwutai.domain.notices.commands.read import mark_all_read, mark_read, settle_matter

__all__ = ["forget_notices", "give_notice", "mark_all_read", "mark_read", "settle_matter"]
