"""Manuals, their versions and clauses, and rule rows."""

from django.db import models
from django.db.models import Q


class Manual(models.Model):
    """A written manual. Its figures are obeyed where its pack is in use; without a pack they are obeyed everywhere.

    `title` and the values of `headings` are {"zh": …, "en": …}; `headings` maps chapter and section numbers.
    `reminded_for`: the quarter, as 2026Q4, for which its next revision has been asked for.
    """

    code = models.CharField(max_length=20, unique=True)
    pack = models.CharField(max_length=40, blank=True)
    title = models.JSONField(default=dict)
    headings = models.JSONField(default=dict)
    position = models.IntegerField(default=0)
    reminded_for = models.CharField(max_length=6, blank=True)


class ManualVersion(models.Model):
    """A set of changes to a manual: its clauses' wordings and its figures, from `effective_from` on.

    Version 1 is the manual as it came. Stored states: draft, in_review, approved, discarded; whether an approved one is
    coming, in force or retired follows from the time (`rules.state_of`). `basis` says what the revision rests on
    (S3-8.2.5): {"data", "users", "technology", "rules"} → text. `topics` tags it (S3-8.2.2). `restores` is the version
    whose content it brings back. An author of none is the pack.
    """

    manual = models.ForeignKey(Manual, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    state = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    reason = models.TextField(blank=True)
    basis = models.JSONField(default=dict)
    topics = models.JSONField(default=list)
    author = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    effective_from = models.DateTimeField(null=True)
    restores = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["manual", "number"], name="manual_version_number")]


class Clause(models.Model):
    """One wording of a clause, from the version that brings it until the next wording. `text`: {"zh": …, "en": …}.

    `numbers` are the figures as the manual writes them; `is_removed`: from this version on the clause is gone.
    """

    manual = models.ForeignKey(Manual, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ManualVersion, on_delete=models.CASCADE, related_name="wordings")
    code = models.CharField(max_length=40)
    section = models.CharField(max_length=20)
    position = models.IntegerField()
    kind = models.CharField(max_length=20)
    area = models.CharField(max_length=20)
    text = models.JSONField()
    numbers = models.CharField(max_length=200, blank=True)
    is_removed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="clause_once_a_version")]
        indexes = [models.Index(fields=["code"], name="clause_code")]


class RuleRow(models.Model):
    """One figure of a clause: for whom it holds (`scope`), what it says (`value`) and when.

    `scope` maps a fact to the code it must have, as {"type": "complaint"}; empty = for all.
    A row never changes what it says: a revision ends it and puts the next version in its place (`replaces`), with the
    reason for the change; `end_reason` is why a row ended without one. `manual` decides where it is obeyed (none =
    everywhere); `brought_by` is the version of that manual which put it in force, `made_by` the person who did.
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
    manual = models.ForeignKey(Manual, on_delete=models.PROTECT, null=True, related_name="+")
    brought_by = models.ForeignKey(ManualVersion, on_delete=models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["kind", "valid_from"], name="rule_kind_valid")]


class Proposal(models.Model):
    """A change of a figure that a version would bring: adopt a new one, revise one or end one.

    `rule` is what is revised or ended, `became` the row that stands in force for it since the approval.
    """

    version = models.ForeignKey(ManualVersion, on_delete=models.CASCADE, related_name="proposals")
    action = models.CharField(max_length=10)
    rule = models.ForeignKey(RuleRow, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=60)
    clause_code = models.CharField(max_length=40, blank=True)
    scope = models.JSONField(default=dict)
    value = models.JSONField(null=True)
    became = models.ForeignKey(RuleRow, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "rule"], name="proposal_once_a_rule", condition=Q(rule__isnull=False)
            )
        ]


class Remark(models.Model):
    """What somebody said of a version, or did with it. `clause_code` empty = of the whole; `act` empty = only said."""

    version = models.ForeignKey(ManualVersion, on_delete=models.CASCADE, related_name="remarks")
    author = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    clause_code = models.CharField(max_length=40, blank=True)
    act = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()


class Announcement(models.Model):
    """That a version is made known: to whom, and until when it is to be read (S3-8.2.4).

    `roles` and `team_ids` empty = everybody who works here. `reminded`: how often the late were reminded.
    """

    version = models.OneToOneField(ManualVersion, on_delete=models.PROTECT, related_name="announcement")
    text = models.TextField(blank=True)
    roles = models.JSONField(default=list)
    team_ids = models.JSONField(default=list)
    announced_by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    announced_at = models.DateTimeField()
    next_reminder_at = models.DateTimeField(null=True, db_index=True)
    reminded = models.IntegerField(default=0)


class Reading(models.Model):
    """That a person has confirmed to have read an announcement."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="readings")
    staff = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["announcement", "staff"], name="reading_once")]
