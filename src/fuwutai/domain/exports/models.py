"""Exports that the worker makes, and the pages of their files."""

from django.db import models
from django.db.models import Q

from fuwutai.kernel.fields import EncryptedTextField


class ExportRun(models.Model):
    """One list of cases that somebody takes out. `words`: the list in words, masked; `rows`: written so far."""

    staff = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    full = models.BooleanField(default=False)
    state = models.CharField(max_length=10)
    wanted = models.IntegerField()
    done = models.IntegerField(default=0)
    rows = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["staff", "-id"], name="export_run_own"),
            models.Index(fields=["ended_at"], condition=Q(state="done"), name="export_run_kept"),
        ]


class ExportPage(models.Model):
    """A page of a file: which cases it is made of, and once it is made, their rows, packed and encrypted."""

    run = models.ForeignKey(ExportRun, on_delete=models.CASCADE, related_name="pages", db_index=False)
    number = models.IntegerField()
    case_ids = models.BinaryField()
    data: "EncryptedTextField[str | None, str | None]" = EncryptedTextField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="export_page_number")]
        indexes = [models.Index(fields=["run", "number"], condition=Q(data__isnull=True), name="export_page_to_make")]
