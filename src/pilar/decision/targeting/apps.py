from django.apps import AppConfig


class TargetingConfig(AppConfig):
    name = "pilar.decision.targeting"
    label = "targeting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilar.decision.targeting.recipients import OfficeResidents, RecipientLists, VillageKinds
        from pilar.decision.targeting.told import register_fact_source
        from pilar.evidence.registry.references import Reference, refer

        refer(Reference("targeting.StatedFact", "person_id", "person", "Keterangan tambahan"))
        refer(Reference("targeting.StatedFact", "family_id", "family", "Keterangan tambahan"))
        register_fact_source(RecipientLists())
        register_fact_source(OfficeResidents())
        register_fact_source(VillageKinds())
