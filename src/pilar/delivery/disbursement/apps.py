from django.apps import AppConfig


class DisbursementConfig(AppConfig):
    name = "pilar.delivery.disbursement"
    label = "disbursement"
    default_auto_field = "django.db.models.BigAutoField"
