from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "pilar.decision.proposals"
    label = "proposals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilar.decision.proposals.case_source import register_cases
        from pilar.decision.proposals.kinds import register_bnba_kind

        register_bnba_kind()
        register_cases()
