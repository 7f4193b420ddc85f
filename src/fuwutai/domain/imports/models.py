"""Import runs, the rows still to do, those taken in and those refused."""

from django.db import models

from fuwutai.domain.imports.choices import CASES, WAITING
from fuwutai.kernel.fields import EncryptedTextField


class ImportRun(models.Model):
    """One file that is taken in. `position` counts the rows done; `flagged` those with a day in place of a time."""

    kind = models.CharField(max_length=20, default=CASES)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField()
    options = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    state = models.CharField(max_length=10, default=WAITING)
    problem = models.CharField(max_length=60, blank=True)
    rows = models.IntegerField(default=0)
    position = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    already = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    flagged = models.IntegerField(default=0)
    by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["sha256", "-id"], name="import_run_file")]


class ImportPage(models.Model):
    """Rows of a run that are still to do, packed and encrypted; gone once they are done."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="pages", db_index=False)
    number = models.IntegerField()
    rows = models.IntegerField()
    data = EncryptedTextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_page_number")]


class ImportedRow(models.Model):
    """That a row of another system is a case here: the same row is never taken in twice, in whichever run.

    `digest` tells whether the row says today what it said then.
    """

    source = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="imported_row_key")]


class Reject(models.Model):
    """A row that was not taken in, as it stands in the file, and why: codes of PROBLEMS with our fields."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rejects", db_index=False)
    row = models.IntegerField()
    problems = models.JSONField()
    original = EncryptedTextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "row"], name="import_reject_row")]
