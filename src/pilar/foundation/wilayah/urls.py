"""Addresses of areas, under `wilayah/`."""

from django.urls import path, re_path

from pilar.foundation.wilayah import views

app_name = "wilayah"

urlpatterns = [
    path("", views.browse, name="browse"),
    path("cari/", views.search_json, name="search"),
    path("pilih/", views.pick, name="pick"),
    path("sebutan/", views.level_names, name="level_names"),
    re_path(r"^(?P<code>[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10}|[0-9]{13}|[0-9]{16})/$", views.area, name="area"),
]
