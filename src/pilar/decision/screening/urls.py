"""Addresses under tanda/."""

from django.urls import path

from pilar.decision.screening import views

app_name = "screening"

urlpatterns = [
    path("", views.list_flags, name="flags"),
    path("<pid:flag_id>/", views.show_flag, name="flag"),
    path("<pid:flag_id>/kunjungan/", views.ask_flag_visit, name="flag-visit"),
    path("<pid:flag_id>/langkah/<slug:target>/", views.step_flag, name="step"),
]
