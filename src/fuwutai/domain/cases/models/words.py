"""The words by which a centre sorts its cases: terms of its lists, and tags."""

from django.db import models

from fuwutai.domain.cases.models.case import Case


class Term(models.Model):
    """An entry of one of the lists of a centre: categories, natures, resolutions, causes, kinds of work.

    `code` is stable and stands on cases; a term is narrower than the one before its last dot. `name`: as the centre
    calls it, "" = as shipped. `group`: for a cause, whether process, system, staff or customer is at the root
    (S0-5.3-3). Who retires a term names with `instead` what new cases take.
    """

    vocabulary = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=80, blank=True, default="")
    group = models.CharField(max_length=20, blank=True, default="")
    position = models.IntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    instead = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vocabulary", "code"], name="term_once")]

    def __str__(self) -> str:
        return self.name or self.code


class Tag(models.Model):
    """A word that people put on cases. `key` is how it is compared: one tag, however it is typed."""

    name = models.CharField(max_length=40)
    key = models.CharField(max_length=40, unique=True)
    tone = models.CharField(max_length=10, blank=True, default="")
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class CaseTag(models.Model):
    """That a tag is on a case."""

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="uses", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tag_rows")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "case"], name="case_tag_once")]
