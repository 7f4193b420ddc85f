"""Every write of staff, teams, sessions and the centre."""

from fuwutai.domain.accounts.commands.centre import rename_team, set_up_centre
from fuwutai.domain.accounts.commands.directories import save_directory
from fuwutai.domain.accounts.commands.identities import recognise_outside, save_identity_provider
from fuwutai.domain.accounts.commands.outside import unlink_outside
from fuwutai.domain.accounts.commands.people import (
    change_preferences,
    change_staff,
    create_staff,
    create_team,
    deactivate_staff,
    reactivate_staff,
    set_password,
)
from fuwutai.domain.accounts.commands.presence import set_capacity, set_presence
from fuwutai.domain.accounts.commands.profile import change_mail, change_own_password, rename_session
from fuwutai.domain.accounts.commands.roles import remove_role, save_role
from fuwutai.domain.accounts.commands.second_factor import (
    accept_second_factor,
    begin_second_factor,
    confirm_second_factor,
    remove_second_factor,
    renew_recovery_codes,
    turn_off_second_factor,
)
from fuwutai.domain.accounts.commands.security import change_security
from fuwutai.domain.accounts.commands.sessions import end_session, expire_session, note_session_use, start_session
from fuwutai.domain.accounts.commands.sign_in_links import NewLink, choose_password_by_link, make_sign_in_link
from fuwutai.domain.accounts.commands.skills import rate_skill, save_skill
from fuwutai.domain.accounts.commands.staff_file import Added, add_from_row
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
    "Added",
    "NewLink",
    "NewToken",
    "accept_second_factor",
    "add_from_row",
    "begin_second_factor",
    "change_mail",
    "change_own_password",
    "change_preferences",
    "change_security",
    "change_staff",
    "change_unit",
    "choose_password_by_link",
    "confirm_second_factor",
    "create_staff",
    "create_team",
    "create_token",
    "create_unit",
    "deactivate_staff",
    "end_session",
    "expire_session",
    "make_sign_in_link",
    "move_team",
    "note_session_use",
    "note_token_use",
    "rate_skill",
    "reactivate_staff",
    "recognise_outside",
    "remove_role",
    "remove_second_factor",
    "rename_session",
    "rename_team",
    "renew_recovery_codes",
    "revoke_token",
    "save_directory",
    "save_identity_provider",
    "save_role",
    "save_skill",
    "set_capacity",
    "set_password",
    "set_presence",
    "set_up_centre",
    "start_session",
    "turn_off_second_factor",
    "unlink_outside",
]
