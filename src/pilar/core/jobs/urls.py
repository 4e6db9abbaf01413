"""Addresses under pekerjaan/."""

from django.urls import path

from pilar.core.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("<pid:job_id>/", views.detail, name="detail"),
    path("<pid:job_id>/kemajuan/", views.progress, name="progress"),
    path("<pid:job_id>/batalkan/", views.cancel, name="cancel"),
    path("<pid:job_id>/ulangi/", views.retry, name="retry"),
]
