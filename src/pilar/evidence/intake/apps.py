from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "pilar.evidence.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilar.evidence.intake.builtin import register_kinds
        from pilar.evidence.intake.office_kinds import register_office_kinds

        register_kinds()
        register_office_kinds()
