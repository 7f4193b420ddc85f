"""Clocks of cases, and of whatever else the journal tells about."""

from django.db import models
from django.db.models import Q


class Clock(models.Model):
    """One promise about one thing, as derived from the journal.

    `subject` and `subject_id` name the thing as its events do; `case` repeats it where the thing is a case, for joins.
    Rule row, clause, calendar and target that decide are kept, so every deadline explains itself; `terms` holds what
    else the rule said: warnings, escalations, pauses. `calendar_version` is the edition by which `due_at` was counted.
    `next_moment_at` is when the sweep must look: a warning, the breach, an escalation; NULL = nothing to come.
    """

    subject = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    definition = models.CharField(max_length=40)
    round = models.IntegerField(default=1)
    rule_id = models.BigIntegerField()
    clause_code = models.CharField(max_length=40, blank=True)
    calendar_code = models.CharField(max_length=40)
    calendar_version = models.BigIntegerField()
    target_seconds = models.IntegerField()
    terms = models.JSONField(default=dict)
    state = models.CharField(max_length=10)
    cause = models.CharField(max_length=20, blank=True, default="")
    consumed_seconds = models.IntegerField(default=0)
    running_since = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    warned_percent = models.IntegerField(default=0)
    level = models.IntegerField(default=0)
    breached_at = models.DateTimeField(null=True)
    next_moment_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "subject_id", "definition", "round"], name="clock_subject_definition_round"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_moment_at"], condition=Q(next_moment_at__isnull=False), name="clock_next_moment"
            ),
            models.Index(
                fields=["calendar_code", "id"], condition=Q(state__in=("running", "paused")), name="clock_live_calendar"
            ),
            models.Index(fields=["case", "id"], name="clock_case"),
            models.Index(fields=["definition", "started_at", "id"], name="clock_definition_started"),
        ]
