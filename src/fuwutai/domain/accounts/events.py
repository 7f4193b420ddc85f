"""What happens to staff, teams and the centre."""

from fuwutai.kernel.events import Code, Event, event


@event("accounts.centre_set_up", subject="centre", starts=True)
class CentreSetUp(Event):
    """The centre got its name, language, time zone and calendar."""

    centre_id: int
    language: Code
    time_zone: Code
    calendar_code: Code


@event("accounts.team_created", subject="team", starts=True)
class TeamCreated(Event):
    """A team exists."""

    team_id: int
    team_code: Code


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


@event("accounts.preferences_changed", subject="staff")
class PreferencesChanged(Event):
    """A person chose another language, theme, density or text size."""

    staff_id: int
    language: Code
    theme: Code
    density: Code
    text_size: Code
