"""Mask the subjects that were written before: every list, notice, export and API answer shows them."""

from django.db import migrations

from fuwutai.kernel.masking import mask_text

BATCH = 2_000
"""So many rows are read at once, and changed ones written at once: a million cases never stand in memory."""


def mask_subjects(apps, _schema_editor):
    Case = apps.get_model("cases", "Case")
    rows = Case.objects.filter(subject_whole__isnull=True).order_by("pk").only("pk", "subject")
    for batch in _batches(rows):
        changed = []
        for case in batch:
            masked = mask_text(case.subject)
            if masked != case.subject:
                case.subject_whole, case.subject = case.subject, masked
                changed.append(case)
        if changed:
            Case.objects.bulk_update(changed, ["subject", "subject_whole"], batch_size=200)


def show_subjects(apps, _schema_editor):
    Case = apps.get_model("cases", "Case")
    for batch in _batches(Case.objects.filter(subject_whole__isnull=False).order_by("pk").only("pk", "subject_whole")):
        for case in batch:
            case.subject, case.subject_whole = case.subject_whole, None
        Case.objects.bulk_update(batch, ["subject", "subject_whole"], batch_size=200)


def _batches(rows):
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        yield batch


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_masked_subject_restricted")]
    operations = [migrations.RunPython(mask_subjects, show_subjects)]
