"""What happens to staff, teams and the centre."""

from datetime import datetime

from fuwutai.kernel.events import Code, Event, event


@event("accounts.centre_set_up", subject="centre")
class CentreSetUp(Event):
    """The centre got its name, language, time zone and calendar; anew as long as nobody could sign in."""

    centre_id: int
    language: Code
    time_zone: Code
    calendar_code: Code


@event("accounts.team_created", subject="team", starts=True)
class TeamCreated(Event):
    """A team exists."""

    team_id: int
    team_code: Code


@event("accounts.team_renamed", subject="team")
class TeamRenamed(Event):
    """A team got another name."""

    team_id: int


@event("accounts.team_moved", subject="team")
class TeamMoved(Event):
    """A team belongs to another unit; `unit_id` 0 is none."""

    team_id: int
    unit_id: int


@event("accounts.unit_created", subject="unit", starts=True)
class UnitCreated(Event):
    """A unit of the organisation exists; `parent_id` 0 is none."""

    unit_id: int
    unit_code: Code
    kind: Code
    parent_id: int


@event("accounts.unit_changed", subject="unit")
class UnitChanged(Event):
    """A unit has another name, kind or place in the tree; `parent_id` 0 is none."""

    unit_id: int
    kind: Code
    parent_id: int


@event("accounts.role_changed", subject="role")
class RoleChanged(Event):
    """A role allows, sees or is called something else than before, or is new. Source: S3-5.1-5."""

    role_id: int
    role: Code
    permissions: tuple[Code, ...]
    reach: Code


@event("accounts.role_removed", subject="role")
class RoleRemoved(Event):
    """A role of the centre's own is gone, or a shipped one is as shipped again."""

    role_id: int
    role: Code


@event("accounts.staff_created", subject="staff", starts=True)
class StaffCreated(Event):
    """A person may sign in."""

    staff_id: int
    role: Code
    team_ids: tuple[int, ...]


@event("accounts.staff_changed", subject="staff")
class StaffChanged(Event):
    """A person has another name, role, unit or other teams; `unit_id` 0 is none."""

    staff_id: int
    role: Code
    unit_id: int
    team_ids: tuple[int, ...]


@event("accounts.staff_deactivated", subject="staff")
class StaffDeactivated(Event):
    """A person no longer signs in; her sessions and tokens are ended."""

    staff_id: int


@event("accounts.staff_reactivated", subject="staff")
class StaffReactivated(Event):
    """A person may sign in again."""

    staff_id: int


@event("accounts.password_set", subject="staff")
class PasswordSet(Event):
    """Somebody who edits staff gave a person a new password; her sessions are ended."""

    staff_id: int


@event("accounts.session_started", subject="staff")
class SessionStarted(Event):
    """A person signed in."""

    staff_id: int
    staff_session_id: int


@event("accounts.session_ended", subject="staff")
class SessionEnded(Event):
    """A person signed out, or the session was revoked."""

    staff_id: int
    staff_session_id: int


@event("accounts.token_created", subject="staff")
class TokenCreated(Event):
    """A program got a key with which it acts as a person, as far as the scopes reach."""

    staff_id: int
    token_id: int
    scopes: tuple[Code, ...]
    expires_at: datetime | None


@event("accounts.token_revoked", subject="staff")
class TokenRevoked(Event):
    """A key of a program opens nothing any more."""

    staff_id: int
    token_id: int


@event("accounts.preferences_changed", subject="staff")
class PreferencesChanged(Event):
    """A person chose another language, theme, density or text size."""

    staff_id: int
    language: Code
    theme: Code
    density: Code
    text_size: Code
