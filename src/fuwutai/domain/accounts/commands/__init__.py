"""Every write of staff, teams, sessions and the centre."""

from fuwutai.domain.accounts.commands.centre import set_up_centre
from fuwutai.domain.accounts.commands.people import change_preferences, create_staff, create_team
from fuwutai.domain.accounts.commands.sessions import end_session, note_session_use, start_session

__all__ = [
    "change_preferences",
    "create_staff",
    "create_team",
    "end_session",
    "note_session_use",
    "set_up_centre",
    "start_session",
]
