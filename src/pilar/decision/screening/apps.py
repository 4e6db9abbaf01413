from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "pilar.decision.screening"
    label = "screening"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilar.decision.screening.kinds import register_checklist_kind
        from pilar.decision.screening.rule_facts import CheckListFacts
        from pilar.decision.targeting.told import register_fact_source
        from pilar.evidence.registry.references import Reference, refer

        register_checklist_kind()
        only_open = {"is_open": True}
        refer(Reference("screening.Flag", "person_id", "person", "Tanda pemeriksaan", ("check_list",), only_open))
        refer(Reference("screening.Flag", "family_id", "family", "Tanda pemeriksaan"))
        register_fact_source(CheckListFacts())
