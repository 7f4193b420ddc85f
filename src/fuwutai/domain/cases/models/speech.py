"""Words that are not said yet, words taken back, files, and talks beside a case."""

from django.db import models
from django.db.models import Q

from fuwutai.domain.cases.models.case import Case, Message
from fuwutai.kernel.fields import EncryptedTextField


class Draft(models.Model):
    """What a person has begun to write in a case; colleagues see it once it is shared."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts")
    staff = models.ForeignKey("accounts.Staff", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    body = EncryptedTextField()
    then = models.CharField(max_length=20, blank=True, default="")
    shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "staff", "kind"], name="draft_once")]


class HeldReply(models.Model):
    """A reply that is not sent yet: for the seconds in which it may be taken back, or until a moment that was chosen.

    `state`: held, sent, withdrawn, or stopped, with `why` as a code: the customer wrote first, or it was refused.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="held_replies")
    staff = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, related_name="+")
    body = EncryptedTextField()
    then = models.CharField(max_length=20)
    is_timed = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    send_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="held")
    why = models.CharField(max_length=40, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    message = models.OneToOneField(Message, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["send_at"], condition=Q(state="held"), name="held_reply_due"),
            models.Index(fields=["case"], condition=Q(state="held"), name="held_reply_case"),
        ]


class Mention(models.Model):
    """That a colleague is named in an internal note."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="mentions")
    staff = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "staff"], name="mention_once")]


class Redaction(models.Model):
    """That part of a message, or one of its files, was taken out for good: when, by whom, why; never what."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="redactions")
    attachment = models.ForeignKey("cases.Attachment", on_delete=models.PROTECT, null=True, related_name="+")
    characters = models.IntegerField(default=0)
    reason = models.CharField(max_length=200)
    staff = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Attachment(models.Model):
    """A file in a case: with a message, or put aside for one that is being written (`message` is None).

    `removed_at`: what it held is gone, its name and size stay.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="attachments")
    held_reply = models.ForeignKey(HeldReply, on_delete=models.PROTECT, null=True, related_name="attachments")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=150)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    added_by_kind = models.CharField(max_length=10)
    added_by_id = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["added_at"], condition=Q(message=None, removed_at=None), name="attachment_aside"),
        ]


class SideTalk(models.Model):
    """A talk beside a case, of which the customer learns nothing: with another team, or with somebody outside.

    Somebody outside answers by a link; only a digest of its secret is kept.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="side_talks")
    subject = models.CharField(max_length=200)
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, null=True, related_name="+")
    with_whom = EncryptedTextField()
    contact: "EncryptedTextField[str | None, str | None]" = EncryptedTextField(null=True)
    digest = models.CharField(max_length=64, blank=True, default="")
    link_ends_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    awaits_answer = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], condition=~Q(digest=""), name="side_talk_link")]
        indexes = [models.Index(fields=["team", "-last_at"], condition=Q(closed_at=None), name="side_talk_team")]


class SideMessage(models.Model):
    """Words of a side talk. `author_kind`: staff who ask, team that is asked, or outside; no body: taken out."""

    talk = models.ForeignKey(SideTalk, on_delete=models.PROTECT, related_name="messages")
    author_kind = models.CharField(max_length=10)
    author = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["talk", "at", "id"], name="side_message_at")]
