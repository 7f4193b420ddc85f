from datetime import UTC, datetime
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from fuwutai.domain.calendars.editions import schedule_in_rows

ALL_THE_PAST = datetime(1970, 1, 1, tzinfo=UTC)


def write_first_editions(apps: Any, _schema_editor: Any) -> None:
    """Give every calendar the edition it has now; what it said before nobody knows any more."""
    editions = apps.get_model("calendars", "CalendarEdition").objects
    for calendar in apps.get_model("calendars", "Calendar").objects.order_by("pk"):
        editions.create(
            calendar=calendar, version=calendar.version, at=ALL_THE_PAST, schedule=schedule_in_rows(calendar)
        )


class Migration(migrations.Migration):

    dependencies = [
        ('calendars', '0001_calendar_hours_days'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField(unique=True)),
                ('at', models.DateTimeField()),
                ('schedule', models.JSONField()),
                ('calendar', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='editions', to='calendars.calendar')),
            ],
            options={
                'indexes': [models.Index(fields=['calendar', 'at'], name='calendar_edition_at')],
            },
        ),
        migrations.RunPython(write_first_editions, migrations.RunPython.noop),
    ]
