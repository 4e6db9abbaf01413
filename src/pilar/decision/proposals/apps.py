from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "pilar.decision.proposals"
    label = "proposals"
    default_auto_field = "django.db.models.BigAutoField"
