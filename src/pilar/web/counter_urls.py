"""Addresses of the counter."""

from django.urls import path

from pilar.web import counter

urlpatterns = [
    path("", counter.ask, name="counter"),
    path("<pid:person_id>/", counter.answer, name="counter-answer"),
    path("<pid:person_id>/cetak/", counter.slip, name="counter-slip"),
]
