"""Rule rows."""

from django.db import models


class RuleRow(models.Model):
    """One figure of a clause: for whom it holds (`scope`), what it says (`value`) and when.

    `scope` maps a fact to the code it must have, as {"type": "complaint"}; empty = for all.
    A row never changes what it says: a revision ends it and puts the next version in its place (`replaces`), with the
    reason for the change; `end_reason` is why a row ended without one.
    """

    kind = models.CharField(max_length=60)
    clause_code = models.CharField(max_length=40, blank=True)
    scope = models.JSONField(default=dict)
    value = models.JSONField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    reason = models.TextField(blank=True, default="")
    end_reason = models.TextField(blank=True, default="")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["kind", "valid_from"], name="rule_kind_valid")]
