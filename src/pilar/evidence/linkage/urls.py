"""Addresses under padanan/."""

from django.urls import path

from pilar.evidence.linkage.views import home, lists

app_name = "linkage"
urlpatterns = [
    path("padanan/", home.home, name="home"),
    path("padanan/jalankan/", home.start_run, name="start-run"),
    path("padanan/jalan/<pid:run_id>/", home.run_page, name="run"),
    path("padanan/jalan/<pid:run_id>/kemajuan/", home.run_progress, name="run-progress"),
    path("padanan/daftar/", lists.list_start, name="list-start"),
    path("padanan/daftar/berkas/<pid:file_id>/", lists.list_columns, name="list-columns"),
    path("padanan/daftar/<pid:run_id>/", lists.list_results, name="list-results"),
    path("padanan/daftar/<pid:run_id>/unduh/", lists.list_sheet, name="list-sheet"),
]
