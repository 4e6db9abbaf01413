"""Addresses under ketentuan/ (rules), kelayakan/ (outcomes and reasons), api/kelayakan/; rank and simulation add theirs."""

from django.urls import URLPattern, URLResolver, path

from pilar.decision.targeting.rank_urls import urlpatterns as rank_patterns
from pilar.decision.targeting.views import api, desk, edit, impact, runs, sheet, steps, tasks

app_name = "targeting"

urlpatterns: list[URLPattern | URLResolver] = [
    path("ketentuan/", desk.desk, name="desk"),
    path("ketentuan/salin/", desk.copy, name="copy"),
    path("ketentuan/pilihan/", desk.choices, name="choices"),
    path("ketentuan/<pid:version_id>/", desk.show_version, name="version"),
    path("ketentuan/<pid:version_id>/dampak/", impact.impact, name="impact"),
    path("ketentuan/<pid:version_id>/dampak/<slug:programme>/<slug:move>/", impact.moved, name="moved"),
    path("ketentuan/<pid:version_id>/teks/", edit.files, name="files"),
    path("ketentuan/<pid:version_id>/nilai/<str:name>/<int:index>/", edit.value, name="value"),
    path("ketentuan/<pid:version_id>/tanggal/<str:name>/<int:index>/", edit.dates, name="dates"),
    path("ketentuan/<pid:version_id>/langkah/<slug:step>/", steps.take_step, name="step"),
    path("kelayakan/", runs.overview, name="runs"),
    path("kelayakan/tugas/", tasks.tasks, name="tasks"),
    path("kelayakan/evaluasi/<pid:run_id>/", runs.show_run, name="run"),
    path("kelayakan/evaluasi/<pid:run_id>/<slug:programme>/<slug:outcome>/", runs.families, name="outcomes"),
    path("kelayakan/keluarga/<pid:family_id>/", sheet.family, name="family"),
    path("kelayakan/keluarga/<pid:family_id>/isian/", tasks.facts, name="facts"),
    path("kelayakan/keluarga/<pid:family_id>/<slug:programme>/", sheet.sheet, name="sheet"),
    path("kelayakan/keluarga/<pid:family_id>/<slug:programme>/warga/", sheet.resident, name="resident"),
    path(
        "kelayakan/keluarga/<pid:family_id>/<slug:programme>/lembar.pdf",
        sheet.pdf,
        {"for_resident": False},
        name="sheet-pdf",
    ),
    path(
        "kelayakan/keluarga/<pid:family_id>/<slug:programme>/warga.pdf",
        sheet.pdf,
        {"for_resident": True},
        name="resident-pdf",
    ),
    path("api/kelayakan/keluarga/<pid:family_id>/", api.family, name="api-family"),
    path("api/kelayakan/keluarga/<pid:family_id>/<slug:programme>/", api.sheet, name="api-sheet"),
    *rank_patterns,
]
