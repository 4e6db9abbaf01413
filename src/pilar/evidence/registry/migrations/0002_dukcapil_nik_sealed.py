from django.db import migrations, models


class Migration(migrations.Migration):
    """The NIK of an answer of the civil registry is kept sealed beside its index, so that the index can be made anew."""

    dependencies = [("registry", "0001_initial")]

    operations = [
        migrations.AddField(model_name="dukcapilresult", name="nik_sealed", field=models.BinaryField(null=True)),
    ]
