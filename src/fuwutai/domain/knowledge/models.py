"""Standard phrases: their folders, what they say and said, and how they were used."""

from django.db import models
from django.db.models import Q

from fuwutai.domain.knowledge.choices import (
    BOTH,
    LONGEST_BODY,
    LONGEST_FOLDER,
    LONGEST_SHORTCUT,
    LONGEST_TITLE,
)


class PhraseFolder(models.Model):
    """A situation for which there are phrases. `code`: as a pack ships it, "" = the centre's own."""

    code = models.CharField(max_length=60, blank=True, default="")
    name = models.CharField(max_length=LONGEST_FOLDER)
    position = models.IntegerField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="phrase_folder_code")]

    def __str__(self) -> str:
        return self.name


class Phrase(models.Model):
    """Words that are said again and again: its owner's alone, a team's, or everybody's (neither owner nor team).

    `body` holds variables as they are stored (`variables.stored`). `shortcut`: what is typed after a semicolon, "" =
    none. `types`, `categories`: codes of cases for which it is meant, none = any. `code` and `clause_code`: as a pack
    ships it and which clause asks for it; "" = the centre's own. `version`: the number of the newest version.
    """

    code = models.CharField(max_length=60, blank=True, default="")
    folder = models.ForeignKey(PhraseFolder, on_delete=models.PROTECT, null=True, related_name="phrases")
    title = models.CharField(max_length=LONGEST_TITLE)
    body = models.TextField(max_length=LONGEST_BODY)
    shortcut = models.CharField(max_length=LONGEST_SHORTCUT, blank=True, default="")
    language = models.CharField(max_length=2)
    purpose = models.CharField(max_length=5, default=BOTH)
    types = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    owner = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, null=True, related_name="+")
    clause_code = models.CharField(max_length=40, blank=True, default="")
    position = models.IntegerField()
    version = models.IntegerField(default=1)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="phrase_code"),
            models.UniqueConstraint(
                fields=["owner", "shortcut"], condition=Q(owner__isnull=False, retired_at=None) & ~Q(shortcut=""),
                name="phrase_shortcut_own",
            ),
            models.UniqueConstraint(
                fields=["team", "shortcut"],
                condition=Q(owner=None, team__isnull=False, retired_at=None) & ~Q(shortcut=""),
                name="phrase_shortcut_team",
            ),
            models.UniqueConstraint(
                fields=["shortcut"], condition=Q(owner=None, team=None, retired_at=None) & ~Q(shortcut=""),
                name="phrase_shortcut_all",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class PhraseVersion(models.Model):
    """What a phrase said from a moment on; never changed. `by`: None where a manual brought it."""

    phrase = models.ForeignKey(Phrase, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.IntegerField()
    title = models.CharField(max_length=LONGEST_TITLE)
    body = models.TextField(max_length=LONGEST_BODY)
    by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["phrase", "number"], name="phrase_version_once")]


class PhraseUse(models.Model):
    """That somebody said a phrase in a case, and whether the words were `changed` before they were sent.

    `case_id` is a number alone: this app stands below cases. `key`: of the form with which it was sent, so that what is
    sent twice counts once.
    """

    phrase = models.ForeignKey(Phrase, on_delete=models.CASCADE, related_name="uses", db_index=False)
    staff = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)
    case_id = models.BigIntegerField()
    changed = models.BooleanField(default=False)
    key = models.CharField(max_length=32, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "key", "phrase"], condition=~Q(key=""), name="phrase_use_once")
        ]
        indexes = [
            models.Index(fields=["phrase", "-at"], name="phrase_use_of"),
            models.Index(fields=["staff", "-at"], name="phrase_use_by"),
        ]
