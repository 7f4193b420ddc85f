"""Rules of automation with their versions, what they wait for, what they did, and how often they were looked at."""

from django.db import models
from django.db.models import Q

from fuwutai.domain.automation.choices import LONGEST_NAME, LONGEST_NOTE


class AutomationRule(models.Model):
    """A rule; what it does stands in its versions, of which `current` is obeyed while `is_on`.

    `clause_code`: which clause of a manual asks for it, `pack`: with which manual it came; "" = the centre's own.
    `next_at`: when a daily rule looks next. Rules are obeyed in the order of `position`.
    """

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=LONGEST_NAME)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True, default="")
    position = models.IntegerField()
    is_on = models.BooleanField(default=False)
    pack = models.CharField(max_length=40, blank=True, default="")
    clause_code = models.CharField(max_length=40, blank=True, default="")
    current = models.ForeignKey(
        "RuleVersion", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    next_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="automation_next_daily")
        ]

    def __str__(self) -> str:
        return self.name


class RuleVersion(models.Model):
    """What a rule says from a moment on; never changed. `by`: None where a manual brought it.

    `stops`: of the rules with the same trigger the later ones are not looked at once this one matched.
    """

    rule = models.ForeignKey(AutomationRule, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.IntegerField()
    trigger = models.JSONField()
    conditions = models.CharField(max_length=1_000, blank=True, default="")
    steps = models.JSONField()
    stops = models.BooleanField(default=False)
    by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "number"], name="automation_version_once")]


class Due(models.Model):
    """What a rule will look at, or has: `key` says because of what, so that it happens once.

    `due_at` is None while a promise stands still, and once the rule has looked (`done`); the row of a promise stays
    until it ends, that of a daily rule until the case matches no longer. `depth`, `cause_id`: as in `Run`.
    """

    rule = models.ForeignKey(AutomationRule, on_delete=models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=80)
    due_at = models.DateTimeField(null=True)
    done = models.BooleanField(default=False)
    depth = models.IntegerField(default=1)
    cause_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "rule", "key"], name="automation_due_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="automation_due_moment"),
            models.Index(fields=["rule", "key"], name="automation_due_rule"),
        ]


class Run(models.Model):
    """What came of a rule whose conditions matched a case. `key`: because of what, `cause_id`: which journal entry.

    `depth`: how many rules had set each other off, this one included. `problem`: a code; `reason`: what the refusal
    said, in the language of the platform.
    """

    rule = models.ForeignKey(AutomationRule, on_delete=models.CASCADE, related_name="+", db_index=False)
    version = models.IntegerField()
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=80)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10)
    problem = models.CharField(max_length=60, blank=True, default="")
    reason = models.CharField(max_length=400, blank=True, default="")
    depth = models.IntegerField(default=1)
    cause_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "rule", "key"], name="automation_run_once")]
        indexes = [
            models.Index(fields=["at", "id"], name="automation_run_at"),
            models.Index(fields=["rule", "-at", "-id"], name="automation_run_of_rule"),
            models.Index(fields=["outcome", "-at", "-id"], name="automation_run_outcome"),
        ]


class Halt(models.Model):
    """A rule leaves a case alone, because it went in a circle there, until somebody lets it go on."""

    rule = models.ForeignKey(AutomationRule, on_delete=models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    why = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "case"], name="automation_halt_once")]


class RuleDay(models.Model):
    """How often on a day of the centre a rule was looked at, matched, and failed: what does not match costs no row."""

    rule = models.ForeignKey(AutomationRule, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    looked = models.IntegerField(default=0)
    matched = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "day"], name="automation_day_once")]
