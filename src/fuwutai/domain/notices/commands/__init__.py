"""Every write of notices. They are not history, so giving and reading them emits no event; what people set does."""

from fuwutai.domain.notices.commands.forget import forget_letters, forget_notices
from fuwutai.domain.notices.commands.give import give_notice
from fuwutai.domain.notices.commands.letters import (
    claim_letter,
    discard_letter,
    note_letter_sent,
    park_letter,
    put_letter_off,
    retry_letter,
    send_test_letter,
)
from fuwutai.domain.notices.commands.read import mark_all_read, mark_read, mark_these_read, settle_matter
from fuwutai.domain.notices.commands.wishes import (
    choose_own_ways,
    choose_ways_of_role,
    follow_centre,
    follow_shipped,
)

__all__ = [
    "choose_own_ways",
    "choose_ways_of_role",
    "claim_letter",
    "discard_letter",
    "follow_centre",
    "follow_shipped",
    "forget_letters",
    "forget_notices",
    "give_notice",
    "mark_all_read",
    "mark_read",
    "mark_these_read",
    "note_letter_sent",
    "park_letter",
    "put_letter_off",
    "retry_letter",
    "send_test_letter",
    "settle_matter",
]
