"""Clocks of cases."""

from django.db import models
from django.db.models import Q


class Clock(models.Model):
    """One promise to one case, as derived from the journal.

    The rule row, clause, calendar and target that held when it started are kept, so every deadline explains itself.
    `next_moment_at` is when the sweep must look: the warning, then the breach; NULL = nothing to come.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    definition = models.CharField(max_length=40)
    rule_id = models.BigIntegerField()
    clause_code = models.CharField(max_length=40, blank=True)
    calendar_code = models.CharField(max_length=40)
    target_seconds = models.IntegerField()
    warn_percent = models.IntegerField()
    state = models.CharField(max_length=10)
    consumed_seconds = models.IntegerField(default=0)
    running_since = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    next_moment_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "definition"], name="clock_case_definition")]
        indexes = [
            models.Index(fields=["next_moment_at"], condition=Q(next_moment_at__isnull=False), name="clock_next_moment")
        ]
