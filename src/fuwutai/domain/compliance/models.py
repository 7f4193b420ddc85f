"""What was found unusual, and what the looks through the chain found."""

from django.db import models
from django.db.models import Q

from fuwutai.kernel.fields import EncryptedTextField


class ChainCheck(models.Model):
    """One look through the whole chain of the logs; `broken_why` is empty where it is whole. Source: S4-4.3-7."""

    at = models.DateTimeField()
    rows = models.BigIntegerField()
    sealed = models.BigIntegerField()
    unsealed = models.BigIntegerField()
    broken_table = models.CharField(max_length=60, blank=True, default="")
    broken_seq = models.BigIntegerField(null=True)
    broken_why = models.CharField(max_length=20, blank=True, default="")
    took_ms = models.IntegerField()
    by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")


class Finding(models.Model):
    """Something unusual that one person did on one day of the centre, until somebody has looked at it.

    `key` makes each found once; `facts` are the figures it rests on. Source: S3-5.1-6.
    """

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=30)
    day = models.DateField()
    staff = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    note: "EncryptedTextField[str | None, str | None]" = EncryptedTextField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-day", "-id"], condition=Q(looked_at=None), name="finding_open"),
            models.Index(fields=["-day", "-id"], name="finding_newest"),
        ]
