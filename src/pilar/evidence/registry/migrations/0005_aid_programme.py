"""Who receives a programme, found from the programme."""

from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_family_list")]

    operations = [
        migrations.AddIndex(
            model_name="receivedaid",
            index=models.Index(Upper("programme"), models.F("family"), name="received_aid_programme"),
        ),
    ]
