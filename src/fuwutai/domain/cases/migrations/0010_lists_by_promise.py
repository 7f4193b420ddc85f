"""Lists that hold more than active cases, sorted by the nearest promise, are read from an index."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0009_steps_of_bulk_runs"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["due_at", "id"], name="case_due"),
        ),
    ]
