from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "pilar.delivery.programs"
    label = "programs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilar.evidence.registry.references import Reference, refer

        running = {"is_open": True}
        refer(
            Reference(
                "programs.Membership", "person_id", "person", "Kepesertaan", ("programme_id",), running, "wilayah"
            )
        )
        counted = {"is_open": True, "per_family": True}
        refer(Reference("programs.Membership", "family_id", "family", "Kepesertaan", ("programme_id",), counted))
