"""Addresses of the field: the OpenRosa bases, the field app, the desks of the office."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(("pilar.evidence.field.openrosa.urls", "openrosa"))),
    path("lapangan/", include("pilar.evidence.field.app.urls")),
    path("", include("pilar.evidence.field.desk_urls")),
]
