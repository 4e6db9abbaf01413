"""Addresses under ketentuan/, kelayakan/ (rules and reasons) and, from the modules of rank, peringkat/."""

from django.urls import URLPattern, URLResolver

app_name = "targeting"

urlpatterns: list[URLPattern | URLResolver] = []
