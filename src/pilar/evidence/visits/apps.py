from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "pilar.evidence.visits"
    label = "visits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilar.evidence.field.app.sources import register_visit_source
        from pilar.evidence.registry.references import Reference, refer
        from pilar.evidence.visits.app_source import VisitsForApp

        register_visit_source(VisitsForApp())
        once = ("kind", "source_kind", "source_id")
        refer(Reference("visits.Assignment", "family_id", "family", "Kunjungan", once, {"is_open": True}, "wilayah"))
        refer(Reference("visits.Review", "family_id", "family", "Hasil kunjungan", place="wilayah"))
