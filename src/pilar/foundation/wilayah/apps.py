from django.apps import AppConfig


class WilayahConfig(AppConfig):
    name = "pilar.foundation.wilayah"
    label = "wilayah"
    default_auto_field = "django.db.models.BigAutoField"
