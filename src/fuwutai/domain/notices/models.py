"""Notices to people of the desk."""

from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """One line to one person.

    `about` names the matter and `rank` how far it has come: a person is told each rank of a matter once, and a higher
    one takes the place of the lower. `data` holds codes and numbers only; the words are made in the reader's language.
    Before `not_before` the notice is neither shown nor counted.
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

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "about", "rank"], name="notice_once")]
        indexes = [
            models.Index(fields=["staff", "not_before"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["staff", "-not_before", "-id"], name="notice_newest"),
            models.Index(fields=["read_at"], condition=Q(read_at__isnull=False), name="notice_read"),
            models.Index(fields=["about"], name="notice_matter"),
        ]
