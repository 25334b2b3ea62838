"""A new mark for whatever public pages show, in the transaction that changes it.

Statements of the database and not signals: a change made by a service, in the admin, by SQL or with COPY is noticed
alike. Each writer takes away the marks that nobody else is just taking away, waits for no one, and adds one of its own,
so that two of them can never stand in each other's way. What is about people and conversations has no such trigger.
"""

import uuid

from django.db import migrations, models

TABLES = (
    "asks_alias",
    "asks_ask",
    "asks_ask_related",
    "asks_asktext",
    "asks_category",
    "asks_curationaction",
    "asks_focusentry",
    "asks_focusrun",
    "asks_focusruling",
    "asks_lab",
    "asks_labanswer",
    "asks_motion",
    "asks_position",
    "asks_positionevent",
    "asks_precedent",
    "asks_source",
    "asks_survey",
    "asks_surveysupport",
    "outcomes_budgetentry",
    "outcomes_release",
    "outcomes_tally",
    "outcomes_window",
)

# A statement that met no row changed nothing: deleting an account empties its name in tables of curators, even if it
# stands in none of them, and the hour of that must not show here.
FUNCTION = """
CREATE FUNCTION leverage_pages_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        IF NOT EXISTS (SELECT FROM changed) THEN
            RETURN NULL;
        END IF;
    END IF;
    DELETE FROM leverage_pageversion
    WHERE mark IN (SELECT mark FROM leverage_pageversion FOR UPDATE SKIP LOCKED);
    INSERT INTO leverage_pageversion (mark) VALUES (gen_random_uuid());
    RETURN NULL;
END
$$
"""
TRIGGERS = """
CREATE TRIGGER pages_changed_by_insert AFTER INSERT OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION leverage_pages_changed();
CREATE TRIGGER pages_changed_by_update AFTER UPDATE ON {table} REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION leverage_pages_changed();
CREATE TRIGGER pages_changed_by_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION leverage_pages_changed();
"""
NO_TRIGGERS = """
DROP TRIGGER pages_changed_by_insert ON {table};
DROP TRIGGER pages_changed_by_update ON {table};
DROP TRIGGER pages_changed_by_delete ON {table};
"""


class Migration(migrations.Migration):

    dependencies = [
        ('leverage', '0003_deleted_account'),
        ('asks', '0005_focus_runs_and_rulings'),
        ('outcomes', '0004_windows_of_the_first_format'),
    ]

    operations = [
        migrations.CreateModel(
            name='PageVersion',
            fields=[
                ('mark', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
            ],
        ),
        migrations.RunSQL(
            "INSERT INTO leverage_pageversion (mark) VALUES (gen_random_uuid())",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION leverage_pages_changed()"),
        migrations.RunSQL(
            "".join(TRIGGERS.format(table=table) for table in TABLES),
            "".join(NO_TRIGGERS.format(table=table) for table in TABLES),
        ),
    ]
