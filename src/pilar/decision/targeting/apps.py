from django.apps import AppConfig


class TargetingConfig(AppConfig):
    name = "pilar.decision.targeting"
    label = "targeting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilar.decision.targeting.snapshot.recipients import OfficeResidents, RecipientLists
        from pilar.decision.targeting.snapshot.stated import register_fact_source

        register_fact_source(RecipientLists())
        register_fact_source(OfficeResidents())
