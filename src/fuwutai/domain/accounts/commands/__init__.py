"""Every write of staff, teams, sessions and the centre."""

from fuwutai.domain.accounts.commands.centre import rename_team, set_up_centre
from fuwutai.domain.accounts.commands.people import (
    change_preferences,
    change_staff,
    create_staff,
    create_team,
    deactivate_staff,
    reactivate_staff,
    set_password,
)
from fuwutai.domain.accounts.commands.roles import remove_role, save_role
from fuwutai.domain.accounts.commands.sessions import end_session, note_session_use, start_session
from fuwutai.domain.accounts.commands.tokens import (
    USED_ANEW_AFTER,
    NewToken,
    create_token,
    note_token_use,
    revoke_token,
)
from fuwutai.domain.accounts.commands.units import change_unit, create_unit, move_team

__all__ = [
    "USED_ANEW_AFTER",
    "NewToken",
    "change_preferences",
    "change_staff",
    "change_unit",
    "create_staff",
    "create_team",
    "create_token",
    "create_unit",
    "deactivate_staff",
    "end_session",
    "move_team",
    "note_session_use",
    "note_token_use",
    "reactivate_staff",
    "remove_role",
    "rename_team",
    "revoke_token",
    "save_role",
    "set_password",
    "set_up_centre",
    "start_session",
]
