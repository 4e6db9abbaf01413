from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    name = "pilar.decision.deliberation"
    label = "deliberation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilar.decision.deliberation.kinds import register_status_kind

        register_status_kind()
