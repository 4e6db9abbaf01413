"""The root of all addresses. Each context brings its own urls; addresses are Indonesian."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from pilar.core.ids import IdConverter

register_converter(IdConverter, "pid")

urlpatterns: list[URLPattern | URLResolver] = [
    path("akun/", include("allauth.urls")),
]
