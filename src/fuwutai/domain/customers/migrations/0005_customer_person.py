"""Finds the rows of a person by one index."""

from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0004_contact_added_at"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="customer", index=models.Index(Coalesce("merged_into", "id"), name="customer_person")
        ),
    ]
