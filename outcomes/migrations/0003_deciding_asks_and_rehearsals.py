from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outcomes', '0002_dkim_keys'),
    ]

    operations = [
        migrations.AddField(
            model_name='release',
            name='digest',
            field=models.CharField(blank=True, help_text='SHA-256 of the file of all its cells, as published.', max_length=64),
        ),
        migrations.AddField(
            model_name='window',
            name='rehearsal',
            field=models.BooleanField(default=False, help_text='Tries the whole way out on simulated entries; never shown.'),
        ),
        migrations.AlterField(
            model_name='budgetentry',
            name='query',
            field=models.CharField(choices=[('responses', 'responses'), ('decided', 'decided'), ('entries', 'entries')], max_length=9),
        ),
        migrations.AlterField(
            model_name='tally',
            name='query',
            field=models.CharField(choices=[('responses', 'responses'), ('decided', 'decided'), ('entries', 'entries')], max_length=9),
        ),
        migrations.AlterField(
            model_name='tally',
            name='response',
            field=models.CharField(blank=True, choices=[('yes', 'yes'), ('open', 'open'), ('no', 'no'), ('kept', 'kept'), ('partly', 'partly'), ('broken', 'broken'), ('turned_down_over', 'turned_down_over'), ('joined_for', 'joined_for')], help_text='What was counted of the ask: an answer, whether it was kept, or a decision.', max_length=16),
        ),
    ]
