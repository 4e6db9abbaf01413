"""Addresses of flags."""

from django.urls import path

from pilar.decision.screening import views

app_name = "screening"
urlpatterns = [
    path("tanda/", views.list_flags, name="flags"),
    path("tanda/<pid:flag_id>/", views.show_flag, name="flag"),
]
