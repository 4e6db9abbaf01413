from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "pilar.delivery.programs"
    label = "programs"
    default_auto_field = "django.db.models.BigAutoField"
