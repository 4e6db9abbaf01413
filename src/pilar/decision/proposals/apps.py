from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "pilar.decision.proposals"
    label = "proposals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilar.decision.proposals.case_source import register_cases
        from pilar.decision.proposals.kinds import register_bnba_kind
        from pilar.evidence.registry.references import Reference, refer

        register_bnba_kind()
        register_cases()
        only_open = {"is_open": True}
        refer(Reference("proposals.Usul", "person_id", "person", "Usulan", ("kind", "programme"), only_open))
        refer(Reference("proposals.Usul", "family_id", "family", "Usulan"))
