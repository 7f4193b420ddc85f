"""The organisation, its people and roles, sign-in sessions and the centre."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


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
    """A person who works here and signs in. Deactivated, never deleted: history keeps its people."""

    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=80)
    role = models.CharField(max_length=20)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=10, default="auto")
    density = models.CharField(max_length=12, default="comfortable")
    text_size = models.CharField(max_length=10, default="normal")
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


class ApiToken(models.Model):
    """A key with which a program acts as a person, as far as its scopes reach; only a digest of it is kept."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Centre(models.Model):
    """The service centre itself; exactly one row, id 1."""

    name = models.CharField(max_length=120)
    hotline = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=10)
    time_zone = models.CharField(max_length=60)
    calendar_code = models.CharField(max_length=40)
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="centre_is_one")]
