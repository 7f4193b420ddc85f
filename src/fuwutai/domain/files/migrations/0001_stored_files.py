from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('size', models.BigIntegerField()),
                ('content_type', models.CharField(max_length=100)),
                ('place', models.CharField(max_length=120)),
                ('preview', models.CharField(blank=True, default='', max_length=120)),
                ('preview_state', models.CharField(blank=True, default='', max_length=10)),
                ('key', models.CharField(blank=True, default='', max_length=20)),
                ('made_at', models.DateTimeField()),
                ('look_at', models.DateTimeField(null=True)),
                ('erased_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('look_at__isnull', False)), fields=['look_at'], name='stored_file_look'), models.Index(condition=models.Q(('erased_at', None)), fields=['key', 'id'], name='stored_file_key')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('place', ''), _negated=True), fields=('place',), name='stored_file_place'), models.UniqueConstraint(condition=models.Q(('preview', ''), _negated=True), fields=('preview',), name='stored_file_preview')],
            },
        ),
    ]
