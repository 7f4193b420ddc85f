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


@event("accounts.staff_created", subject="staff", starts=True)
class StaffCreated(Event):
    """A person may sign in."""

    staff_id: int
    role: Code
    team_ids: tuple[int, ...]


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
