"""Notices to people of the desk, how each of them wants to be told, and the mails that carry what she would miss."""

from django.db import models
from django.db.models import Q


class Letter(models.Model):
    """A mail to one person, which says one or several notices; `way` is why it goes out.

    It is claimed before it is sent: whoever changes `state` to “sending” sends, nobody else, and never again by
    itself. `trouble` is a code, `answer` what the mail server said, masked.
    """

    staff = models.ForeignKey("accounts.Staff", on_delete=models.CASCADE, related_name="+", db_index=False)
    way = models.CharField(max_length=20)
    state = models.CharField(max_length=12)
    due_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=20, blank=True)
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["staff", "due_at"], condition=Q(state="gathering"), name="letter_gathering"),
            models.Index(fields=["id"], condition=Q(state__in=["parked", "unsure"]), name="letter_stuck"),
            models.Index(
                fields=["id"], condition=Q(state__in=["gathering", "sending", "later"]), name="letter_waiting"
            ),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="letter_over"),
        ]


class Notice(models.Model):
    """One line to one person.

    `about` names the matter and `rank` how far it has come: a person is told each rank of a matter once, and a higher
    one takes the place of the lower. `data` holds codes and numbers only; the words are made in the reader's language.
    Before `not_before` the notice is neither shown nor counted. `digest_at`: it waits for a digest, which is told as
    one. A notice stands in one letter at most: `letter` is given with it and never changed to another one.
    """

    staff = models.ForeignKey("accounts.Staff", on_delete=models.CASCADE, related_name="+", db_index=False)
    code = models.CharField(max_length=40)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    about = models.CharField(max_length=120)
    rank = models.BigIntegerField(default=0)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    digest_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, related_name="notices", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "about", "rank"], name="notice_once")]
        indexes = [
            models.Index(fields=["staff", "not_before"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["staff", "-not_before", "-id"], name="notice_newest"),
            models.Index(fields=["read_at"], condition=Q(read_at__isnull=False), name="notice_read"),
            models.Index(fields=["about"], name="notice_matter"),
            models.Index(fields=["staff", "digest_at"], condition=Q(digest_at__isnull=False), name="notice_digest"),
            models.Index(fields=["letter"], condition=Q(letter__isnull=False), name="notice_letter"),
        ]


class NoticeSettings(models.Model):
    """How a person, or by the centre's will everybody of a role, is told. What is not said here follows the role, and
    what the role does not say is as shipped.

    `ways`: {code: way}, `quiet`: {since, until, days} or {} for none, `digests`: minutes of the day; None = not said.
    """

    staff = models.OneToOneField("accounts.Staff", on_delete=models.CASCADE, null=True, related_name="+")
    role = models.CharField(max_length=20, null=True, unique=True)
    ways = models.JSONField(default=dict)
    quiet = models.JSONField(null=True)
    digests = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(staff=None, role__isnull=False) | Q(staff__isnull=False, role=None),
                name="notice_settings_of_one",
            ),
        ]
