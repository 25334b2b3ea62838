"""Remembers that an account was deleted, so that no backup brings it back."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leverage', '0002_vault'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeletedAccount',
            fields=[
                ('mark', models.BinaryField(help_text="SHA-256 of the account's random number.", max_length=32, primary_key=True, serialize=False)),
            ],
        ),
    ]
