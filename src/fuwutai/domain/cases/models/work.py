"""What is done on a case beside its words: fields of the centre's own, tasks, time, and who follows it."""

from django.db import models
from django.db.models import Q

from fuwutai.domain.cases.models.case import Case
from fuwutai.kernel.fields import EncryptedTextField


class CaseField(models.Model):
    """A field of a centre's own on its cases.

    `types`: the types of case that have it, [] = all. `condition`: what must be so for it to be asked, as a fact or
    another field and the values of which one must stand there, {} = always. `needed_at`: when it must be filled in:
    "" never, "open", "resolve", "close". `is_personal`: kept encrypted and masked, and never in `Case.fields`.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    options = models.JSONField(default=list)
    types = models.JSONField(default=list)
    condition = models.JSONField(default=dict)
    needed_at = models.CharField(max_length=10, blank=True, default="")
    hint = models.CharField(max_length=200, blank=True, default="")
    is_personal = models.BooleanField(default=False)
    for_customer = models.BooleanField(default=False)
    position = models.IntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class PersonalValue(models.Model):
    """What stands in a personal field of one case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="personal_values")
    field = models.ForeignKey(CaseField, on_delete=models.PROTECT, related_name="+")
    value = EncryptedTextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "field"], name="personal_value_once")]


class Checklist(models.Model):
    """A list of tasks that the centre gives to cases of some types and categories, by itself or by hand."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    types = models.JSONField(default=list)
    category = models.CharField(max_length=60, blank=True, default="")
    by_itself = models.BooleanField(default=False)
    items = models.JSONField(default=list)
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Task(models.Model):
    """Something to be done in a case. `is_needed`: the case is not resolved before it is done or dropped.

    `reason`: why it was dropped.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    title = models.CharField(max_length=200)
    is_needed = models.BooleanField(default=False)
    position = models.IntegerField(default=0)
    assignee = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(null=True)
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")
    reason = models.CharField(max_length=200, blank=True, default="")
    ended_by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["assignee", "due_at"], condition=Q(state="open"), name="task_own"),
        ]


class TimeSpent(models.Model):
    """That a person worked so many minutes on a case. A correction is a row of its own, never a change."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="time_spent")
    staff = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)
    minutes = models.IntegerField()
    activity = models.CharField(max_length=60, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")
    day = models.DateField()
    at = models.DateTimeField()
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["staff", "day"], name="time_spent_day")]


class Watcher(models.Model):
    """That a person wants to hear of a case that is not hers."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="watcher_rows")
    staff = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "staff"], name="watcher_once")]


class HandOver(models.Model):
    """That who answers for a case offered it to a colleague, and what became of the offer. Source: S3-6.1-3."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hand_overs")
    giver = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    taker = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    offered_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="offered")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="offered"), name="hand_over_open_once")
        ]
