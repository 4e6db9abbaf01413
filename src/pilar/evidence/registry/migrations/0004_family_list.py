"""The list of families goes by area and name of the head: one covering index in the place of `family_wilayah`."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_merges")]

    operations = [
        migrations.AddIndex(
            model_name="family",
            index=models.Index(fields=["wilayah", "head_name", "id", "status", "born_batch"], name="family_list"),
        ),
        migrations.RemoveIndex(model_name="family", name="family_wilayah"),
    ]
