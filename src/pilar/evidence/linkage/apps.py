from django.apps import AppConfig


class LinkageConfig(AppConfig):
    name = "pilar.evidence.linkage"
    label = "linkage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilar.evidence.linkage.actions.review import pair_parted
        from pilar.evidence.registry.references import on_parted

        on_parted("linkage", pair_parted)
