from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "pilar.core.ui"
    label = "ui"
