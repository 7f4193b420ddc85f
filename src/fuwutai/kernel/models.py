"""Tables of the mechanisms: journal, access log, outbox, cron rows, idempotency keys, numbers, chain."""

from typing import Any

import msgspec
from django.db import models
from django.db.models import Q


def _canonical(*values: Any) -> bytes:
    return msgspec.json.encode(values, order="sorted")


class JournalEntry(models.Model):
    """One event, for ever: the timeline, audit and every figure are derived from these rows.

    `at` is when it happened (imported history lies in the past), `recorded_at` when it was written.
    """

    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    code = models.CharField(max_length=80)
    subject = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_seq = models.IntegerField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60, blank=True)
    command = models.CharField(max_length=80)
    data = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "subject_id", "subject_seq"], name="journal_subject_sequence")
        ]
        indexes = [models.Index(fields=["code", "at"], name="journal_code_at")]

    def chain_bytes(self) -> bytes:
        """Return what the audit chain seals of this row."""
        return _canonical(
            "journal", self.pk, self.at.timestamp(), self.recorded_at.timestamp(), self.code, self.subject,
            self.subject_id, self.subject_seq, self.actor_kind, self.actor_id, self.actor_name, self.command, self.data,
        )  # fmt: skip


class AccessEntry(models.Model):
    """One look at protected data, one reveal, export or sign-in. `reason` is a person's own words.

    `place`: where it was asked for, as “desk:case”. `rows`: of an export, how many things left the system.
    """

    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    reason_digest = models.CharField(max_length=64, blank=True)
    address_digest = models.CharField(max_length=64, blank=True)
    place = models.CharField(max_length=60, blank=True, default="")
    rows = models.IntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "subject_id", "at"], name="access_subject_at"),
            models.Index(fields=["actor_kind", "actor_id", "at"], name="access_actor_at"),
            models.Index(fields=["action", "at"], name="access_action_at"),
            models.Index(fields=["at", "id"], name="access_at"),
        ]

    def chain_bytes(self) -> bytes:
        """Return what the audit chain seals of this row: digests instead of words, so erasure keeps it whole."""
        return _canonical(
            "access", self.pk, self.at.timestamp(), self.action, self.subject, self.subject_id, self.actor_kind,
            self.actor_id, self.actor_name, self.reason_digest, self.address_digest, *self._later(),
        )  # fmt: skip

    def _later(self) -> list[str | int | None]:
        """Return what older rows did not have, so that theirs still add up as they were sealed."""
        return [self.place, self.rows] if self.place or self.rows is not None else []


class ChainBlock(models.Model):
    """A run of sealed rows of one append-only table; see `kernel.chain`."""

    table = models.CharField(max_length=60)
    number = models.IntegerField()
    first_seq = models.BigIntegerField()
    row_count = models.IntegerField()
    row_ids = models.BinaryField()
    row_macs = models.BinaryField()
    head = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "number"], name="chain_block_number")]


class ChainHead(models.Model):
    """How far one append-only table is sealed."""

    table = models.CharField(max_length=60, primary_key=True)
    number = models.IntegerField(default=0)
    seq = models.BigIntegerField(default=0)
    head = models.BinaryField(default=b"")
    watermark = models.BigIntegerField(default=0)
    gaps = models.JSONField(default=list)


class Follower(models.Model):
    """How far somebody who reads the journal behind the writers has come: the last block that was read."""

    name = models.CharField(max_length=60, primary_key=True)
    block = models.IntegerField(default=0)


class OutboxRow(models.Model):
    """Work promised by a committed transaction: a reaction to a journal entry, or a job."""

    READY, RUNNING, PARKED = "ready", "running", "parked"

    name = models.CharField(max_length=100)
    entry_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=READY)
    attempts = models.IntegerField(default=0)
    run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=80, blank=True)
    unique_key = models.CharField(max_length=120, null=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unique_key"], condition=Q(state="ready"), name="outbox_unique_ready")
        ]
        indexes = [
            models.Index(fields=["run_at", "id"], condition=Q(state="ready"), name="outbox_due"),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="outbox_leases"),
            models.Index(fields=["id"], condition=Q(state="parked"), name="outbox_parked"),
        ]


class CronRow(models.Model):
    """When a repeating job is due next; claimed by conditional update, so two workers never start it twice."""

    name = models.CharField(max_length=100, primary_key=True)
    next_run_at = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True)


class IdempotencyKey(models.Model):
    """The answer a command gave to one key of one actor, so that a repeated request does nothing twice."""

    actor = models.CharField(max_length=60)
    command = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    result_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "command", "key"], name="idempotency_actor_key")]


class NumberSeries(models.Model):
    """The last number given out in a series on a day."""

    series = models.CharField(max_length=40)
    day = models.DateField()
    last = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "day"], name="number_series_day")]


class KeptAnswer(models.Model):
    """What a program was answered under a key of its own: ids, codes and moments, never words of persons."""

    actor = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    status = models.SmallIntegerField(default=0)
    body = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="kept_answer_actor_key")]
