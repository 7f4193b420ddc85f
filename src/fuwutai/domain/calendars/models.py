"""Calendars as rows: weekly hours, and dates that differ from them."""

import secrets

from django.db import models
from django.db.models import F, Q

from fuwutai.domain.calendars.choices import DayKind, DaySource


def new_version() -> int:
    """Return a number no calendar ever had.

    A counter would repeat after a rollback; a process that compiled the rolled-back hours would keep them.
    """
    return secrets.randbits(62)


class Calendar(models.Model):
    """The opening hours of one place or service; `version` is new with every edit."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=64)
    version = models.BigIntegerField(default=new_version)

    def __str__(self) -> str:
        return self.name


class CalendarEdition(models.Model):
    """What a calendar said after one edit: written once, never changed, so that the past can be counted as it was.

    `version` is the calendar's own after that edit; `schedule` is read by `rules.schedule_from_json`.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="editions", db_index=False)
    version = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    schedule = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["calendar", "at"], name="calendar_edition_at")]


class WeeklyHours(models.Model):
    """One opening on one weekday (0 = Monday), in minutes after local midnight."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="weekly_hours")
    weekday = models.SmallIntegerField()
    opens_minute = models.SmallIntegerField()
    closes_minute = models.SmallIntegerField()

    class Meta:
        ordering = ["weekday", "opens_minute"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "weekday", "opens_minute"], name="weekly_hours_once"),
            models.CheckConstraint(condition=Q(weekday__gte=0, weekday__lte=6), name="weekly_hours_weekday"),
            models.CheckConstraint(
                condition=Q(
                    opens_minute__gte=0, closes_minute__lte=1440, opens_minute__lt=F("closes_minute")
                ),
                name="weekly_hours_within_day",
            ),
        ]


class DayRule(models.Model):
    """A date that differs from the weekly hours.

    `intervals` holds [opens_minute, closes_minute] pairs and is used by special hours only.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="day_rules")
    date = models.DateField()
    kind = models.CharField(max_length=20, choices=DayKind.choices)
    name = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=10, choices=DaySource.choices)
    intervals = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "date"], name="day_rule_once"),
            models.CheckConstraint(condition=Q(kind__in=DayKind.values), name="day_rule_kind"),
            models.CheckConstraint(condition=Q(source__in=DaySource.values), name="day_rule_source"),
        ]
