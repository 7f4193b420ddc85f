"""Clocks of anything, in rounds, with several warnings and escalations; the clocks there are keep their figures."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


def fill_in(apps, _schema_editor):
    """Say of the clocks there are what the new columns hold."""
    clock, calendar = apps.get_model("sla", "Clock"), apps.get_model("calendars", "Calendar")
    clock.objects.update(subject="case", subject_id=F("case_id"))
    clock.objects.filter(warned_at__isnull=False).update(warned_percent=F("warn_percent"))
    for code, version in calendar.objects.values_list("code", "version"):
        clock.objects.filter(calendar_code=code).update(calendar_version=version)
    for percent in set(clock.objects.values_list("warn_percent", flat=True)):
        clock.objects.filter(warn_percent=percent).update(
            terms={"warn_percents": [percent], "levels": [], "pause_for": ["customer", "third_party"]}
        )


class Migration(migrations.Migration):
    dependencies = [("sla", "0001_clocks"), ("calendars", "0001_calendar_hours_days")]

    operations = [
        migrations.RemoveConstraint("clock", "clock_case_definition"),
        migrations.AddField("clock", "subject", models.CharField(max_length=40, default=""), preserve_default=False),
        migrations.AddField("clock", "subject_id", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AddField("clock", "round", models.IntegerField(default=1)),
        migrations.AddField("clock", "calendar_version", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AddField("clock", "terms", models.JSONField(default=dict)),
        migrations.AddField("clock", "cause", models.CharField(blank=True, default="", max_length=20)),
        migrations.AddField("clock", "warned_percent", models.IntegerField(default=0)),
        migrations.AddField("clock", "level", models.IntegerField(default=0)),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        migrations.RemoveField("clock", "warn_percent"),
        migrations.RemoveField("clock", "warned_at"),
        migrations.AlterField(
            "clock",
            "case",
            models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddConstraint(
            "clock",
            models.UniqueConstraint(
                fields=("subject", "subject_id", "definition", "round"), name="clock_subject_definition_round"
            ),
        ),
        migrations.AddIndex(
            "clock",
            models.Index(
                condition=Q(("state__in", ("running", "paused"))),
                fields=["calendar_code", "id"],
                name="clock_live_calendar",
            ),
        ),
        migrations.AddIndex("clock", models.Index(fields=["case", "id"], name="clock_case")),
        migrations.AddIndex(
            "clock", models.Index(fields=["definition", "started_at", "id"], name="clock_definition_started")
        ),
    ]
