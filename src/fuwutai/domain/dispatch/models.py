"""How each team shares out its work, who was given what and why, and how much everybody was given each day."""

from django.db import models

from fuwutai.domain.dispatch.choices import BY_HAND


class TeamMethod(models.Model):
    """How a team shares out what waits; a team without a row does it by hand. The row is locked while that is done.

    `most`: how many cases at a time for whom no capacity is set. `waiting_percent`: how much of a case counts as load
    while it waits for somebody else. `away_minutes`: after so much working time away, cases whose customer waits go
    back to the queue; None = never. `first_tiers`: classes of customers whose cases come first (S0-5.2-2).
    """

    team = models.OneToOneField("accounts.Team", on_delete=models.CASCADE, primary_key=True, related_name="+")
    method = models.CharField(max_length=20, default=BY_HAND)
    most = models.IntegerField(default=5)
    waiting_percent = models.IntegerField(default=0)
    away_minutes = models.IntegerField(null=True)
    same_person_first = models.BooleanField(default=False)
    leaders_take = models.BooleanField(default=False)
    first_tiers = models.JSONField(default=list)


class WantedSkill(models.Model):
    """A skill, and its least level, that a team's cases of a type and category need; "" = every one."""

    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, related_name="+")
    skill = models.ForeignKey("accounts.Skill", on_delete=models.PROTECT, related_name="+")
    level = models.IntegerField()
    type = models.CharField(max_length=20, blank=True, default="")
    category = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "skill", "type", "category"], name="wanted_skill_once")
        ]


class Turn(models.Model):
    """When a person was last given a case. The row is locked while she is considered: a person of two teams has one."""

    staff = models.OneToOneField("accounts.Staff", on_delete=models.CASCADE, primary_key=True, related_name="+")
    last_given_at = models.DateTimeField(null=True)


class DayCount(models.Model):
    """How many cases a person was given, took and finished on a day of the centre."""

    staff = models.ForeignKey("accounts.Staff", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    given = models.IntegerField(default=0)
    taken = models.IntegerField(default=0)
    finished = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "staff"], name="day_count_once")]


class Decision(models.Model):
    """Why a case was given to a person: codes only. `load` and `most` are hers once she had it.

    `hindered`: what kept how many others of the team from it.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    method = models.CharField(max_length=20)
    reason = models.CharField(max_length=20)
    candidates = models.IntegerField()
    load_percent = models.IntegerField()
    most = models.IntegerField()
    hindered = models.JSONField(default=dict)
