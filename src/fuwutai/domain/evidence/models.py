"""What people attest, and trials of drafts over the past."""

from django.db import models


class Attestation(models.Model):
    """That a person vouches for a clause: it was done on a day, or holds until one. Withdrawn, never deleted.

    For a clause with a schedule each attestation is one time it was carried out. `file` is at most one page of proof.
    """

    clause_code = models.CharField(max_length=40)
    staff = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField()
    expires_on = models.DateField(null=True)
    note = models.TextField()
    file_name = models.CharField(max_length=200, blank=True)
    file = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["clause_code", "-done_on"], name="attestation_clause")]


class Trial(models.Model):
    """A draft version run over past cases: who asked, which days, how far it has come, and what was found.

    `result`: see `trials.merged`, and `figures`, a mark of those of the draft; empty at first. `problem`: why it
    failed.
    """

    version = models.ForeignKey("standards.ManualVersion", on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, related_name="+")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    state = models.CharField(max_length=20)
    cases_total = models.IntegerField(default=0)
    cases_done = models.IntegerField(default=0)
    result = models.JSONField(default=dict)
    problem = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)


class Flip(models.Model):
    """A promise that would have ended otherwise under the draft. `lost`: it was kept and would have been missed.

    Seconds are working time. `after_target_seconds` none = it would not have been promised at all.
    """

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="flips", db_index=False)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+", db_index=False)
    definition = models.CharField(max_length=40)
    round = models.IntegerField()
    lost = models.BooleanField()
    started_at = models.DateTimeField()
    before_used_seconds = models.IntegerField(null=True)
    before_target_seconds = models.IntegerField(null=True)
    after_used_seconds = models.IntegerField(null=True)
    after_target_seconds = models.IntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["trial", "lost", "-started_at", "-id"], name="flip_of_trial")]
