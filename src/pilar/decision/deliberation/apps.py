from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    name = "pilar.decision.deliberation"
    label = "deliberation"
    default_auto_field = "django.db.models.BigAutoField"
