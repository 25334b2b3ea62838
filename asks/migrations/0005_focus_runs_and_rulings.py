import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('asks', '0004_words_and_credit'),
    ]

    operations = [
        migrations.CreateModel(
            name='FocusRun',
            fields=[
                ('number', models.PositiveSmallIntegerField(help_text='From 1, without gaps.', primary_key=True, serialize=False)),
                ('window', models.CharField(help_text='The window from which the list holds.', max_length=16)),
                ('release', models.CharField(blank=True, help_text='Whose counts were the demand; empty for survey support.', max_length=16)),
                ('made_on', models.DateField()),
                ('code_version', models.CharField(max_length=40)),
                ('inputs', models.JSONField(help_text='Every ask that could be chosen, with every factor.')),
                ('lists', models.JSONField(help_text='What was chosen, overall and at each lab.')),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.AddField(
            model_name='focusentry',
            name='reason',
            field=models.CharField(choices=[('score', 'by its score'), ('held', 'kept, so that people can concentrate'), ('pinned', 'chosen by a curator')], default='score', help_text='Whether its score put it there, the rule that an ask stays, or a curator.', max_length=8),
        ),
        migrations.AddField(
            model_name='focusentry',
            name='since_run',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.CreateModel(
            name='FocusRuling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ruling', models.CharField(choices=[('pin', 'must be in focus'), ('bar', 'must not be in focus')], max_length=3)),
                ('reason', models.CharField(max_length=300)),
                ('decided_on', models.DateField()),
                ('ended_on', models.DateField(help_text='Empty while it holds.', null=True)),
                ('ask', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rulings', to='asks.ask')),
                ('lab', models.ForeignKey(help_text='Empty: overall.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='rulings', to='asks.lab')),
            ],
            options={
                'ordering': ['-decided_on', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('ask', 'lab'), name='one_ruling_holds_per_ask_and_lab', nulls_distinct=False)],
            },
        ),
    ]
