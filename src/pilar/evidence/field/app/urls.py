"""Addresses of the field app, below /lapangan/."""

from django.urls import URLPattern, URLResolver, path

from pilar.evidence.field.app import shell, views

app_name = "lapangan"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", shell.open_app, name="app"),
    path("sw.js", shell.service_worker, name="worker"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("api/masuk", views.who, name="who"),
    path("api/hari-ini", views.today_for, name="today"),
    path("api/kunjungan/<str:key>/riwayat", views.family_history, name="history"),
    path("api/terdaftar", views.already_registered, name="registered"),
]
