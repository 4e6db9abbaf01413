from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "pilar.foundation.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilar.foundation.accounts import reactions  # noqa: F401  connects the receivers
