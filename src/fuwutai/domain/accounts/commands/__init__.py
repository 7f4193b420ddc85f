"""Every write of staff, teams, sessions and the centre."""

from fuwutai.domain.accounts.commands.centre import rename_team, set_up_centre
from fuwutai.domain.accounts.commands.people import change_preferences, create_staff, create_team
from fuwutai.domain.accounts.commands.sessions import end_session, note_session_use, start_session
from fuwutai.domain.accounts.commands.tokens import (
    USED_ANEW_AFTER,
    NewToken,
    create_token,
    note_token_use,
    revoke_token,
)

__all__ = [
    "USED_ANEW_AFTER",
    "NewToken",
    "change_preferences",
    "create_staff",
    "create_team",
    "create_token",
    "end_session",
    "note_session_use",
    "note_token_use",
    "rename_team",
    "revoke_token",
    "set_up_centre",
    "start_session",
]
