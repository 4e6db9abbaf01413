from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "pilar.decision.screening"
    label = "screening"
    default_auto_field = "django.db.models.BigAutoField"
