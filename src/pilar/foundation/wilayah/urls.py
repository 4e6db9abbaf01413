"""Addresses of areas, under `wilayah/`."""

from django.urls import path

from pilar.foundation.wilayah import views

app_name = "wilayah"

urlpatterns = [
    path("", views.browse, name="browse"),
    path("cari/", views.search_json, name="search"),
    path("pilih/", views.pick, name="pick"),
    path("sebutan/", views.level_names, name="level_names"),
    path("<str:code>/", views.area, name="area"),
]
