from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "pilar.decision.screening"
    label = "screening"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilar.decision.screening.kinds import register_checklist_kind
        from pilar.decision.screening.rule_facts import CheckListFacts
        from pilar.decision.targeting.snapshot.stated import register_fact_source

        register_checklist_kind()
        register_fact_source(CheckListFacts())
