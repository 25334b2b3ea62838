"""Windows whose parameters know no deciding ask can neither be logged into nor read: take them away.

They exist only where the program ran before its first release, with made-up numbers.
"""

from django.db import migrations


class ConversationsWouldBeLost(Exception):
    """A window of the first format holds what people logged."""


def forget(apps, schema_editor):
    """Remove them with all that came of them, unless somebody logged there."""
    windows = apps.get_model("outcomes", "Window").objects.exclude(parameters__release__has_key="budgets")
    names = list(windows.values_list("name", flat=True))
    entries = apps.get_model("outcomes", "Entry").objects.filter(window__in=names)
    if entries.exists():
        raise ConversationsWouldBeLost(
            f"Release {', '.join(names)} with the version that opened it, and then migrate."
        )
    apps.get_model("outcomes", "BudgetEntry").objects.filter(window__in=names).delete()
    apps.get_model("outcomes", "Release").objects.filter(window__in=names).delete()
    apps.get_model("outcomes", "Sheet").objects.filter(window__in=names).delete()
    windows.delete()


class Migration(migrations.Migration):

    dependencies = [
        ('outcomes', '0003_deciding_asks_and_rehearsals'),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
