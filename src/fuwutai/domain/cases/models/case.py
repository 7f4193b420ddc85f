"""A case and the words in it."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from fuwutai.domain.cases.choices import ACTIVE, CLOSED, NEW, RESOLVED, WAITING_CUSTOMER
from fuwutai.domain.cases.rules import NO_PROMISE
from fuwutai.kernel.fields import EncryptedTextField


class Case(models.Model):
    """One matter of one customer.

    `due_at` is the nearest promise of its running clocks, kept here by `sla` so that queues sort by it;
    a case without one holds NO_PROMISE and sorts last.
    `next_step_at` is when the platform itself acts next: a reminder, or closing after silence.
    `subject` is masked and may stand in every list; `subject_whole` is as it was written, None where that is the same.
    `restricted`: its customer is one of whom only few may know (S0-5.2).
    Type to tier, nature and impact are the facts by which the manuals choose their figures; "" = not said.
    `priority_by_hand`: somebody set another priority than the table of urgency, impact and tier gives.
    `restated` is the need in our own words, `need_confirmed_at` when the customer agreed to them (S0-2.2-2).
    `responsible`: who was spoken to first and answers for the case until somebody accepts it (S3-6.1-3).
    `rating`: what came of asking how content the customer is; `score` from 1 to 5 where one was given (S0-2.3-5).
    `tags`, `fields`, `minutes`, the numbers of tasks, watchers, links, files and side conversations are kept beside
    the rows that they sum up, so that a list or a page needs no further statement for them.
    """

    number = models.CharField(max_length=20, unique=True)
    type = models.CharField(max_length=20)
    category = models.CharField(max_length=60, blank=True)
    priority = models.CharField(max_length=20)
    line = models.CharField(max_length=40, blank=True, default="")
    service_class = models.CharField(max_length=40, blank=True, default="")
    urgency = models.CharField(max_length=20, blank=True, default="")
    impact = models.CharField(max_length=20, blank=True, default="")
    nature = models.CharField(max_length=40, blank=True, default="")
    region = models.CharField(max_length=60, blank=True, default="")
    complexity = models.CharField(max_length=20, blank=True, default="")
    tier = models.CharField(max_length=40, blank=True, default="")
    channel = models.CharField(max_length=20)
    status = models.CharField(max_length=20, default=NEW)
    subject = models.CharField(max_length=200)
    subject_whole: "EncryptedTextField[str | None, str | None]" = EncryptedTextField(null=True)
    restricted = models.BooleanField(default=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="absorbed")
    opened_at = models.DateTimeField()
    status_since = models.DateTimeField()
    last_message_at = models.DateTimeField()
    customer_waits = models.BooleanField(default=True)
    due_at = models.DateTimeField(default=NO_PROMISE)
    next_step_at = models.DateTimeField(null=True)
    reminders = models.IntegerField(default=0)
    reopened = models.IntegerField(default=0)
    priority_by_hand = models.BooleanField(default=False)
    restated: "EncryptedTextField[str | None, str | None]" = EncryptedTextField(null=True)
    need_confirmed_at = models.DateTimeField(null=True)
    resolution = models.CharField(max_length=60, blank=True, default="")
    cause = models.CharField(max_length=60, blank=True, default="")
    rating = models.CharField(max_length=20, blank=True, default="")
    score = models.SmallIntegerField(null=True)
    responsible = models.ForeignKey(
        "accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children", db_index=False)
    snoozed_until = models.DateTimeField(null=True)
    urges = models.IntegerField(default=0)
    redone = models.IntegerField(default=0)
    supervised = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True)
    tags = models.JSONField(default=list)
    fields = models.JSONField(default=dict)
    minutes = models.IntegerField(default=0)
    tasks_open = models.IntegerField(default=0)
    tasks_done = models.IntegerField(default=0)
    watchers = models.IntegerField(default=0)
    links = models.IntegerField(default=0)
    files = models.IntegerField(default=0)
    sides_open = models.IntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["team", "due_at", "id"], condition=Q(status__in=ACTIVE), name="case_team_queue"),
            models.Index(fields=["assignee", "due_at", "id"], condition=Q(status__in=ACTIVE), name="case_own_queue"),
            models.Index(fields=["due_at", "id"], condition=Q(status__in=ACTIVE), name="case_queue"),
            models.Index(fields=["due_at", "id"], name="case_due"),
            models.Index(fields=["team", "status", "-last_message_at", "-id"], name="case_team_status"),
            models.Index(fields=["status", "-last_message_at", "-id"], name="case_status_last"),
            models.Index(fields=["-last_message_at", "-id"], name="case_last_message"),
            models.Index(fields=["customer", "-opened_at"], name="case_customer"),
            models.Index(fields=["opened_at"], name="case_opened"),
            models.Index(
                fields=["next_step_at"],
                condition=Q(next_step_at__isnull=False, status__in=(WAITING_CUSTOMER, RESOLVED)),
                name="case_next_step",
            ),
            models.Index(fields=["snoozed_until"], condition=Q(snoozed_until__isnull=False), name="case_snoozed"),
            models.Index(fields=["archived_at"], condition=Q(archived_at__isnull=False), name="case_archived"),
            models.Index(
                fields=["status_since", "id"], condition=Q(status=CLOSED, archived_at=None), name="case_to_archive"
            ),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="case_parent"),
            models.Index(fields=["responsible"], condition=Q(status__in=ACTIVE), name="case_responsible"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def whole_subject(self) -> str:
        """Return the subject as it was written: for the customer, and for who has revealed the customer's data."""
        return self.subject_whole or self.subject

    @property
    def promised_at(self) -> datetime | None:
        """Return the nearest running promise, or None."""
        return None if self.due_at == NO_PROMISE else self.due_at


class Message(models.Model):
    """Words in a case, kept exactly as they came. `day_only`: of imported words only the day is known, not the time.

    `redacted`: parts of it were taken out for good. `copied_from`: the words of another case of which these are a copy.
    `via`: the merged case to which they were addressed, None where that is this one.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=20)
    body = models.TextField()
    author_kind = models.CharField(max_length=10)
    author_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=20)
    at = models.DateTimeField()
    day_only = models.BooleanField(default=False)
    redacted = models.BooleanField(default=False)
    copied_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    via = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    files = models.IntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["case", "at", "id"], name="message_case_at"),
            models.Index(fields=["copied_from"], condition=Q(copied_from__isnull=False), name="message_copied"),
        ]
