"""Keys that labs sign their mail with."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outcomes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DkimKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=253)),
                ('selector', models.CharField(max_length=253)),
                ('record', models.TextField(help_text='The TXT record, as RFC 6376, section 3.6.1 describes it.')),
                ('first_month', models.CharField(help_text='YYYY-MM.', max_length=7)),
                ('last_month', models.CharField(help_text='YYYY-MM.', max_length=7)),
            ],
            options={
                'ordering': ['domain', 'selector', 'first_month'],
                'constraints': [models.UniqueConstraint(fields=('domain', 'selector', 'record'), name='one_row_per_dkim_key')],
            },
        ),
    ]
