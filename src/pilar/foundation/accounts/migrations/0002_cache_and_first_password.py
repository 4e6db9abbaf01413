"""First password, lookup by area, periods that never ran, and the table of the cache that counts failed logins across processes."""

from django.core.management import call_command
from django.db import migrations, models
from django.db.models import F, Q


def create_cache_table(_apps, schema_editor):
    """DatabaseCache has no model; Django's own command makes its table, and leaves an existing one alone."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop_cache_table(_apps, schema_editor):
    schema_editor.execute("DROP TABLE cache_entry")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField("user", "must_change_password", models.BooleanField(default=False)),
        migrations.AddIndex("assignment", models.Index(fields=["wilayah", "user"], name="assignment_wilayah")),
        migrations.RemoveConstraint("assignment", "assignment_period"),
        migrations.AddConstraint(
            "assignment",
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_to__gte=F("active_from")), name="assignment_period"
            ),
        ),
        migrations.RunPython(create_cache_table, drop_cache_table),
    ]
