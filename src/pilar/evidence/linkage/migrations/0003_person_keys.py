"""Keys of persons for the question at the counter: filled by the next whole run."""

from typing import Any

from django.db import migrations, models

import pilar.core.db.fields
import pilar.core.scope


def _create(apps: Any, schema_editor: Any) -> None:
    """On SQLite without row numbers: the table is its own index and half as large."""
    lean = " WITHOUT ROWID" if schema_editor.connection.vendor == "sqlite" else ""
    schema_editor.execute(
        f"CREATE TABLE linkage_personkey (key bigint NOT NULL, person_id bigint NOT NULL, PRIMARY KEY (key, person_id)){lean}"
    )


def _drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute("DROP TABLE linkage_personkey")


class Migration(migrations.Migration):
    dependencies = [("linkage", "0002_decision_kept")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="PersonKey",
                    fields=[
                        ("pk", models.CompositePrimaryKey("key", "person_id", blank=True, editable=False, primary_key=True, serialize=False)),
                        ("key", models.BigIntegerField()),
                        ("person_id", models.BigIntegerField()),
                    ],
                )
            ],
            database_operations=[migrations.RunPython(_create, _drop)],
        ),
        migrations.CreateModel(
            name="PersonKeySet",
            fields=[
                ("id", pilar.core.db.fields.IdField(default=pilar.core.ids.new_id, primary_key=True, serialize=False)),
                ("model_version", models.CharField(max_length=12)),
                ("mark", models.BinaryField(max_length=16)),
                ("wilayah", pilar.core.scope.AreaCodeField(blank=True, max_length=16)),
                ("newest_person", models.BigIntegerField()),
                ("written_at", models.DateTimeField()),
            ],
        ),
    ]
