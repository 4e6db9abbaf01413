from django.apps import AppConfig


class TargetingConfig(AppConfig):
    name = "pilar.decision.targeting"
    label = "targeting"
    default_auto_field = "django.db.models.BigAutoField"
