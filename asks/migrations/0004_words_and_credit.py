"""Sentences for drafts, and what may be praised."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("asks", "0003_proposals_curation_and_answers")]

    operations = [
        migrations.AddField(
            model_name="asktext",
            name="words",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="Sentences that drafts are made of, by the name of their part; or nothing.",
            ),
        ),
        migrations.AddField(
            model_name="position",
            name="credit",
            field=models.TextField(
                blank=True,
                default="",
                help_text="What may be praised, as it follows the lab's name; empty where nothing may.",
            ),
            preserve_default=False,
        ),
    ]
