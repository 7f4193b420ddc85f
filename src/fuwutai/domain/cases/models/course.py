"""What presses on a case or binds it to others: urging, supervision, links, and mergers that can be undone."""

from django.db import models
from django.db.models import Q

from fuwutai.domain.cases.models.case import Case


class Urge(models.Model):
    """That a customer asked where we are with it, once for each period."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="urge_rows")
    channel = models.CharField(max_length=20)
    by_kind = models.CharField(max_length=10)
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "-at"], name="urge_latest")]


class Supervision(models.Model):
    """That a superior watches over a case until a moment: what she asks for, and what was reported to her."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="supervisions")
    by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    demand = models.CharField(max_length=500)
    began_at = models.DateTimeField()
    due_at = models.DateTimeField()
    report = models.CharField(max_length=500, blank=True, default="")
    reported_by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="supervision_once")]


class CaseLink(models.Model):
    """That two cases have to do with one another, the one with the smaller id first. `kind`: related or duplicate."""

    first = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="case_link_once")]


class Merger(models.Model):
    """That a case went on in another one from a moment on, and as what it would come back; it stays once undone."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="mergers")
    into = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    is_split_undone = models.BooleanField(default=False)
    by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    status = models.CharField(max_length=20)
    status_since = models.DateTimeField()
    next_step_at = models.DateTimeField(null=True)
    customer_waits = models.BooleanField(default=False)
    target_waits = models.BooleanField(default=False)
    target_last_message_at = models.DateTimeField()
    undone_by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(undone_at=None), name="merger_once")]
