"""The organisation, its people and roles, sign-in sessions and the centre."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from fuwutai.kernel.fields import EncryptedTextField


class OrgUnit(models.Model):
    """A part of the organisation: head office, branch, subsidiary or partner. Source: S3-8.1.4-1.

    `path` names it and all units above it by their ids, as “/1/4/”, so that all below it are found by a prefix.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """What a centre changed of a shipped role, or a role of its own. Without a row, a shipped role is as shipped."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80, blank=True)
    permissions = models.JSONField(default=list)
    reach = models.CharField(max_length=10)


class StaffManager(BaseUserManager["Staff"]):
    """Finds staff by user name without regard to case."""

    def get_by_natural_key(self, username: str | None) -> "Staff":
        """Return the staff member who signs in under this name."""
        return self.get(username=(username or "").strip().lower())


class Staff(AbstractBaseUser):
    """A person who works here and signs in. Deactivated, never deleted: history keeps its people.

    `mail` is where the centre writes to the person and how single sign-on recognises her, found by `mail_index`.
    `must_change_password`: somebody else knows the password, so it opens nothing but the page to change it.
    """

    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=80)
    role = models.CharField(max_length=20)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=10, default="auto")
    density = models.CharField(max_length=12, default="comfortable")
    text_size = models.CharField(max_length=10, default="normal")
    mail: "EncryptedTextField[str | None, str | None]" = EncryptedTextField(null=True)
    mail_index = models.CharField(max_length=64, null=True, unique=True)
    must_change_password = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    teams: "models.ManyToManyField[Team, Membership]" = models.ManyToManyField("Team", through="Membership")
    last_login = None

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = StaffManager()

    def __str__(self) -> str:
        return self.display_name


class Team(models.Model):
    """A group of staff that shares a queue."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, null=True, related_name="teams")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """That a person works in a team."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT)
    team = models.ForeignKey(Team, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "team"], name="membership_staff_team")]


class StaffSession(models.Model):
    """A browser in which a person is signed in."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class SecondFactor(models.Model):
    """The secret from which a person's telephone makes six digits every half minute (RFC 6238).

    `last_step` is the half minute of the last code accepted: none opens twice. Unconfirmed until a first code fits.
    """

    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, related_name="second_factor")
    secret = EncryptedTextField()
    last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)


class RecoveryCode(models.Model):
    """A code that stands in for a lost telephone, once; only a digest of it is kept."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "digest"], name="recovery_code_once")]


class SignInLink(models.Model):
    """A link by which a person chooses her own password, once and for a limited time: an invitation or a reset."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=10)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class IdentityProvider(models.Model):
    """A system that vouches for people who sign in: an OpenID Connect provider. `issuer` is its address.

    `vouches_for_factor`: it is believed when it says that it asked for a second factor itself.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    issuer = models.CharField(max_length=200)
    client_id = models.CharField(max_length=200)
    client_secret = EncryptedTextField()
    vouches_for_factor = models.BooleanField(default=False)
    is_on = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Directory(models.Model):
    """A directory (LDAP) that knows names and passwords of people. Source: RFC 4511.

    `url` begins with ldap:// or ldaps://. `authorities`: certificates (PEM) that are trusted instead of the system's.
    In `search_filter` stands `{name}` for the name typed. `subject_attribute` is what never changes of a person.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    url = models.CharField(max_length=200)
    uses_starttls = models.BooleanField(default=False)
    authorities = models.TextField(blank=True)
    base_dn = models.CharField(max_length=400)
    search_filter = models.CharField(max_length=400)
    bind_dn = models.CharField(max_length=400)
    bind_password = EncryptedTextField()
    mail_attribute = models.CharField(max_length=60)
    subject_attribute = models.CharField(max_length=60)
    is_on = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class OutsideIdentity(models.Model):
    """That a person is known to a provider, or to a directory, under a subject of its own."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="outside_identities")
    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, null=True, related_name="+")
    directory = models.ForeignKey(Directory, on_delete=models.CASCADE, null=True, related_name="+")
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="outside_identity_subject"),
            models.UniqueConstraint(fields=["provider", "staff"], name="outside_identity_staff"),
            models.UniqueConstraint(fields=["directory", "subject"], name="directory_identity_subject"),
            models.UniqueConstraint(fields=["directory", "staff"], name="directory_identity_staff"),
            models.CheckConstraint(
                condition=models.Q(provider=None, directory__isnull=False)
                | models.Q(provider__isnull=False, directory=None),
                name="outside_identity_of_one",
            ),
        ]


class Skill(models.Model):
    """Something that people can do and work can ask for. Source: S0-1.4-1, S4-1.4-2."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class StaffSkill(models.Model):
    """How well a person can do something, from 1 to 5, and the last day on which that counts; None = no end."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.IntegerField()
    expires_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "skill"], name="staff_skill_once")]


class Presence(models.Model):
    """Whether a person takes work now and, if not, why; `since` when."""

    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, primary_key=True, related_name="presence")
    state = models.CharField(max_length=20)
    since = models.DateTimeField()


class Capacity(models.Model):
    """How many matters of one channel a person works on at a time."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="capacities")
    channel = models.CharField(max_length=20)
    most = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "channel"], name="capacity_once")]


class ApiToken(models.Model):
    """A key with which a program acts as a person, as far as its scopes reach; only a digest of it is kept."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Centre(models.Model):
    """The service centre itself; exactly one row, id 1.

    `idle_minutes`: a browser left alone for so long is signed out. `reveal_minutes`: how long data stays revealed.
    `second_factor_roles`: who must sign in with a second factor. `has_watermark`: name and time lie over each screen.
    """

    name = models.CharField(max_length=120)
    hotline = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=10)
    time_zone = models.CharField(max_length=60)
    calendar_code = models.CharField(max_length=40)
    is_demo = models.BooleanField(default=False)
    idle_minutes = models.IntegerField(default=120)
    reveal_minutes = models.IntegerField(default=15)
    second_factor_roles = models.JSONField(default=list)
    has_watermark = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="centre_is_one")]
