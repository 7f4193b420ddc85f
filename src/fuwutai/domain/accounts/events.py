"""What happens to staff, teams and the centre."""

from datetime import date, datetime

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
    """A person has another name, role, unit or other teams; `unit_id` 0 is none.

    Another role, unit or one more team ends what lets others act as her.
    """

    staff_id: int
    role: Code
    unit_id: int
    team_ids: tuple[int, ...]


@event("accounts.staff_deactivated", subject="staff")
class StaffDeactivated(Event):
    """A person no longer signs in; her sessions and tokens are ended, as are links and tokens that she made.

    `successor_id`: who takes over her work.
    """

    staff_id: int
    successor_id: int | None = None


@event("accounts.staff_reactivated", subject="staff")
class StaffReactivated(Event):
    """A person may sign in again."""

    staff_id: int


@event("accounts.password_set", subject="staff")
class PasswordSet(Event):
    """Somebody who edits staff gave a person a new password; her sessions, links and tokens are ended."""

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


@event("accounts.password_chosen", subject="staff")
class PasswordChosen(Event):
    """A person gave herself a new password; what else was signed in as her is ended."""

    staff_id: int


@event("accounts.mail_changed", subject="staff")
class MailChanged(Event):
    """A person has another mail address, or none any more."""

    staff_id: int
    has_mail: bool


@event("accounts.sign_in_link_made", subject="staff")
class SignInLinkMade(Event):
    """A person can choose her own password by a link; links made for her before open nothing any more."""

    staff_id: int
    sign_in_link_id: int
    purpose: Code
    expires_at: datetime


@event("accounts.second_factor_confirmed", subject="staff")
class SecondFactorConfirmed(Event):
    """A person signs in with a second factor from now on."""

    staff_id: int


@event("accounts.second_factor_removed", subject="staff")
class SecondFactorRemoved(Event):
    """A person signs in without a second factor again."""

    staff_id: int


@event("accounts.recovery_codes_renewed", subject="staff")
class RecoveryCodesRenewed(Event):
    """A person got new recovery codes; the ones before open nothing any more."""

    staff_id: int


@event("accounts.recovery_code_used", subject="staff")
class RecoveryCodeUsed(Event):
    """A recovery code stood in for the telephone, for the last time."""

    staff_id: int
    codes_left: int


@event("accounts.identity_provider_saved", subject="identity_provider")
class IdentityProviderSaved(Event):
    """A system that vouches for people was added or changed."""

    identity_provider_id: int
    provider: Code
    is_on: bool
    vouches_for_factor: bool = False


@event("accounts.directory_saved", subject="directory")
class DirectorySaved(Event):
    """A directory that knows the passwords of people was added or changed."""

    directory_id: int
    directory: Code
    is_on: bool


@event("accounts.outside_identity_linked", subject="staff")
class OutsideIdentityLinked(Event):
    """A person was recognised by her mail address at a provider and signs in through it from now on."""

    staff_id: int
    identity_provider_id: int


@event("accounts.directory_identity_linked", subject="staff")
class DirectoryIdentityLinked(Event):
    """A person was recognised by her mail address in a directory and signs in with its password from now on."""

    staff_id: int
    directory_id: int


@event("accounts.outside_identities_unlinked", subject="staff")
class OutsideIdentitiesUnlinked(Event):
    """Accounts of other systems open nothing as this person any more, until she is recognised anew."""

    staff_id: int
    identity_provider_ids: tuple[int, ...]
    directory_ids: tuple[int, ...]


@event("accounts.security_changed", subject="centre")
class SecurityChanged(Event):
    """The centre's figures of security are others. Source: S0-8.3-1."""

    centre_id: int
    idle_minutes: int
    reveal_minutes: int
    second_factor_roles: tuple[Code, ...]
    has_watermark: bool


@event("accounts.presence_changed", subject="staff")
class PresenceChanged(Event):
    """A person takes work, or does not for a reason; `before` and since when it was so give the time spent in it."""

    staff_id: int
    state: Code
    before: Code
    before_since: datetime | None


@event("accounts.skill_saved", subject="skill")
class SkillSaved(Event):
    """Something people can do has a name, or another one, or is retired."""

    skill_id: int
    skill: Code
    is_retired: bool


@event("accounts.staff_skill_rated", subject="staff")
class StaffSkillRated(Event):
    """A person is rated in a skill anew; `level` 0: no longer at all. `expires_on` None: it stays."""

    staff_id: int
    skill_id: int
    level: int
    expires_on: date | None


@event("accounts.capacity_set", subject="staff")
class CapacitySet(Event):
    """A person works on so many matters of a channel at a time; 0 = no limit is set."""

    staff_id: int
    channel: Code
    most: int
