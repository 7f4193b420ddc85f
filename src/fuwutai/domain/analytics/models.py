"""Rollups: what each case counts for, and the sums of that by day and by month."""

from django.db import models


class CountedCase(models.Model):
    """A case as it was counted last: where all that it counts for stands.

    `veil`: COMPLAINT and RESTRICTED, added up.
    """

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, primary_key=True, related_name="+")
    team_id = models.BigIntegerField()
    category = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=20)
    type = models.CharField(max_length=20)
    priority = models.CharField(max_length=20)
    veil = models.SmallIntegerField(default=0)


class Mark(models.Model):
    """One thing a case counts for: `n` on a day, or, of what lasts, at the end of each day until before `until`.

    `until` NULL: of what lasts, that it lasts still. `staff_id`: whose figure it is, NULL for nobody's.
    """

    counted = models.ForeignKey(CountedCase, on_delete=models.CASCADE, related_name="marks")
    code = models.CharField(max_length=24)
    day = models.DateField()
    until = models.DateField(null=True)
    staff_id = models.BigIntegerField(null=True)
    n = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["code", "day"], name="mark_code_day"),
            models.Index(fields=["code", "until"], name="mark_code_until"),
        ]


class Figure(models.Model):
    """A sum over all cases: of what happened in `span` (day or month) from `first` on, or, of what lasts, by how much
    it grew then.

    Each sum stands once for every dimension, with the team always beside it: so a page reads few rows, and who sees
    some teams reads theirs.
    """

    dimension = models.CharField(max_length=10)
    span = models.CharField(max_length=5)
    code = models.CharField(max_length=24)
    first = models.DateField()
    team_id = models.BigIntegerField()
    key = models.CharField(max_length=60, blank=True)
    veil = models.SmallIntegerField(default=0)
    n = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dimension", "span", "code", "first", "team_id", "key", "veil"], name="figure_place"
            )
        ]
