"""What each step of a bulk run changed, and the macro that it came from."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_words_of_cases")]
    operations = [
        migrations.AddField(model_name="bulkitem", name="after", field=models.JSONField(default=list)),
        migrations.AddField(
            model_name="bulkrun",
            name="macro",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="cases.macro",
            ),
        ),
        migrations.AlterField(model_name="bulkitem", name="before", field=models.JSONField(default=list)),
    ]
